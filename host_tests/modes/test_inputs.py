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
from support.peers import ALICE, BOB, NOW, PSK, ROOT, phone

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


# Limits: what is just inside works from end to end, what is just outside is refused


def agreed(wish, streams=(SSRC,), buffer=8192, key_id=b"", psk=PSK, mode="psk"):
    """Make a call between two handsets; return the streams of both, whose keys are the same."""
    alice, bob = phone(ALICE, BOB, psk, key_id), phone(BOB, ALICE, psk, key_id)
    for each in (alice, bob):
        each.context.writer.buf = memoryview(bytearray(buffer))
    call = alice.offer(mode, BOB, list(streams), **wish)
    got = bob.receive(bytes(call.message))
    alice.finish(call, bytes(got.reply))
    assert [bytes(s.tek) for s in call.streams] == [bytes(s.tek) for s in got.streams]
    return call.streams, got.streams


@pytest.mark.parametrize("size", [16, 17, 254, 255])
def test_lengths_of_pre_shared_keys(size):
    agreed({}, psk=bytes(range(size)))


@pytest.mark.parametrize("size", [1, 2, 254, 255])
def test_lengths_of_key_ids(size):
    agreed({}, key_id=bytes(range(size)))


@pytest.mark.parametrize("bits", [128, 136, 2032, 2040])
def test_lengths_of_a_tgk(bits):
    agreed({"tgk_bits": bits})


@pytest.mark.parametrize("bits", [120, 127, 2041, 2048])
def test_lengths_that_no_tgk_has(bits):
    assert fault(agreed, {"tgk_bits": bits}) == errors.BAD_ARGUMENT


@pytest.mark.parametrize("size", [1, 2, 254, 255])
@pytest.mark.parametrize("kind", ["srtp-id", "generic"])
def test_lengths_of_an_mki(size, kind):
    mine, theirs = agreed({"mki": bytes(range(size)), "map": kind})
    assert mine[0].mki == theirs[0].mki == bytes(range(size))


@pytest.mark.parametrize("size", [0, 256])
def test_lengths_that_no_mki_has(size):
    assert fault(agreed, {"mki": bytes(size)}) == errors.BAD_ARGUMENT


@pytest.mark.parametrize("kind, most", [("srtp-id", 255), ("generic", 32)])
def test_as_many_sessions_as_a_map_may_have(kind, most):
    for count in (1, most - 1, most):
        mine, theirs = agreed({"map": kind}, [SSRC] * count)
        assert [s.cs for s in mine] == [s.cs for s in theirs] == list(range(1, count + 1))
    for count in (most + 1, most + 2):
        assert fault(agreed, {"map": kind}, [SSRC] * count) == errors.BAD_ARGUMENT


@pytest.mark.parametrize("sessions, keys", [(127, 2), (51, 5), (85, 3), (128, 2), (64, 4)])
def test_as_many_streams_as_a_call_may_have(sessions, keys):
    wish = {"keys": pack([(0, bytes(range(i, i + 16)), None, 0, b"") for i in range(keys)])}
    if sessions * keys > 255:
        assert fault(agreed, wish, [SSRC] * sessions) == errors.NO_SPACE
    else:
        assert len(agreed(wish, [SSRC] * sessions)[1]) == sessions * keys


@pytest.mark.parametrize("mode, most", [("psk", 27), ("dhhmac", 26)])
def test_as_many_policies_as_a_message_may_have(mode, most):
    """T, RAND, two IDs, KEMAC and perhaps DH are the rest of 32 payloads."""
    policies = [{11: 1 + i % 20, 10: i // 20} for i in range(most + 1)]
    for count in (1, 2, 16, most - 1, most):
        streams = [(SSRC, policy) for policy in policies[:count]]
        mine, theirs = agreed({}, streams, mode=mode)
        assert [s.policy for s in mine] == [s.policy for s in theirs]
        assert len({s.policy for s in theirs}) == count
    assert fault(agreed, {}, [(SSRC, p) for p in policies], mode=mode) == errors.TOO_LONG


@pytest.mark.parametrize("size", [1, 2, 15, 16, 254, 255])
def test_lengths_of_rand(monkeypatch, size):
    from mikey.offer import Offer

    genuine = Offer.draw

    def other(wanted, context):
        genuine(wanted, context)
        wanted.rand = bytearray(range(size))

    monkeypatch.setattr(Offer, "draw", other)
    agreed({})
    agreed({}, mode="dhhmac")


@pytest.mark.parametrize("size", [1, 2, 255, 256, 3000])
def test_lengths_of_identities(size):
    name = b"n" * size
    alice, bob = phone(name, BOB), phone(BOB, name)
    for each in (alice, bob):
        each.context.writer.buf = memoryview(bytearray(8192))
    for mode in ("psk", "dhhmac"):
        call = alice.offer(mode, BOB, [SSRC])
        got = bob.receive(bytes(call.message))
        assert got.peer == name
        alice.finish(call, bytes(got.reply))


@pytest.mark.parametrize("spare", [-1, 0, 1])
@pytest.mark.parametrize("mode", ["psk", "dhhmac"])
def test_a_buffer_that_just_holds_the_message(mode, spare):
    size = len(phone(ALICE, BOB).offer(mode, BOB, [SSRC]).message)
    alice = phone(ALICE, BOB)
    alice.context.writer.buf = memoryview(bytearray(size + spare))
    if spare < 0:
        assert fault(alice.offer, mode, BOB, [SSRC]) == errors.NO_SPACE
        assert alice.calls == []
    else:
        assert len(alice.offer(mode, BOB, [SSRC]).message) == size


def test_sizes_of_the_buffer():
    drivers = Drivers(None, StandingClock(NOW), MemoryStore())
    for size in (-1, 65536, 1 << 20):
        assert fault(Handset, drivers, ALICE, buffer=size) == errors.BAD_ARGUMENT
    for size in (0, 1, 65534, 65535):
        assert len(Handset(drivers, ALICE, buffer=size).context.writer.buf) == size


def test_lengths_of_packed_keys():
    for size in (1, 255, 256, 65535):
        assert len(pack([(0, bytes(size), None, 0, b"")])) == 4 + size
        assert len(pack([(1, b"k", bytes(size), 0, b"")])) == 7 + size
    assert fault(pack, [(0, bytes(65536), None, 0, b"")]) == errors.BAD_ARGUMENT
    assert fault(pack, [(1, b"k", bytes(65536), 0, b"")]) == errors.BAD_ARGUMENT
    assert fault(agreed, {"keys": pack([(0, bytes(65535), None, 0, b"")])}) == errors.NO_SPACE


# Policies that are too dear to be judged before the MAC are judged behind it.

ALL = bytes((0, 1, 1, 1, 1, 16, 2, 1, 1, 3, 1, 20, 4, 1, 14, 11, 1, 10))
GOOD = [(0, ALL), (1, ALL), (2, b"")]
SPOILT = [
    ([(0, ALL), (1, b"\0\1\x63")], errors.BAD_POLICY_PARAM, False),
    ([(0, ALL), (1, b"\0\1")], errors.BAD_POLICY_PARAM, False),
    ([(0, ALL), (1, b"\0")], errors.BAD_POLICY_PARAM, False),
    ([(0, ALL), (1, b"\0\xff\1")], errors.BAD_POLICY_PARAM, False),
    ([(0, ALL), (1, b"\0\0")], errors.BAD_POLICY_PARAM, False),
    ([(0, ALL), (0, b"")], errors.DUPLICATE_POLICY, False),
    ([(0, ALL + b"\x08\1\1" * 8)], errors.BAD_POLICY_PARAM, False),
    ([(0, ALL + b"\x09\1\1")], errors.BAD_POLICY_PARAM, True),
    ([(0, b"\0\1\x63"), (1, ALL)], errors.BAD_POLICY_PARAM, False),
    ([(0, b"\0\2\1")], errors.BAD_POLICY_PARAM, True),
    (GOOD + [(n, b"") for n in range(3, 20)] + [(19, b"")], errors.DUPLICATE_POLICY, False),
]


@pytest.mark.parametrize("policies, expected, early", SPOILT, ids=range(len(SPOILT)))
@pytest.mark.parametrize("mode", ["psk", "dhhmac"])
def test_policies_under_a_mac_that_fits(monkeypatch, mode, policies, expected, early):
    from mikey.modes import checks, compose
    from mikey.wire import payloads

    def spoil(w, terms, index=None):
        genuine(w, terms, index)  # so the streams are planned; then what is sent is another offer
        w.pos = start[0]
        w.link = link[0]
        for number, params in policies:
            w.payload(payloads.SP, number, 0, params)

    def ids(w, *args):
        write_ids(w, *args)
        start[:] = [w.pos]
        link[:] = [w.link]

    start, link = [], []

    alice, bob = phone(ALICE, BOB), phone(BOB, ALICE)
    genuine, write_ids = compose.write_policies, compose.write_ids
    monkeypatch.setattr(compose, "write_policies", spoil)
    monkeypatch.setattr(compose, "write_ids", ids)
    monkeypatch.setattr(checks, "policy_fault", lambda message: 0)
    call = alice.offer(mode, BOB, [SSRC])
    monkeypatch.undo()
    message = bytes(call.message)
    assert bob.check(message) == (expected if early else 0)
    assert fault(bob.receive, message) == expected
    assert bob.calls == [] and bob.replay.used() == 0
    spoilt = bytearray(message)
    spoilt[-1] ^= 1
    assert fault(bob.receive, spoilt) == (expected if early else errors.AUTH_FAILED)
