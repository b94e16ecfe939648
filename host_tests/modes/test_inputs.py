"""What callers and peers may plausibly get wrong: MikeyError, and nothing has changed."""

import ctypes
import json
import os
import sys
from array import array

import pytest

from mikey import errors
from mikey.credentials.sakke import KeyRing
from mikey.drivers import Drivers
from mikey.drivers.entropy import OCTET_SIX, Conditioned
from mikey.drivers.simulation import StandingClock
from mikey.drivers.store import MemoryStore
from mikey.errors import MikeyError
from mikey.handset import Handset
from mikey.offer import pack
from support.peers import ALICE, BOB, NOW, ROOT, phone

sys.path.append(os.path.join(ROOT, "firmware", "app"))
import console

SSRC = b"\xf7\x06\x8d\xee"


def fault(action, *args, **kwargs):
    """Return the fault of the MikeyError that `action` raises."""
    with pytest.raises(MikeyError) as caught:
        action(*args, **kwargs)
    return caught.value.fault


WRONG = [
    ("text", None, {}), (None, None, {}), ([1, 0], None, {}), (b"\1" * 20, 21, {}),
    (b"\1" * 20, -1, {}), (b"\1" * 20, "9", {}), (b"\1" * 20, 9.5, {}),
    (b"", None, {"origin": "sip:a"}), (b"", None, {"target": 5}),
    (b"", None, {"sdp_ids": "mikey"}), (b"", None, {"sdp_ids": ["mikey"]}),
    (b"", None, {"stored": b"\0" * 4}), (b"", None, {"stored": 5}),
]  # fmt: skip


VIEWS = [
    memoryview(array("f", [1, 0, 5, 0, 0, 0, 0, 0, 0, 1, 0])),
    memoryview(array("b", [1, 0, -5, 0, 0, 0, 0, 0, 0, 1, 0])),
    memoryview(array("H", [1, 0, 5, 0, 0, 0, 0, 0, 0, 1, 0])),
    memoryview(bytes(22))[::2],
    memoryview(bytes(22)).cast("B", (11, 2)),
    memoryview((ctypes.c_ubyte * 11)(1)),
]
VIEWS.append(memoryview(bytes(11)))
VIEWS[-1].release()


@pytest.mark.parametrize("view", VIEWS, ids=["float", "signed", "16", "gaps", "2-d", "<B", "gone"])
def test_a_view_of_anything_but_octets(view):
    alice, bob = phone(ALICE, BOB), phone(BOB, ALICE)
    call = alice.offer("psk", BOB, [SSRC])
    assert bob.check(view) == errors.BAD_ARGUMENT
    assert fault(bob.receive, view) == errors.BAD_ARGUMENT
    assert fault(bob.receive, bytes(call.message), origin=view) == errors.BAD_ARGUMENT
    assert fault(alice.finish, call, view) == errors.BAD_ARGUMENT
    assert fault(alice.psks.add, BOB, view) == errors.BAD_ARGUMENT
    assert fault(alice.offer, "psk", view, [SSRC]) == errors.BAD_ARGUMENT
    assert fault(alice.offer, "psk", BOB, [view]) == errors.BAD_ARGUMENT
    assert fault(alice.offer, "psk", BOB, [(SSRC, view)]) == errors.BAD_ARGUMENT
    assert fault(alice.offer, "psk", BOB, [SSRC], mki=view) == errors.BAD_ARGUMENT
    assert fault(alice.offer, "psk", BOB, [SSRC], vendor=view) == errors.BAD_ARGUMENT
    bob.receive(call.message)


@pytest.mark.parametrize(("message", "n", "hints"), WRONG)
def test_receive(message, n, hints):
    alice, bob = phone(ALICE, BOB), phone(BOB, ALICE)
    offer = bytes(alice.offer("psk", BOB, [SSRC]).message)
    assert fault(bob.receive, message or offer if hints else message, n, **hints) == (
        errors.BAD_ARGUMENT
    )
    if not hints:
        assert bob.check(message, n) == errors.BAD_ARGUMENT
        call = alice.offer("psk", BOB, [SSRC])
        assert fault(alice.finish, call, message, n) == errors.BAD_ARGUMENT
    bob.receive(offer)


def test_an_identity_is_octets():
    drivers = Drivers(None, StandingClock(NOW), MemoryStore())
    assert fault(Handset, drivers, "sip:alice@example.com") == errors.BAD_ARGUMENT


def test_one_peer_cannot_fill_the_memory():
    """Ninety keys for each of two hundred sessions are eighteen thousand streams."""
    alice, bob = phone(ALICE, BOB), phone(BOB, ALICE)
    keys = pack([(0, bytes(range(16)), None, 0, b"")] * 8)
    wish = {"verify": False, "keys": keys}
    alice.context.writer.buf = memoryview(bytearray(4000))
    assert fault(alice.offer, "psk", BOB, [SSRC] * 40, **wish) == errors.NO_SPACE
    call = alice.offer("psk", BOB, [SSRC] * 31, **wish)
    assert len(bob.receive(bytes(call.message)).streams) == 248


def test_the_responder_chooses_one_ssrc_for_a_session_of_several_keys():
    alice, bob = phone(ALICE, BOB), phone(BOB, ALICE)
    keys = pack([(0, bytes(range(i, i + 16)), None, 1, b"\1" + bytes((i,))) for i in range(3)])
    for kind in ("srtp-id", "generic"):
        call = alice.offer("psk", BOB, [bytes(4), SSRC], keys=keys, map=kind)
        got = bob.receive(bytes(call.message))
        alice.finish(call, bytes(got.reply))
        for mine, theirs in zip(call.streams, got.streams):
            assert (mine.cs, mine.ssrc) == (theirs.cs, theirs.ssrc)
        assert len({stream.ssrc for stream in call.streams}) == 2


def test_answers_that_leave_sessions_out(monkeypatch):
    """A responder that knows the key, and names no session or one of them twice."""
    from mikey.modes import compose

    genuine = compose.write_answer_header

    for spoil in (b"\0\0", b"\2\2"):
        alice, bob = phone(ALICE, BOB), phone(BOB, ALICE)
        call = alice.offer("psk", BOB, [bytes(4), bytes(4)], map="generic")
        message = bytes(call.message)

        def spoilt(w, index, data_type, streams, spoil=spoil):
            genuine(w, index, data_type, streams)
            if spoil[0]:
                size = (w.pos - 10 - 10) // 2
                w.buf[10 + size : 10 + 2 * size] = bytes(w.buf[10 : 10 + size])
            else:
                end = index.starts[0] + 1
                stamp = bytes(w.buf[w.pos - 10 : w.pos])
                w.buf[8] = 0
                w.buf[10:20] = stamp
                w.pos = 20
                w.link = 10
                assert end

        monkeypatch.setattr(compose, "write_answer_header", spoilt)
        reply = bytes(bob.receive(message).reply)
        assert fault(alice.finish, call, reply) == errors.MAP_MISMATCH
        assert not call.released
        assert [stream.ssrc for stream in call.pending.streams] == [bytes(4)] * 2


@pytest.mark.parametrize("kind", ["\u00b2", "\u0663", "", "-1", "256", "1 "])
def test_numbers_of_policies(kind):
    class Board:
        NAME = "UNIX"
        SIMULATION = True

    def fill(buf):
        buf[:] = os.urandom(len(buf))
        return True

    drivers = Drivers(Conditioned(fill, OCTET_SIX), StandingClock(NOW), MemoryStore())
    served = console.Console(Board, drivers)
    wish = {"do": "offer", "mode": "psk", "peer": "sip:b", "streams": [{"policy": {kind: 1}}]}
    answer = served.answer(json.dumps(wish).encode())
    if not isinstance(answer, dict):
        answer = json.loads(answer)
    assert (answer["ok"], answer["reason"]) == (False, "bad-request")


@pytest.mark.parametrize("at", range(3))
def test_domains(at):
    wrong: list = [b"k", bytes(257), bytes(65)]
    wrong[at] = "text"
    ring = KeyRing(MemoryStore())
    assert fault(ring.add_kms, *wrong) == errors.BAD_ARGUMENT


@pytest.mark.parametrize("at", range(6))
def test_users(at):
    wrong: list = [b"tel:+1", b"2011-02", bytes(257), bytes(32), bytes(65), b"id"]
    wrong[at] = "text"
    ring = KeyRing(MemoryStore())
    assert fault(ring.add_user, *wrong) == errors.BAD_ARGUMENT
