"""The library in a program: what the front door refuses, remembers and forgets."""

import pytest

from mikey import errors, srtp
from mikey.drivers import TRUSTED, ntp
from mikey.drivers.counter import Counter
from mikey.drivers.simulation import StandingClock
from mikey.drivers.store import MemoryStore
from mikey.errors import MikeyError
from mikey.handset import Handset
from mikey.inspect.explain import explain
from mikey.offer import pack
from support.peers import ALICE, BOB, NOW, PSK, phone

SSRC = b"\xf7\x06\x8d\xee"


def fault(action, *args, **kwargs):
    """Return the fault of the MikeyError that `action` raises."""
    with pytest.raises(MikeyError) as caught:
        action(*args, **kwargs)
    return caught.value.fault


def pair(**options):
    return phone(ALICE, BOB, **options), phone(BOB, ALICE, **options)


def agree(alice, bob, *streams, **options):
    secure = options.get("secure", False)
    call = alice.offer("psk", BOB, list(streams or [SSRC]), **options)
    got = bob.receive(bytes(call.message), secure=secure)
    if got.reply is not None:
        alice.finish(call, bytes(got.reply), secure=secure)
    return call, got


def keys(call):
    return [(s.cs, s.ssrc, bytes(s.tek), s.salt and bytes(s.salt)) for s in call.streams]


def later(handset, seconds, ms=0):
    """Move a handset's clock."""
    out = bytearray(8)
    handset.clock.now(out)
    ntp.add(out, out, max(seconds, 0), ms)
    if seconds < 0:
        value = int.from_bytes(out, "big") + (seconds << 32)
        out[:] = (value % (1 << 64)).to_bytes(8, "big")
    handset.clock.set(out, TRUSTED)


OFFERS = [
    ({"mode": "rsa"}, errors.MODE_MISSING),
    ({"peer": b"sip:nobody@example.com"}, errors.NO_KEY),
    ({"streams": [b"\1\2\3"]}, errors.BAD_ARGUMENT),
    ({"streams": [(SSRC, None, b"\0")]}, errors.BAD_ARGUMENT),
    ({"streams": [(SSRC, "AES")]}, errors.BAD_ARGUMENT),
    ({"streams": [(SSRC, {0: 99})]}, errors.BAD_POLICY_PARAM),
    ({"streams": [(SSRC, b"\0\1")]}, errors.BAD_POLICY),
    ({"streams": [(SSRC, b"\0")]}, errors.BAD_POLICY),
    ({"streams": [SSRC] * 256}, errors.BAD_ARGUMENT),
    ({"map": "empty"}, errors.BAD_ARGUMENT),
    ({"encr": "rot13"}, errors.BAD_ARGUMENT),
    ({"encr": "null"}, errors.NULL_ALG),
    ({"mac": "null"}, errors.NULL_ALG),
    ({"mac": "sha1", "prf": "sha256"}, errors.MIXED_ALGS),
    ({"verify": 1}, errors.BAD_ARGUMENT),
    ({"secure": 1}, errors.BAD_ARGUMENT),
    ({"tgk_bits": 120}, errors.BAD_ARGUMENT),
    ({"tgk_bits": 129}, errors.BAD_ARGUMENT),
    ({"mki": b""}, errors.BAD_ARGUMENT),
    ({"mki": 0}, errors.BAD_ARGUMENT),
    ({"mki": b"1", "valid": (bytes(6), bytes(6))}, errors.BAD_ARGUMENT),
    ({"valid": (bytes(5), bytes(6))}, errors.BAD_ARGUMENT),
    ({"keys": b"\0\0\0\xff"}, errors.BAD_KEY_DATA),
    ({"keys": pack([(2, bytes(32), None, 0, b"")])}, errors.BAD_KEY_LENGTH),
    ({"keys": pack([(3, bytes(16), bytes(9), 0, b"")])}, errors.BAD_KEY_LENGTH),
    ({"keys": pack([(0, bytes(8), None, 0, b"")])}, errors.BAD_KEY_LENGTH),
    ({"vendor": bytes(1100)}, errors.NO_SPACE),
]  # fmt: skip


def test_an_option_that_is_none_is_no_argument():
    """Python itself refuses it: options are named one by one, for which no memory is taken."""
    alice, _ = pair()
    with pytest.raises(TypeError):
        alice.offer("psk", BOB, [SSRC], colour="red")


@pytest.mark.parametrize("wish, expected", OFFERS, ids=[str(next(iter(w))) for w, _ in OFFERS])
def test_impossible_offers(wish, expected):
    alice, bob = pair()
    terms = dict({"mode": "psk", "peer": BOB, "streams": [SSRC]}, **wish)
    mode, peer, streams = terms.pop("mode"), terms.pop("peer"), terms.pop("streams")
    assert fault(alice.offer, mode, peer, streams, **terms) == expected
    assert alice.calls == []
    agree(alice, bob)


def test_offers_need_identity_and_clock():
    alice, _ = pair()
    alice.clock.forget()
    assert fault(alice.offer, "psk", BOB, [SSRC]) == errors.CLOCK_UNSET
    alice.clock.set(NOW, TRUSTED)
    alice.identity = b""
    assert fault(alice.offer, "psk", BOB, [SSRC]) == errors.BAD_STATE
    assert alice.calls == []


def test_keys_of_a_wrong_length():
    alice, _ = pair()
    for size in (0, 15, 256):
        assert fault(alice.psks.add, BOB, bytes(size)) == errors.BAD_KEY_LENGTH
    assert len(alice.psks) == 1


def test_receiving_needs_identity_and_clock():
    alice, bob = pair()
    offer = bytes(alice.offer("psk", BOB, [SSRC]).message)
    bob.clock.forget()
    assert fault(bob.receive, offer) == errors.CLOCK_UNSET
    bob.clock.set(NOW, TRUSTED)
    bob.identity = b""
    assert fault(bob.receive, offer) == errors.BAD_STATE
    bob.identity = BOB
    assert bob.calls == []
    bob.receive(offer)


def test_streams_wait_for_the_answer():
    alice, bob = pair()
    call = alice.offer("psk", BOB, [SSRC])
    with pytest.raises(MikeyError) as caught:
        _ = call.streams
    assert caught.value.fault == errors.BAD_STATE
    got = bob.receive(bytes(call.message))
    alice.finish(call, bytes(got.reply))
    assert keys(call) == keys(got)


def test_answers_that_are_none_of_ours():
    alice, bob = pair()
    call, other = alice.offer("psk", BOB, [SSRC]), alice.offer("psk", BOB, [SSRC])
    second = bytes(other.message)
    reply = bytes(bob.receive(second).reply)
    assert fault(alice.finish, call, reply) == errors.CSB_MISMATCH
    assert fault(alice.finish, other, second) == errors.BAD_DATA_TYPE
    assert fault(alice.finish, other, reply[:-1]) == errors.TRUNCATED
    assert fault(alice.finish, other, reply + b"\0") == errors.TRAILING
    assert fault(bob.receive, reply) == errors.BAD_DATA_TYPE
    spoilt = bytearray(reply)
    spoilt[-1] ^= 1
    assert fault(alice.finish, other, spoilt) == errors.AUTH_FAILED
    assert not other.released
    alice.finish(other, reply)
    assert fault(alice.finish, other, reply) == errors.BAD_STATE


def test_wipe_zeroes_every_key():
    alice, bob = pair()
    call, got = agree(alice, bob)
    views = [v for c in (call, got) for s in c.streams for v in (s.tek, s.salt)]
    views += [c.keys for c in (call, got)]
    views += [h.psks.find(p, 0, len(p)).key for h, p in ((alice, BOB), (bob, ALICE))]
    assert all(any(view) for view in views)
    alice.wipe()
    bob.wipe()
    assert not any(any(view) for view in views)
    assert not any(alice.context.writer.buf) and alice.calls == [] and len(alice.psks) == 0
    with pytest.raises(MikeyError):
        _ = call.streams


def test_no_text_shows_a_secret():
    alice, bob = pair()
    call, got = agree(alice, bob)
    psk = alice.psks.find(BOB, 0, len(BOB))
    for thing in (alice, call, got, psk, alice.psks, call.streams[0], alice.context.scratch):
        for text in (repr(thing), str(thing)):
            for secret in (PSK, *[k for row in keys(call) for k in row[2:]]):
                assert secret.hex() not in text and repr(bytes(secret))[2:-1] not in text


def test_replays_and_a_full_cache():
    """Beyond its size the cache forgets, and the floor rises so that nothing comes twice."""
    alice, bob = phone(ALICE, BOB), phone(BOB, ALICE, cache=4)
    sent = []
    for _ in range(8):
        later(alice, 1)
        later(bob, 1)
        sent.append(bytes(alice.offer("psk", BOB, [SSRC], verify=False).message))
        bob.receive(sent[-1])
        assert bob.replay.used() == min(len(sent), 4)
        assert {fault(bob.receive, one) for one in sent} <= {errors.REPLAYED, errors.STALE}
    assert fault(bob.receive, sent[-1]) == errors.REPLAYED
    assert fault(bob.receive, sent[0]) == errors.STALE


def test_a_lost_cache_waits():
    alice, bob = pair(skew=10)
    _ = agree(alice, bob)
    bob.store.remove("replay")
    again = Handset(bob, BOB, skew=10)
    again.psks.add(ALICE, PSK)
    offer = bytes(alice.offer("psk", BOB, [SSRC], verify=False).message)
    assert fault(again.receive, offer) == errors.WAITING
    later(alice, 8)
    later(again, 8)
    offer = bytes(alice.offer("psk", BOB, [SSRC], verify=False).message)
    assert fault(again.receive, offer) == errors.WAITING
    later(alice, 3)
    later(again, 3)
    again.receive(bytes(alice.offer("psk", BOB, [SSRC], verify=False).message))


@pytest.mark.parametrize(
    ("start", "step", "expected"),
    [
        (NOW, 300, 0), (NOW, 302, errors.STALE), (NOW, -300, 0), (NOW, -302, errors.FUTURE),
        (b"\xff\xff\xff\xf6" + bytes(4), 20, 0),  # over the end of the era, 2036-02-07
        (b"\xff\xff\xff\xf6" + bytes(4), 400, errors.STALE),
        (b"\0\0\0\x0a" + bytes(4), -20, 0),
        (b"\0\0\0\x0a" + bytes(4), -400, errors.FUTURE),
    ],
)  # fmt: skip
def test_skew(start, step, expected):
    alice, bob = pair()
    for handset in (alice, bob):
        handset.clock.set(start, TRUSTED)
    offer = bytes(alice.offer("psk", BOB, [SSRC]).message)
    later(bob, step)
    if expected:
        assert fault(bob.receive, offer) == expected
    else:
        bob.receive(offer)


def test_timestamps_are_never_given_twice():
    alice, _ = pair()
    stamps = []
    for _ in range(5):
        call = alice.offer("psk", BOB, [SSRC])
        stamps.append(bytes(call.stamp))
        later(alice, -1)
    assert stamps[0] == NOW and sorted(set(stamps)) == stamps


def test_counter_timestamps():
    alice = phone(ALICE, BOB, counter=Counter(MemoryStore()))
    alice.clock = StandingClock()
    bob = phone(BOB, ALICE)
    first, got = agree(alice, bob)
    assert keys(first) == keys(got)
    old = bytes(alice.offer("psk", BOB, [SSRC], verify=False).message)
    new = bytes(alice.offer("psk", BOB, [SSRC], verify=False).message)
    assert explain(new, len(new))[1]["ts_type"] == 2
    bob.receive(new)
    assert fault(bob.receive, new) == errors.REPLAYED
    assert fault(bob.receive, old) == errors.REPLAYED


def test_error_messages():
    alice, bob = pair()
    call = alice.offer("psk", BOB, [SSRC])
    offer = bytearray(call.message)
    offer[offer.index(srtp.SUITES[srtp.DEFAULT]) + 2] = 99
    with pytest.raises(MikeyError) as caught:
        bob.receive(offer)
    reply = caught.value.reply
    assert reply
    hdr, stamp, err, policy = explain(reply, len(reply))
    assert (hdr["data_type"], hdr["csb_id"], hdr["cs_count"]) == (6, call.csb_id.hex(), 0)
    assert (stamp["ts_value"], err["error_no"]) == (bytes(call.stamp).hex(), 10)
    assert policy["payload"] == "SP"
    with pytest.raises(MikeyError) as heard:
        alice.finish(call, reply)
    assert (heard.value.fault, heard.value.code) == (errors.PEER_ERROR, 10)
    assert not call.released
    alice.finish(call, bytes(bob.receive(bytes(call.message)).reply))  # it was only a hint


def test_no_answer_to_what_may_be_an_attack():
    alice, bob = pair()
    offer = bytearray(alice.offer("psk", BOB, [SSRC]).message)
    bob.receive(bytes(offer))
    for spoil in (lambda: None, lambda: offer.__setitem__(-1, offer[-1] ^ 1), offer.pop):
        spoil()
        with pytest.raises(MikeyError) as caught:
            bob.receive(offer)
        assert caught.value.reply is None


def test_the_responder_fills_in_ssrcs():
    alice, bob = pair()
    call, got = agree(alice, bob, bytes(4), SSRC, bytes(4))
    assert keys(call) == keys(got)
    chosen = [s.ssrc for s in call.streams]
    assert chosen[1] == SSRC and bytes(4) not in chosen and chosen[0] != chosen[2]


def test_several_keys():
    """Each key serves each crypto session, under its own MKI."""
    alice, bob = pair()
    rows = [
        (0, bytes(range(16)), None, 1, b"\x01\x01"),
        (1, bytes(range(32)), bytes(range(14)), 1, b"\x01\x02"),
        (3, bytes(range(5, 21)), bytes(range(20, 34)), 2, b"\x06\0\0\0\0\0\1\x06\0\0\0\0\0\2"),
        (2, bytes(range(9, 25)), None, 0, b""),
    ]
    call, got = agree(alice, bob, SSRC, b"\0\0\0\1", keys=pack(rows))
    assert keys(call) == keys(got)
    assert [s.cs for s in got.streams] == [1] * 4 + [2] * 4
    assert [s.mki for s in got.streams[:4]] == [b"\x01", b"\x02", None, None]
    assert got.streams[1].salt == bytes(range(14)) == got.streams[5].salt
    assert (got.streams[2].tek, got.streams[2].salt) == (rows[2][1], rows[2][2])
    assert got.streams[2].valid == (b"\0\0\0\0\0\1", b"\0\0\0\0\0\2")
    assert (got.streams[3].tek, got.streams[3].salt) == (rows[3][1], None)
    assert bytes(got.streams[0].tek) != bytes(got.streams[4].tek)


def test_keys_by_their_id():
    """RFC 4563: the key ID names the key, whoever sent the message."""
    alice, bob = phone(ALICE, BOB, key_id=b"group-7"), phone(BOB, b"sip:carol@example.com")
    assert fault(agree, alice, bob) == errors.NO_KEY
    bob.psks.add(b"sip:carol@example.com", bytes(20), b"group-6")
    bob.psks.add(b"*", PSK, b"group-7")
    call = alice.offer("psk", BOB, [SSRC], verify=False)
    got = bob.receive(bytes(call.message), origin=ALICE)
    assert keys(call) == keys(got)
    assert got.peer == ALICE


def test_one_receive_at_a_time():
    alice, bob = pair()
    offer = bytes(alice.offer("psk", BOB, [SSRC]).message)
    steps = bob.receive_steps(offer)
    for _ in steps:
        assert fault(bob.receive, offer) == errors.BAD_STATE
        break
    steps.close()
    if not bob.calls:
        bob.receive(offer)  # a receive that was dropped left nothing behind
