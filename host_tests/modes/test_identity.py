"""Who may speak for whom under a pre-shared key: pairwise keys, group keys and their members.

Everybody here who is called a member holds the group key; what it must not do is lend a name
(RFC 3830 6.7, RFC 4563 7; decisions A65, A66).
"""

import pytest

from mikey import errors
from mikey.errors import MikeyError
from mikey.modes import checks, compose
from mikey.wire import payloads
from support.peers import ALICE, BOB, PSK, payload_at, phone

MALLORY, CAROL = b"sip:mallory@example.com", b"sip:carol@example.com"
SSRC = b"\xf7\x06\x8d\xee"
OTHER = bytes(range(100, 116))
GROUP = bytes(range(100, 116))
MODES = ("psk", "dhhmac")
both = pytest.mark.parametrize("mode", MODES)


def fault(action, *args, **kwargs):
    with pytest.raises(MikeyError) as caught:
        action(*args, **kwargs)
    return caught.value.fault


def refused(phone, message, **hints):
    """Return the fault with which `phone` refuses a message; nothing is left of it."""
    before, used = list(phone.calls), phone.replay.used()
    found = fault(phone.receive, message, **hints)
    assert phone.calls == before and phone.replay.used() == used
    return found


def member(name, key_id=b"grp", members=None, pairwise=None):
    """Return a handset with the group key, and with a pairwise key (PSK) of `pairwise`."""
    made = phone(name, pairwise or b"sip:nobody@example.com", PSK if pairwise else bytes(16))
    made.psks.add(b"*", GROUP, key_id, members)
    return made


def offered(handset, mode, peer=BOB, **options):
    """Return the octets of an offer under the group key."""
    return bytes(handset.offer(mode, peer, [SSRC], group_key=True, **options).message)


def unnamed(monkeypatch, *keep):
    """Have messages made with the identities `keep` ("i", "r") alone."""

    def write(w, context, offer):
        offer.send_idi, offer.send_idr = "i" in keep, "r" in keep
        genuine(w, context, offer)

    genuine = compose.write_ids
    monkeypatch.setattr(compose, "write_ids", write)


# Names that have a key of their own


@both
@pytest.mark.parametrize(
    "name",
    [ALICE, b"sip:Alice@example.com", b"SIP:alice@EXAMPLE.COM", b"sip:%61lice@example.com",
     b"sip:alice%40example.com", b"sip:alic%45@example.com", b"sip:%41LICE%40EXAMPLE.COM"],
)  # fmt: skip
def test_a_group_key_never_stands_for_a_name_with_a_key(mode, name):
    bob = member(BOB, pairwise=ALICE)
    assert refused(bob, offered(member(name), mode)) == errors.NO_KEY
    assert bob.check(offered(member(name), mode)) == errors.NO_KEY
    assert fault(bob.receive, offered(member(name), mode)) == errors.NO_KEY


@both
@pytest.mark.parametrize("ids", [b"grp", b"mine", b""])
def test_nor_whatever_key_ids_are_sent_beside(mode, ids):
    """Silently: an ERR would tell an outsider whose keys are there."""
    bob = phone(BOB, ALICE, PSK, b"mine")
    for key_id in (b"grp", b"other"):
        bob.psks.add(b"*", GROUP, key_id)
    with pytest.raises(MikeyError) as caught:
        bob.receive(offered(member(ALICE, ids or b"other"), mode))
    assert caught.value.fault in (errors.NO_KEY, errors.AUTH_FAILED)
    assert caught.value.reply is None or mode == "dhhmac"
    assert bob.calls == []


def test_nor_where_signalling_gives_the_name(monkeypatch):
    unnamed(monkeypatch, "r")
    bob = member(BOB, pairwise=ALICE)
    message = offered(member(ALICE), "psk", verify=False)
    assert refused(bob, message, origin=ALICE) == errors.NO_KEY
    got = bob.receive(message, origin=CAROL)
    assert (got.peer, got.vouched_by) == (CAROL, ("group", b"grp"))


def test_a_pairwise_key_goes_before_a_group_key(monkeypatch):
    """Also where both have the key ID that is sent, whichever was added first."""
    alice = phone(ALICE, BOB, PSK, b"same")
    for first in (True, False):
        bob = phone(BOB, CAROL, bytes(16))
        if first:
            bob.psks.add(b"*", GROUP, b"same")
        bob.psks.add(ALICE, PSK, b"same")
        bob.psks.add(b"*", GROUP, b"same")
        got = bob.receive(bytes(alice.offer("psk", BOB, [SSRC]).message))
        assert (got.peer, got.group, got.vouched_by) == (ALICE, None, ("psk", ALICE))


@both
def test_star_is_nobodys_name(mode):
    bob = member(BOB)
    assert refused(bob, offered(member(b"*"), mode)) == errors.NO_KEY
    assert fault(bob.offer, mode, b"*", [SSRC]) == errors.NO_KEY
    assert fault(bob.offer, mode, b"*", [SSRC], group_key=True) == errors.NO_KEY
    bob = phone(BOB, b"*")
    assert refused(bob, bytes(phone(b"*", BOB).offer(mode, BOB, [SSRC]).message)) == errors.NO_KEY


# The own name


@both
@pytest.mark.parametrize("name", [BOB, b"sip:BOB@example.com", b"sip:bob@example%2Ecom"])
def test_nobody_calls_under_the_name_of_the_called_one(mode, name):
    assert refused(member(BOB), offered(member(name), mode)) == errors.WRONG_PEER


@both
def test_nor_with_a_pairwise_key_for_the_own_name(mode):
    bob = phone(BOB, BOB)
    message = bytes(phone(BOB, BOB).offer(mode, BOB, [SSRC]).message)
    assert refused(bob, message) == errors.WRONG_PEER


def test_nor_where_signalling_gives_the_own_name(monkeypatch):
    unnamed(monkeypatch, "r")
    for alice in (phone(ALICE, BOB), member(ALICE)):
        group = len(alice.psks) > 1
        alice.psks.add(BOB if not group else CAROL, PSK)
        call = alice.offer("psk", BOB, [SSRC], verify=False, group_key=group)
        bob = member(BOB, pairwise=ALICE)
        assert refused(bob, bytes(call.message), origin=BOB) == errors.WRONG_PEER


@pytest.mark.parametrize("ids", ["", "i", "r", "ir"])
def test_an_own_offer_does_not_come_back(monkeypatch, ids):
    """A reflection: CSB ID and RAND are those of an own offer, whoever it names."""
    unnamed(monkeypatch, *ids)
    alice = phone(ALICE, BOB)
    message = bytes(alice.offer("psk", BOB, [SSRC]).message)
    for origin in (None, BOB, ALICE):
        assert refused(alice, message, origin=origin) == errors.WRONG_PEER
    assert not alice.calls[0].released


# Offers


@both
def test_an_offer_uses_a_group_key_only_when_told_to(mode):
    alice = member(ALICE)
    assert fault(alice.offer, mode, BOB, [SSRC]) == errors.NO_KEY
    assert fault(alice.offer, mode, BOB, [SSRC], group_key=False) == errors.NO_KEY
    for wrong in (1, "yes", None, b"grp"):
        assert fault(alice.offer, mode, BOB, [SSRC], group_key=wrong) == errors.BAD_ARGUMENT
    assert alice.calls == []
    call = alice.offer(mode, BOB, [SSRC], group_key=True)
    assert (call.group, call.vouched_by) == (b"grp", ("group", b"grp"))
    only = phone(ALICE, CAROL)
    assert fault(only.offer, mode, BOB, [SSRC], group_key=True) == errors.NO_KEY
    assert fault(alice.offer, mode, b"", [SSRC], group_key=True) == errors.BAD_ARGUMENT


@both
def test_an_offer_never_uses_it_for_a_peer_with_a_key(mode):
    alice = member(ALICE, pairwise=BOB)
    for name in (BOB, b"sip:BOB@Example.com"):
        assert fault(alice.offer, mode, name, [SSRC], group_key=True) == errors.NO_KEY
    call = alice.offer(mode, BOB, [SSRC])
    assert (call.group, call.vouched_by) == (None, ("psk", BOB))


@both
def test_both_roles_know_who_vouches(mode):
    alice, bob = member(ALICE), member(BOB)
    call = alice.offer(mode, BOB, [SSRC], group_key=True)
    got = bob.receive(bytes(call.message))
    alice.finish(call, bytes(got.reply))
    for one, peer in ((call, BOB), (got, ALICE)):
        assert (one.peer, one.group, one.vouched_by) == (peer, b"grp", ("group", b"grp"))
    alice, bob = phone(ALICE, BOB), phone(BOB, ALICE)
    call = alice.offer(mode, BOB, [SSRC])
    got = bob.receive(bytes(call.message))
    assert (call.group, call.vouched_by) == (None, ("psk", BOB))
    assert (got.group, got.vouched_by) == (None, ("psk", ALICE))
    with pytest.raises(AttributeError):
        got.vouched_by = ("psk", MALLORY)


# Members


@both
def test_only_members_speak_under_a_key_with_a_list(mode):
    bob = member(BOB, members=(ALICE, BOB, CAROL))
    for name in (ALICE, CAROL):
        assert bob.receive(offered(member(name), mode)).peer == name
    for name in (MALLORY, ALICE + b"x", ALICE[:-1], b"SIP:alice@example.com", b"*x"):
        assert refused(bob, offered(member(name), mode)) == errors.WRONG_PEER


def test_a_member_list_needs_a_name(monkeypatch):
    unnamed(monkeypatch, "r")
    message = offered(member(ALICE), "psk", verify=False)
    for origin in (None, b"", MALLORY):
        bob = member(BOB, members=[ALICE])
        assert refused(bob, message, origin=origin) == errors.WRONG_PEER
    assert member(BOB, members=[ALICE]).receive(message, origin=ALICE).peer == ALICE


@both
def test_an_offer_goes_to_members_alone(mode):
    alice = member(ALICE, members=[ALICE, BOB])
    assert fault(alice.offer, mode, MALLORY, [SSRC], group_key=True) == errors.WRONG_PEER
    assert alice.calls == []
    alice.psks.add(b"*", PSK, b"others", members=[MALLORY])
    assert alice.offer(mode, MALLORY, [SSRC], group_key=True).group == b"others"
    assert alice.offer(mode, BOB, [SSRC], group_key=True).group == b"grp"


@both
def test_the_answer_comes_from_the_peer_of_the_offer(mode):
    """IDr of R_MESSAGE: another member that answers for itself is not who was called."""
    for alice in (member(ALICE), member(ALICE, members=[ALICE, BOB, MALLORY])):
        call = alice.offer(mode, BOB, [SSRC], group_key=True)
        message = bytes(call.message)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(checks, "names", lambda *args: True)
            reply = bytes(member(MALLORY).receive(message).reply)
        assert fault(alice.finish, call, reply) == errors.WRONG_PEER
        assert not call.released
        alice.finish(call, bytes(member(BOB).receive(message).reply))


@pytest.mark.parametrize(
    "members", [(), [], (b"",), (ALICE, b""), "sip:a", b"sip:a", ("sip:a",), (b"*",), 5, {ALICE}]
)
def test_impossible_member_lists(members):
    bob = phone(BOB, ALICE)
    assert fault(bob.psks.add, b"*", GROUP, b"grp", members) == errors.BAD_ARGUMENT
    assert fault(bob.psks.add, ALICE, PSK, b"", (ALICE,)) == errors.BAD_ARGUMENT
    assert len(bob.psks) == 1


# Updates


@both
def test_an_update_of_a_group_call_comes_from_its_initiator(monkeypatch, mode):
    alice, bob = member(ALICE), member(BOB)
    call = alice.offer(mode, BOB, [SSRC], group_key=True)
    got = bob.receive(bytes(call.message))
    alice.finish(call, bytes(got.reply))
    before = [bytes(s.tek) for s in got.streams]
    for name in (MALLORY, CAROL):
        other = member(name)
        update = forged(other, got, mode, BOB)
        assert refused(bob, update) in (errors.MISSING_PAYLOAD, errors.WRONG_PEER)
    # nor does the one who was called update the call of the caller
    assert refused(alice, forged(member(BOB), call, mode, ALICE)) == errors.MISSING_PAYLOAD
    assert [bytes(s.tek) for s in got.streams] == before
    update = bytes(alice.offer(mode, BOB, [], call=call).message)
    assert bob.receive(update) is got
    assert got.vouched_by == ("group", b"grp")


def forged(handset, call, mode, peer):
    """Return an update of `call` by another member, who has seen CSB ID and RAND."""
    made = handset.offer(mode, peer, [SSRC], group_key=True)
    made._octets[0:4] = call.csb_id
    made._octets[12:] = call.rand
    made.released = True
    return bytes(handset.offer(mode, peer, [], call=made).message)


def test_an_update_of_a_group_call_says_who_speaks(monkeypatch):
    """Without IDs only signalling can name the initiator again."""
    alice, bob = member(ALICE), member(BOB)
    call = alice.offer("psk", BOB, [SSRC], group_key=True, verify=False)
    got = bob.receive(bytes(call.message))
    unnamed(monkeypatch)
    update = bytes(alice.offer("psk", BOB, [], call=call, verify=False).message)
    for origin in (None, MALLORY):
        assert refused(bob, update, origin=origin) in (errors.MISSING_PAYLOAD, errors.NO_KEY)
    assert bob.receive(update, origin=ALICE) is got


@both
def test_a_new_pairwise_key_ends_the_say_of_the_group(monkeypatch, mode):
    """Once Alice has a key of her own, nothing under the group's speaks for her, no update too."""
    alice, bob = member(ALICE), member(BOB)
    call = alice.offer(mode, BOB, [SSRC], group_key=True)
    alice.finish(call, bytes(bob.receive(bytes(call.message)).reply))
    update = bytes(alice.offer(mode, BOB, [], call=call).message)
    bob.psks.add(ALICE, PSK)
    assert refused(bob, update) == errors.NO_KEY
    assert refused(bob, update, origin=ALICE) == errors.NO_KEY
    alice.psks.add(BOB, PSK)
    assert fault(alice.offer, mode, BOB, [], call=call) == errors.NO_KEY


@both
def test_an_update_keeps_to_the_kind_of_key(mode):
    alice, bob = member(ALICE, pairwise=BOB), member(BOB, pairwise=ALICE)
    call = alice.offer(mode, BOB, [SSRC])
    alice.finish(call, bytes(bob.receive(bytes(call.message)).reply))
    asked = fault(alice.offer, mode, BOB, [], call=call, group_key=True)
    assert asked == errors.BAD_ARGUMENT
    other = member(ALICE)
    assert refused(bob, forged(other, call, mode, BOB)) == errors.NO_KEY


# Identities that are none


def spoilt(message, place, octets=None, kind=None):
    """Return a message with the type or the Data of its `place`-th ID changed."""
    start, end = payload_at(message, payloads.ID, place)
    out = bytearray(message)
    if kind is not None:
        out[start + 1] = kind
    if octets is not None:
        out[start + 2 : end] = len(octets).to_bytes(2, "big") + octets
    return bytes(out)


@both
@pytest.mark.parametrize("place", [0, 1])
def test_an_identity_has_a_known_type_and_is_not_empty(mode, place):
    """RFC 3830 6.7, RFC 6043 6.6 (decision A52); empty, it would leave the name to signalling."""
    alice, bob = phone(ALICE, BOB), phone(BOB, ALICE)
    call = alice.offer(mode, BOB, [SSRC])
    message = bytes(call.message)
    changes = [{"octets": b""}] + [{"kind": kind} for kind in (3, 4, 200, 255)]
    for change in changes:
        with pytest.raises(MikeyError) as caught:
            bob.receive(spoilt(message, place, **change), origin=ALICE, target=BOB)
        assert (caught.value.fault, caught.value.code) == (errors.BAD_ID, 7)
        assert bob.check(spoilt(message, place, **change)) == errors.BAD_ID
    for kind in (0, 2):  # known: only the MAC is another's
        assert fault(bob.receive, spoilt(message, place, kind=kind)) == errors.AUTH_FAILED
    reply = bytes(bob.receive(message).reply)
    if mode == "psk" and place:
        return
    for change in changes:
        assert fault(alice.finish, call, spoilt(reply, place, **change)) == errors.BAD_ID
    alice.finish(call, reply)


@pytest.mark.parametrize("count", [0, 1, 15, 16, 17, 600])
@pytest.mark.parametrize("own", [True, False])
def test_spellings_of_a_name_under_a_group_key(count, own):
    """At most 16 percent encodings are looked through: a name of more speaks under no group key.

    Under none a name that has a key of its own, however it is spelled.
    """
    plain = b"sip:" + b"a" * count + b"@Example.com"
    name = b"sip:" + b"%61" * count + b"@example.COM"
    bob = phone(BOB, plain.upper() if own else MALLORY, OTHER)
    bob.psks.add(b"*", PSK, b"g")
    alice = phone(name, MALLORY, OTHER)
    alice.psks.add(b"*", PSK, b"g")
    alice.context.writer.buf = memoryview(bytearray(4096))
    message = bytes(alice.offer("psk", BOB, [SSRC], group_key=True).message)
    if count > 16:
        assert fault(bob.receive, message) == errors.WRONG_PEER
    elif own:
        assert fault(bob.receive, message) == errors.NO_KEY
    else:
        assert bob.receive(message).peer == name


def test_a_key_that_comes_later_takes_its_name_from_the_group():
    bob = phone(BOB, MALLORY, OTHER)
    bob.psks.add(b"*", PSK, b"g")
    alice = phone(ALICE, MALLORY, OTHER)
    alice.psks.add(b"*", PSK, b"g")
    first = bytes(alice.offer("psk", BOB, [SSRC], group_key=True).message)
    again = bytes(alice.offer("psk", BOB, [SSRC], group_key=True).message)
    assert bob.receive(first).peer == ALICE
    bob.psks.add(ALICE.upper(), OTHER)
    assert fault(bob.receive, again) == errors.NO_KEY
    bob.psks.wipe()
    bob.psks.add(b"*", PSK, b"g")
    assert bob.receive(again).peer == ALICE
