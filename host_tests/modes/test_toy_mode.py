"""A mode is one file and one row: a toy mode beside those of the library, with no line of it
changed.
"""

import pytest

from mikey import Handset, errors
from mikey.drivers import Drivers
from mikey.drivers.simulation import StandingClock
from mikey.drivers.store import MemoryStore
from mikey.errors import MikeyError
from mikey.modes import MODES
from modes import toy_mode
from support.peers import ALICE, BOB, NOW, PSK
from support.peers import random as random_octets

SSRC = b"\1\2\3\4"


class Random:
    """An entropy driver on the host's random octets."""

    def fill(self, buf):
        """Fill `buf`."""
        random_octets(buf)


def phone(own, peer, token=b"t" * 16):
    """Return a handset with the toy mode beside the others, and its tokens."""
    tokens = toy_mode.Tokens()
    tokens.add(peer, token)
    clock = StandingClock(NOW)
    made = Handset(
        Drivers(Random(), clock, MemoryStore()), own, modes=(*MODES, toy_mode.row(tokens))
    )
    made.psks.add(peer, PSK)
    return made, tokens


def exchange(alice, bob, call=None):
    """Run the four messages; return both calls."""
    offered = alice.offer("toy", BOB, [SSRC, bytes(4)], call=call)
    got = bob.receive(bytes(offered.message))
    if call is None:
        assert not got.released and not offered.released
    alice.finish(offered, bytes(got.reply))
    third = bytes(offered.next)
    bob.finish(got, third)
    fourth = bytes(got.next)
    assert got.released
    alice.finish(offered, fourth)
    assert offered.released and offered.next is None
    return offered, got


def keys(call):
    return [(bytes(s.tek), bytes(s.salt), s.ssrc) for s in call.streams]


def test_two_round_trips_and_an_update():
    (alice, _), (bob, _) = phone(ALICE, BOB), phone(BOB, ALICE)
    offered, got = exchange(alice, bob)
    first = keys(offered)
    assert first == keys(got) and len(first) == 2 and any(first[1][2])
    assert (offered.mode, got.mode, got.peer) == ("toy", "toy", ALICE)
    again, got_again = exchange(alice, bob, offered)
    assert again is offered and got_again is got
    assert keys(offered) == keys(got) and keys(offered)[0][0] != first[0][0]
    assert len(alice.calls) == len(bob.calls) == 1


def test_beside_the_other_modes():
    (alice, _), (bob, _) = phone(ALICE, BOB), phone(BOB, ALICE)
    call = alice.offer("psk", BOB, [SSRC])
    alice.finish(call, bytes(bob.receive(bytes(call.message)).reply))
    exchange(alice, bob)
    assert len(alice.calls) == 2


def test_without_the_row_its_messages_are_unknown():
    (alice, _), _ = phone(ALICE, BOB), None
    other = Handset(Drivers(Random(), StandingClock(NOW), MemoryStore()), BOB)
    message = bytes(alice.offer("toy", BOB, [SSRC]).message)
    assert other.check(message) == errors.BAD_DATA_TYPE
    with pytest.raises(MikeyError) as caught:
        other.offer("toy", ALICE, [SSRC])
    assert caught.value.fault == errors.MODE_MISSING


def test_its_own_credential():
    (alice, tokens), (bob, _) = phone(ALICE, BOB), phone(BOB, ALICE, b"u" * 16)
    offered = alice.offer("toy", BOB, [SSRC])
    got = bob.receive(bytes(offered.message))
    with pytest.raises(MikeyError) as caught:
        alice.finish(offered, bytes(got.reply))
    assert caught.value.fault == errors.AUTH_FAILED and not offered.released
    tokens.wipe()
    with pytest.raises(MikeyError) as caught:
        alice.offer("toy", BOB, [SSRC])
    assert caught.value.fault == errors.NO_KEY


def test_each_message_in_its_turn():
    (alice, _), (bob, _) = phone(ALICE, BOB), phone(BOB, ALICE)
    offered = alice.offer("toy", BOB, [SSRC])
    first = bytes(offered.message)
    got = bob.receive(first)
    second = bytes(got.reply)
    with pytest.raises(MikeyError) as caught:
        bob.finish(got, second)  # the responder's own message
    assert caught.value.fault == errors.BAD_DATA_TYPE
    alice.finish(offered, second)
    third = bytes(offered.next)
    with pytest.raises(MikeyError) as caught:
        alice.finish(offered, second)
    assert caught.value.fault == errors.BAD_STATE
    bob.finish(got, third)
    alice.finish(offered, bytes(got.next))
    for phone_, call, message in ((bob, got, third), (alice, offered, second)):
        with pytest.raises(MikeyError) as caught:
            phone_.finish(call, message)
        assert caught.value.fault == errors.BAD_STATE
    with pytest.raises(MikeyError) as caught:
        bob.receive(first)
    assert caught.value.fault == errors.REPLAYED


def test_everything_is_wiped():
    (alice, _), (bob, _) = phone(ALICE, BOB), phone(BOB, ALICE)
    waiting = alice.offer("toy", BOB, [SSRC])
    pending = waiting.pending
    got = bob.receive(bytes(waiting.message))
    alice.finish(waiting, bytes(got.reply))
    kept = pending.keys
    assert any(kept[4:])
    alice.forget(waiting)
    assert not any(kept) and alice.calls == []
    offered, got = exchange(alice, bob)
    held = [offered.keys, got.keys]
    teks = [offered.streams[0].tek, got.streams[0].tek]
    alice.wipe()
    bob.wipe()
    assert not any(any(secret) for secret in held + teks)
