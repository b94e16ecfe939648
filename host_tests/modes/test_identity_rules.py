"""Who may speak for whom: keys, key IDs and identities that do not belong together."""

import pytest

from mikey import errors
from mikey.errors import MikeyError
from mikey.modes import compose, protection
from mikey.wire import header
from support.peers import ALICE, BOB, PSK, phone

MALLORY = b"sip:mallory@example.com"
SSRC = b"\xf7\x06\x8d\xee"
OTHER = bytes(range(100, 116))
REFUSED = (errors.AUTH_FAILED, errors.MISSING_PAYLOAD, errors.NO_KEY)


def fault(action, *args, **kwargs):
    """Return the fault of the MikeyError that `action` raises."""
    with pytest.raises(MikeyError) as caught:
        action(*args, **kwargs)
    return caught.value.fault


def teks(call):
    return [bytes(stream.tek) for stream in call.streams]


@pytest.mark.parametrize("mode", ["psk", "dhhmac"])
def test_a_key_id_does_not_lend_a_name(mode):
    """Mallory names her own key and Alice's identity."""
    mallory, bob = phone(ALICE, BOB, OTHER, b"m"), phone(BOB, ALICE)
    bob.psks.add(MALLORY, OTHER, b"m")
    message = bytes(mallory.offer(mode, BOB, [SSRC]).message)
    assert fault(bob.receive, message) in REFUSED
    assert bob.calls == [] and bob.replay.used() == 0


@pytest.mark.parametrize("mode", ["psk", "dhhmac"])
def test_a_group_key_leaves_a_name_without_a_key_to_idi(mode):
    """V and R_MESSAGE carry the identity that was sent (RFC 3830 5.2), also without signalling;
    it is a claim (RFC 4563 7), and none that somebody with a key of his own could have made.
    """
    alice, bob = phone(ALICE, MALLORY, OTHER), phone(BOB, MALLORY, OTHER)
    alice.psks.add(b"*", PSK, b"g")
    bob.psks.add(b"*", PSK, b"g")
    call = alice.offer(mode, BOB, [SSRC], group_key=True)
    message = bytes(call.message)
    got = bob.receive(message)
    assert (got.peer, got.vouched_by) == (ALICE, ("group", b"g"))
    alice.finish(call, bytes(got.reply))
    assert (call.peer, call.vouched_by) == (BOB, ("group", b"g"))
    assert teks(call) == teks(got)
    update = alice.offer(mode, BOB, [], call=call)
    assert bob.receive(bytes(update.message)) is got
    alice.finish(call, bytes(got.reply))
    assert teks(call) == teks(got)
    bob = phone(BOB, ALICE, OTHER)
    bob.psks.add(b"*", PSK, b"g")
    assert fault(bob.receive, message) == errors.NO_KEY
    assert bob.calls == [] and bob.replay.used() == 0


@pytest.mark.parametrize("key_id", [b"m", b""])
@pytest.mark.parametrize("names", [True, False])
def test_nobody_updates_the_call_of_another(monkeypatch, key_id, names):
    """Alice's call stands under a group key; Mallory has a key, or another group's, of her own."""
    alice, bob = phone(ALICE, BOB, key_id=b"g"), phone(BOB, MALLORY, OTHER, key_id)
    bob.psks.add(b"*", PSK, b"g")
    bob.psks.add(b"*", OTHER, b"other")
    got = bob.receive(bytes(alice.offer("psk", BOB, [SSRC], verify=False).message))
    before = teks(got)
    if not names:
        monkeypatch.setattr(compose, "write_ids", lambda w, context, offer: None)
    for name in (b"other", key_id):
        mallory = phone(MALLORY, BOB, OTHER, name)
        call = mallory.offer("psk", BOB, [SSRC], verify=False)
        call._octets[0:4] = got.csb_id
        call._octets[12:] = got.rand
        update = bytes(mallory.offer("psk", BOB, [], call=call, verify=False).message)
        assert fault(bob.receive, update, origin=MALLORY) in REFUSED
        assert fault(bob.receive, update) in REFUSED
    assert teks(got) == before and len(bob.calls) == 1


def test_an_update_may_use_another_key_of_its_peer():
    alice, bob = phone(ALICE, BOB, OTHER, b"2"), phone(BOB, ALICE, PSK, b"1")
    bob.psks.add(ALICE, OTHER, b"2")
    call = alice.offer("psk", BOB, [SSRC])
    got = bob.receive(bytes(call.message))
    alice.finish(call, bytes(got.reply))
    alice.offer("psk", BOB, [], call=call)
    alice.finish(call, bytes(bob.receive(bytes(call.message)).reply))
    assert teks(call) == teks(got)


@pytest.mark.parametrize("mode", ["psk", "dhhmac"])
def test_a_replaced_key_verifies_nothing(monkeypatch, mode):
    """The key of an offer that waits was wiped: an answer under a key of zeros is no answer."""
    alice, bob = phone(ALICE, BOB), phone(BOB, ALICE)
    call = alice.offer(mode, BOB, [SSRC])
    message = bytes(call.message)
    alice.psks.add(BOB, OTHER)
    zeros = phone(BOB, ALICE, bytes(16)).psks.find(ALICE, 0, len(ALICE))
    genuine = header.write_answer

    def under_zeros(*args):
        genuine(*args)
        protection.auth_key(bob.context, call.label(), zeros, 1)

    monkeypatch.setattr(header, "write_answer", under_zeros)
    reply = bytes(bob.receive(message).reply)
    assert fault(alice.finish, call, reply) == errors.NO_KEY
    assert not call.released


@pytest.mark.parametrize(
    "peer, key, key_id",
    [("sip:a", PSK, b""), (ALICE, "0123456789abcdef", b""), (ALICE, PSK, "1"), (b"", PSK, b""),
     (ALICE, PSK, bytes(256)), (ALICE, 16, b""), (None, PSK, b"")],
)  # fmt: skip
def test_impossible_credentials(peer, key, key_id):
    bob = phone(BOB, ALICE)
    assert fault(bob.psks.add, peer, key, key_id) == errors.BAD_ARGUMENT
    assert len(bob.psks) == 1
