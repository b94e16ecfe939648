"""Offers that cannot be: one clear error, and nothing has changed."""

import pytest

from mikey import errors, srtp
from mikey.errors import MikeyError
from support.peers import ALICE, BOB, PSK, phone

SSRC = b"\xf7\x06\x8d\xee"
CAROL = b"sip:carol@example.com"


def fault(action, *args, **kwargs):
    """Return the fault of the MikeyError that `action` raises."""
    with pytest.raises(MikeyError) as caught:
        action(*args, **kwargs)
    return caught.value.fault


def agree(alice, bob, mode="psk"):
    call = alice.offer(mode, BOB, [SSRC])
    alice.finish(call, bytes(bob.receive(bytes(call.message)).reply))
    return call


def teks(call):
    return [bytes(stream.tek) for stream in call.streams]


WRONG = [
    {"streams": [1]}, {"streams": [(SSRC, None, 0)]}, {"streams": SSRC}, {"streams": None},
    {"streams": ["abcd"]}, {"streams": [()]}, {"streams": [(SSRC, 5)]}, {"streams": [(SSRC, [0])]},
    {"peer": "sip:bob@example.com"}, {"peer": None}, {"mki": "a"}, {"mki": 1}, {"vendor": "me"},
    {"vendor": 1}, {"sdp_ids": "mikey"}, {"keys": 4}, {"keys": "abcd"}, {"valid": 1},
    {"valid": ("abcdef", "abcdef")}, {"valid": (bytes(6),)}, {"group": [5]}, {"encr": {}},
    {"tgk_bits": "128"},
]  # fmt: skip


@pytest.mark.parametrize("mode", ["psk", "dhhmac"])
@pytest.mark.parametrize("wish", WRONG, ids=str)
def test_wrong_types(mode, wish):
    alice, bob = phone(ALICE, BOB), phone(BOB, ALICE)
    alice.prepare()
    terms = dict({"peer": BOB, "streams": [SSRC]}, **wish)
    if (
        mode == "dhhmac"
        and ("keys" in wish or "tgk_bits" in wish)
        and not isinstance(wish.get("keys"), (int, str))
    ):
        return  # not of this mode
    assert fault(alice.offer, mode, terms.pop("peer"), terms.pop("streams"), **terms) in (
        errors.BAD_ARGUMENT, errors.BAD_POLICY,
    )  # fmt: skip
    assert alice.calls == [] and len(alice.context.half_keys) == 1
    agree(alice, bob, mode)


@pytest.mark.parametrize("wish", [{0: -1}, {-1: 0}, {256: 1}, {"0": 1}, {0: "1"}, {0: 1 << 32}])
def test_policies_that_have_no_octets(wish):
    assert fault(srtp.encode, wish) == errors.BAD_POLICY_PARAM


def test_a_half_key_outlives_an_offer_that_fails():
    alice = phone(ALICE, BOB)
    alice.prepare()
    assert fault(alice.offer, "dhhmac", BOB, [SSRC], vendor=bytes(1100)) == errors.NO_SPACE
    assert len(alice.context.half_keys) == 1 and any(alice.context.half_keys[0].x)


@pytest.mark.parametrize("mode", ["psk", "dhhmac"])
def test_what_cannot_be_updated(mode):
    alice, bob = phone(ALICE, BOB), phone(BOB, ALICE)
    alice.psks.add(CAROL, PSK)
    open_call = alice.offer(mode, BOB, [SSRC])
    for rekey in (True, False):
        wish = {"call": open_call, "rekey": rekey}
        assert fault(alice.offer, mode, BOB, [], **wish) == errors.BAD_STATE
    call = agree(alice, bob, mode)
    before = teks(call)
    assert fault(alice.offer, mode, CAROL, [], call=call) == errors.BAD_ARGUMENT
    assert fault(bob.offer, mode, ALICE, [], call=call) == errors.BAD_STATE
    assert fault(alice.offer, mode, BOB, [], call="1") == errors.BAD_STATE
    assert call.pending is None and teks(call) == before
    alice.forget(call)
    assert fault(alice.offer, mode, BOB, [], call=call) == errors.BAD_STATE
    assert alice.calls == [open_call]


@pytest.mark.parametrize("mode", ["psk", "dhhmac"])
def test_forgetting_an_open_offer_wipes_it(mode):
    alice = phone(ALICE, BOB)
    call = alice.offer(mode, BOB, [SSRC])
    secret = call.pending.half.x if mode == "dhhmac" else call.pending.keys
    assert any(secret)
    alice.forget(call)
    assert not any(secret)


@pytest.mark.parametrize("mode", ["psk", "dhhmac"])
def test_an_update_that_is_offered_anew_wipes_the_first(mode):
    alice, bob = phone(ALICE, BOB), phone(BOB, ALICE)
    call = agree(alice, bob, mode)
    alice.offer(mode, BOB, [], call=call)
    secret = call.pending.half.x if mode == "dhhmac" else call.pending.keys
    before = teks(call)
    alice.offer(mode, BOB, [], call=call)
    assert not any(secret) and teks(call) == before
    got = bob.receive(bytes(call.message))
    alice.finish(call, bytes(got.reply))
    assert teks(call) == teks(got) != before
