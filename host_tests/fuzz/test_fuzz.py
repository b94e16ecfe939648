"""Octets and text of any kind: MikeyError, or a console's error object, is all that comes out.

The corpus holds what broke parsers before; hypothesis changes good messages and grows new ones. CI
repeats the same examples (`derandomize`), so that a failure there is one everywhere.
"""

import json
import os
import sys
import time
from base64 import b64encode

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mikey import errors
from mikey.drivers import Drivers
from mikey.drivers.entropy import OCTET_SIX, Conditioned
from mikey.drivers.simulation import StandingClock
from mikey.drivers.store import MemoryStore
from mikey.errors import MikeyError
from mikey.inspect.explain import explain
from mikey.transport import rtsp, sdp
from mikey.wire.message import Message
from support import peers
from support.peers import ALICE, BOB, NOW, PSK, phone

HERE = os.path.join(peers.ROOT, "host_tests")
sys.path.append(os.path.join(peers.ROOT, "firmware", "app"))
import console
from console import json_syntax, request_fields

SECONDS = 2  # far more than any input takes, far less than a loop for ever
FUZZ = settings(
    max_examples=200, deadline=SECONDS * 1000, derandomize=os.environ.get("CI") == "true"
)


def corpus(name):
    """Return the lines of a corpus file, comments aside."""
    with open(os.path.join(HERE, "corpus", name)) as file:
        return [line.rstrip("\n") for line in file if not line.startswith("#")]


def good():
    """Return every message of the vectors, of all modes."""
    found = []
    for name in ("psk", "error", "dhhmac", "sakke", "pk", "rsar", "ticket", "ibake"):
        with open(os.path.join(HERE, "vectors", name + ".json")) as file:
            for vector in json.load(file)["vectors"]:
                found += [bytes.fromhex(m["hex"]) for m in vector.get("messages", ())]
    return found


GOOD = good()
NASTY = [bytes.fromhex(line.replace("-", "")) for line in corpus("messages.txt")]
LINES = corpus("lines.txt")


@st.composite
def changed(draw):
    """A good message with octets changed, cut out, put in, or spliced with another one."""
    message = bytearray(draw(st.sampled_from(GOOD + NASTY)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(message)))
        how = draw(st.integers(0, 4))
        if how == 0 and at < len(message):
            message[at] = draw(st.integers(0, 255))
        elif how == 1:
            message[at : at + 2] = draw(st.sampled_from((b"\0\0", b"\xff\xff", b"\0\x01")))
        elif how == 2:
            del message[at : at + draw(st.integers(1, 20))]
        elif how == 3:
            message[at:at] = draw(st.binary(min_size=1, max_size=20))
        else:
            other = draw(st.sampled_from(GOOD))
            message[at:] = other[draw(st.integers(0, len(other))) :]
    return bytes(message)


def payloads():
    """Return (number, octets behind Next payload) of every payload of the vectors."""
    with open(os.path.join(HERE, "vectors", "payloads.json")) as file:
        vectors = json.load(file)["vectors"]
    return [
        (v["payload_type"], bytes.fromhex(v["hex"])[v["payload"] != "SIGN" :])
        for v in vectors
        if v["payload"] not in ("Hdr", "KeyData")
    ]


PAYLOADS = payloads()
POLICIES = [(10, bytes((n, 0, 0, 0))) for n in range(256)]
KEY_IDS = [(21, bytes((3, 0, 2 + n, 0, n)) + bytes(n)) for n in (0, 9, 80)]


@st.composite
def entries(draw):
    """A map: (its type, the number of crypto sessions, their octets)."""
    kind = draw(st.integers(0, 2))
    count = draw(st.sampled_from((0, 1, 2, 31, 32, 127, 128, 254, 255)))
    made = b""
    for i in range(count if kind != 1 else 0):
        policy = draw(st.integers(0, 3)) if i < 3 else i
        if kind == 0:
            made += bytes((policy,)) + bytes(8)
        else:
            made += bytes(((i + 1) % 256, 0, 1, policy, 0, 0, 0))
    return kind, count, made


@st.composite
def crowded(draw):
    """A message of any type with 0 to 400 sound payloads behind a map of 0 to 255 sessions."""
    kind, count, octets = draw(entries())
    some = st.sampled_from(draw(st.sampled_from((PAYLOADS, POLICIES, KEY_IDS, PAYLOADS[:1]))))
    chosen = draw(st.lists(some, max_size=40))
    many = draw(st.sampled_from((0, 0, 0, 31, 32, 33, 400)))
    chosen = (chosen * many)[:many] if many else chosen
    made = bytes((1, draw(st.sampled_from((0, 1, 2, 3, 6, 7, 8, 11, 17, 20, 26)))))
    made += bytes((chosen[0][0] if chosen else 0, draw(st.sampled_from((0, 1, 128, 129)))))
    made += draw(st.binary(min_size=4, max_size=4)) + bytes((count, kind)) + octets
    for i, (number, body) in enumerate(chosen):
        if number != 4:  # SIGN has no Next payload field
            made += bytes((chosen[i + 1][0] if i + 1 < len(chosen) else 0,))
        made += body
    return made


MESSAGES = changed() | st.binary(max_size=400)


def tame(action, *args, **kwargs):
    """Run `action` within SECONDS; return what it returns, or None after a MikeyError."""
    began = time.monotonic()
    try:
        return action(*args, **kwargs)
    except MikeyError as error:
        assert 0 < error.fault and error.reason != "none" and error.section
        assert error.__context__ is None
        return None
    finally:
        assert time.monotonic() - began < SECONDS


def judge(message):
    """Give a message to everything that reads one."""
    index = Message()
    fault = index.scan(message, len(message))
    rows = tame(explain, message, len(message))
    assert (rows is None) == (fault != 0)
    if rows is not None:
        assert rows[0]["payload"] == "HDR" and len(rows) == index.count + 1
        json.dumps(rows)
    bob = phone(BOB, ALICE)
    before = bob.replay.used()
    call = tame(bob.receive, message, origin=ALICE)
    assert call is None or message in GOOD, "accepted without its MAC"
    assert bob.replay.used() == before + (call is not None)
    assert len(bob.calls) == (call is not None)
    tame(bob.receive, message, origin=ALICE, secure=True)
    alice = phone()
    offered = alice.offer("psk", BOB, [b"\xf7\x06\x8d\xee"])
    assert tame(alice.finish, offered, message) is None
    # Under the right CSB ID too: only a MAC that fits could release the keys.
    mine = bytearray(message)
    mine[4:8] = offered.csb_id
    assert tame(alice.finish, offered, mine) is None
    assert not offered.released


@pytest.mark.parametrize("message", NASTY, ids=range(len(NASTY)))
def test_corpus_of_messages(message):
    assert Message().scan(message, len(message)) != errors.NONE
    judge(message)


@FUZZ
@given(MESSAGES)
def test_messages(message):
    judge(message)


@FUZZ
@given(crowded())
@example(b"\1\0\x0b\0abcd\0\1" + b"\x0b\x04abcd" * 16 + b"\0\x04abcd")
def test_crowded_messages(message):
    judge(message)
    text = b64encode(message).decode()
    sound = Message().scan(message, len(message)) == errors.NONE and len(message) <= 16384
    assert answered(json.dumps({"do": "explain", "message": text}).encode())["ok"] == sound
    assert not answered(json.dumps({"do": "receive", "message": text}).encode())["ok"]


@FUZZ
@given(st.sampled_from(GOOD), st.data())
def test_lengths(message, data):
    """Any two octets as a length, at any place."""
    spoilt = bytearray(message)
    at = data.draw(st.integers(0, len(message) - 2))
    spoilt[at : at + 2] = data.draw(st.integers(0, 65535)).to_bytes(2, "big")
    judge(bytes(spoilt))


@FUZZ
@given(st.text(max_size=200) | st.sampled_from(LINES) | st.binary(max_size=200))
def test_text(text):
    for read in (sdp.Description, rtsp.parse):
        tame(read, text)
    out = bytearray(64)
    tame(sdp.read_line, text, out)
    tame(rtsp.read, text, out)


class _Board:
    NAME = "UNIX"
    SIMULATION = True


def door():
    """Return a console that knows an identity and a key."""
    drivers = Drivers(Conditioned(peers.random, OCTET_SIX), StandingClock(NOW), MemoryStore())
    made = console.Console(_Board, drivers)
    made.phone.identity = ALICE
    made.phone.psks.add(BOB, PSK)
    return made


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(("00" * 16, "f7068dee", "AQAFgA==", BOB.decode(), "null", "sha1")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)  # fmt: skip
COMMANDS = st.sampled_from(
    ("hello", "reset", "clock", "identity", "psk", "offer", "receive", "finish", "explain",
     "forget", "status", "kms", "keys")
)  # fmt: skip


def filled(name, value, **options):
    """Return a strategy for the fields of the request `name`, now and then of another."""
    known = st.sampled_from(request_fields.of(name) or ("y",))
    return st.dictionaries(known | known | known | st.just("x"), value, **options)


def answered(line):
    """Give a console one line; return its answer, which is JSON."""
    began = time.monotonic()
    answer = door().answer(line)
    assert time.monotonic() - began < SECONDS
    json.dumps(answer)
    if not answer["ok"]:
        assert sorted(answer) == ["code", "detail", "ok", "reason", "reply", "section"]
    return answer


@FUZZ
@given(COMMANDS.flatmap(lambda name: filled(name, JSON, max_size=6).map(
    lambda fields: dict(fields, do=name))))  # fmt: skip
def test_requests(wish):
    answered(json.dumps(wish).encode())


@FUZZ
@given(
    filled("offer", JSON, max_size=4),
    st.lists(st.dictionaries(st.sampled_from(request_fields.STREAM), JSON), max_size=3),
)
def test_offers(fields, streams):
    wish = dict(fields, do="offer", mode="psk", peer=BOB.decode(), streams=streams)
    answered(json.dumps(wish).encode())


@FUZZ
@given(st.binary(max_size=100) | st.sampled_from(LINES).map(str.encode))
@example(b"[" * 9000)
@example(b'{"do":"identity","uri":"\xed\xa0\x80"}')
def test_lines(line):
    answered(line)


@pytest.mark.parametrize("line", LINES)
def test_corpus_of_lines(line):
    answered(line.encode())


def strict(line):
    """RFC 8259 by CPython's parser, without what it adds."""

    def refuse(word):
        raise ValueError(word)

    try:
        value = json.loads(line.decode(), parse_constant=refuse)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return False
    return True


TOKENS = st.sampled_from(
    (b"{", b"}", b"[", b"]", b",", b":", b'"', b'"a"', b'"k":', b"\\", b"u", b"\\n", b"\\ud83d",
     b"\\ude00", b"\\uD83D", b"\\u00e9", b"\\u00:0", b"1", b"0", b"-", b".", b"e", b"E", b"+",
     b" ", b"\t", b"\n", b"true", b"false", b"null", b"NaN", b"x", b"\x00", b"\x1f", b"\xed",
     b"\xa0", b"\xc3\xa9", b"\xf0\x9f\x98\x80", b"\xf4", b"\xe0", b"\x80", b"\x90")
)  # fmt: skip


@settings(FUZZ, max_examples=800)
@given(st.lists(TOKENS, max_size=8).map(b"".join), st.booleans())
def test_json_syntax_is_that_of_the_standard(text, quoted):
    line = b'"%s"' % text if quoted else text
    assert json_syntax.valid(line) == strict(line)
