"""The table of layouts against readers written out by hand from the RFCs, fault for fault."""

import json
import os

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mikey import errors
from mikey.wire import message, payloads, writer
from mikey.wire.message import Message
from mikey.wire.writer import Writer

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # host_tests
with open(os.path.join(HERE, "vectors", "payloads.json")) as file:
    VECTORS = [v for v in json.load(file)["vectors"] if v.get("payload_type")]
HEADER = bytes.fromhex("01000000000000000001")  # HDR with an empty map
MAC = (0, 20, 32)
TS = (8, 8, 4)
POINTS = (24, 21, 21, 21, 28, 30, 30, 32, 36, 36, 48, 52, 52, 66, 72, 72)


class RefusedError(Exception):
    """A refusal; its argument is a fault of mikey.errors."""


def need(data, n, fault=errors.TRUNCATED):
    if n > len(data):
        raise RefusedError(fault)
    return n


def counted(data, at, width):
    """The end of a length field of `width` octets at `at` and what it counts."""
    need(data, at + width)
    return need(data, at + width + int.from_bytes(data[at : at + width], "big"))


def typed(data, at, sizes, fault):
    """The end of an octet of type at `at` and what follows it."""
    need(data, at + 1)
    if data[at] >= len(sizes):
        raise RefusedError(fault)
    return need(data, at + 1 + sizes[data[at]])


def records(data, fault):
    """Type, 8-bit length, value, up to the very end."""
    at = 0
    while at < len(data):
        if at + 2 > len(data) or at + 2 + data[at + 1] > len(data):
            raise RefusedError(fault)
        at += 2 + data[at + 1]


def validity(data, at, kv, fault):
    """KV data (RFC 3830 6.14)."""
    if kv > 2:
        raise RefusedError(fault)
    for _ in range(kv):
        need(data, at + 1, fault)
        at = need(data, at + 1 + data[at], fault)
    return at


def kemac(data):
    return typed(data, counted(data, 2, 2), MAC, errors.BAD_MAC_ALG)


def pke(data):
    need(data, 3)
    return need(data, 3 + int.from_bytes(data[1:3], "big") % 16384)


def dh(data):
    at = typed(data, 1, (192, 96, 128), errors.BAD_DH_GROUP)
    need(data, at + 1)
    return validity(data, at + 1, data[at] % 16, errors.TRUNCATED)


def sign(data):
    need(data, 2)
    end = 2 + int.from_bytes(data[:2], "big") % 4096
    return need(data, end, errors.BAD_SIGNATURE_FIELD)


def policy(data):
    end = counted(data, 3, 2)
    records(data[5:end], errors.BAD_POLICY_PARAM)
    return end


def filled(data, at):
    """An 8-bit length that is not 0."""
    need(data, at + 1)
    if not data[at]:
        raise RefusedError(errors.BAD_RAND)
    return counted(data, at, 1)


def extension(data):
    end = counted(data, 2, 2)
    if data[1] == 3:
        records(data[4:end], errors.BAD_EXTENSION)
    return end


def chain(data, kind):
    """Payloads inside a payload, which must fill it; no TP or TICKET is among them."""
    while kind:
        if kind in (16, 17) or kind not in READERS:
            raise RefusedError(errors.BAD_PAYLOAD)
        end = READERS[kind](data)
        kind = 0 if kind == 4 else data[0]
        data = data[end:]
    if data:
        raise RefusedError(errors.TRAILING)


def policy_of_ticket(data):
    end = counted(data, 8, 2)
    need(data[10:end], 1)
    chain(data[11:end], data[10])
    return end


def ticket(data):
    at = counted(data, policy_of_ticket(data), 2)
    end = counted(data, at, 2)
    if end > at + 2:
        chain(data[at + 3 : end], data[at + 2])
    return end


def secret_key(data):
    need(data, 4)
    if data[1] // 16 != 1:
        raise RefusedError(errors.BAD_KEY_TYPE)
    return validity(data, counted(data, 2, 2), data[1] % 16, errors.BAD_KEY_DATA)


def point(data):
    need(data, 2)
    if not 1 <= data[1] <= 16:
        raise RefusedError(errors.BAD_PAYLOAD)
    at = 3 + 2 * POINTS[data[1] - 1]
    padding = -at % 4
    need(data, at + padding + 4)
    if data[2] != 4 or any(data[at : at + padding]):
        raise RefusedError(errors.BAD_KEY_DATA)
    at += padding + 4
    return validity(data, at, data[at - 1] % 16, errors.BAD_KEY_DATA)


READERS = {
    1: kemac,
    2: pke,
    3: dh,
    4: sign,
    5: lambda data: typed(data, 1, TS, errors.BAD_TS_TYPE),
    6: lambda data: counted(data, 2, 2),
    7: lambda data: counted(data, 2, 2),
    8: lambda data: typed(data, 1, (20, 16, 32), errors.BAD_PAYLOAD),
    9: lambda data: typed(data, 1, MAC, errors.BAD_MAC_ALG),
    10: policy,
    11: lambda data: filled(data, 1),
    12: lambda data: need(data, 4),
    13: lambda data: typed(data, 2, (*TS, 4), errors.BAD_TS_TYPE),
    14: lambda data: counted(data, 3, 2),
    15: lambda data: filled(data, 2),
    16: policy_of_ticket,
    17: ticket,
    21: extension,
    22: lambda data: counted(data, 1, 2),
    23: lambda data: counted(data, 1, 2),
    24: secret_key,
    25: point,
    26: lambda data: counted(data, 3, 2),
}


def expected(data, kind):
    """(fault, [(kind, start, end)]) of the payloads `data`, which stand behind HEADER."""
    rows = []
    at = 0
    while kind:
        if kind >= 27 or len(rows) == 32:
            return errors.TOO_LONG if kind < 27 else errors.BAD_PAYLOAD, rows
        if kind not in READERS:
            return errors.BAD_PAYLOAD, rows
        try:
            end = at + READERS[kind](data[at:])
        except RefusedError as fault:
            return fault.args[0], rows
        rows.append((kind, at + 10, end + 10))
        kind = 0 if kind == 4 else data[at]
        at = end
    return errors.TRAILING if at != len(data) else 0, rows


INDEX = Message()  # one for all: nothing of a message may stay for the next one


def agree(kind, data):
    message = bytearray(HEADER + data)
    message[2] = kind
    fault = INDEX.scan(message, len(message))
    rows = list(zip(INDEX.kinds, INDEX.starts, INDEX.ends))[: INDEX.count]
    assert (fault, rows) == expected(bytes(data), kind)
    kinds = [row[0] for row in rows]
    for number in range(27):
        assert INDEX.total(number) == kinds.count(number)
        assert INDEX.find(number) == (kinds.index(number) if number in kinds else -1)


def alone(v):
    """A payload of the vectors, the last one of its message, and what may stand behind it."""
    return bytes.fromhex(v["hex"]) + (bytes(4) if v["next_payload"] == 4 else b"")


SAMPLES = [(v["payload_type"], alone(v)) for v in VECTORS]
SAMPLES.append((24, bytes.fromhex("00110004deadbeef0401020304")))  # SK: no vector exists


@pytest.mark.parametrize("kind, data", SAMPLES, ids=[v["name"] for v in VECTORS] + ["sk"])
def test_every_cut(kind, data):
    for n in range(len(data) + 1):
        agree(kind, data[:n])
    agree(kind, data + b"\0")


@settings(max_examples=1500)
@given(st.sampled_from(SAMPLES), st.data())
def test_changed_payloads(sample, draw):
    kind, data = sample
    data = bytearray(data)
    for _ in range(draw.draw(st.integers(1, 3))):
        at = draw.draw(st.integers(0, len(data) - 1))
        data[at] = draw.draw(st.integers(0, 255) | st.integers(0, 27))
    agree(kind, data)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(SAMPLES), min_size=1, max_size=40), st.integers(0, 3))
@example([SAMPLES[0]] * 33, 0)
def test_chains_alone_and_inside(samples, cut):
    """A message of any payloads, and the same payloads as TP Data and Initiator Data."""
    data = b""
    for i in range(len(samples)):
        kind, octets = samples[i]
        after = samples[i + 1][0] if i + 1 < len(samples) else 0
        data += octets if kind == 4 else bytes((after,)) + octets[1:]
    first = samples[0][0]
    data = data[: len(data) - cut]
    agree(first, data)
    inner = bytes((first,)) + data
    field = len(inner).to_bytes(2, "big") + inner
    agree(16, bytes(8) + field)
    agree(17, bytes(8) + field + b"\0\1x" + field)


@pytest.mark.parametrize("kind", (16, 17))
def test_no_chain_in_a_chain_however_short(kind):
    """The number refuses it, before a length is read."""
    for n in range(24):
        inner = bytes((kind,)) + bytes(n)
        agree(16, bytes(8) + len(inner).to_bytes(2, "big") + inner)


@given(st.integers(0, 255), st.binary(max_size=60))
def test_any_octets(kind, data):
    agree(kind, data)


@pytest.mark.parametrize("count", (16, 17, 32))
def test_as_many_payloads_as_the_index_holds(count):
    message = HEADER[:2] + b"\x0c" + HEADER[3:] + b"\x0c\0\0\0" * (count - 1) + bytes(4)
    index = Message(count)
    assert index.scan(message, len(message)) == 0
    assert index.total(12) == index.count == count
    assert Message(count - 1).scan(message, len(message)) == errors.TOO_LONG


@pytest.mark.parametrize("count", (31, 32, 33))
def test_32_payloads(count):
    message = HEADER[:2] + b"\x0c" + HEADER[3:] + b"\x0c\0\0\0" * (count - 1) + bytes(4)
    for index in (Message(), Message(deep=False)):
        assert index.scan(message, len(message)) == (errors.TOO_LONG if count > 32 else 0)


def key_ids(*groups):
    """A message with an extension for each of `groups`, of so many key IDs."""
    message = bytearray(HEADER)
    at = 2
    for count in groups:
        message[at] = 21
        at = len(message)
        data = b"".join(bytes((1, 2, i, i)) for i in range(count))
        message += b"\0\x03" + len(data).to_bytes(2, "big") + data
    return message


@pytest.mark.parametrize(
    "groups", [(0,), (3,), (4,), (5,), (1, 1, 1), (2, 2), (1, 1, 1, 1), (4, 0), (4, 1), (2, 3)]
)
def test_4_key_ids(groups):
    message = key_ids(*groups)
    for index in (Message(), Message(deep=False)):
        fault = index.scan(message, len(message))
        assert fault == (errors.BAD_EXTENSION if sum(groups) > 4 else 0)
        if not fault:
            assert index.listed == sum(groups)
            found = [message[at : at + 2] for at in index.key_ids[: index.listed]]
            assert found == [b"\x01\x02"] * sum(groups)


@pytest.mark.parametrize("count", (0, 1, 31, 32, 33, 255))
@pytest.mark.parametrize("entry", (b"\1\0\0\0\0\0", b"\1\0\1\7\0\4abcd\1s", b"\1\5\0\0\1x\0"))
def test_32_sessions_of_a_generic_id_map(count, entry):
    """For a handset; who only looks at messages takes as many as there can be."""
    message = HEADER[:2] + b"\x0c" + HEADER[3:8] + bytes((count, 2)) + entry * count + bytes(4)
    assert Message().scan(message, len(message)) == 0
    fault = errors.TOO_LONG if count > 32 else 0
    assert Message(deep=False).scan(message, len(message)) == fault


@pytest.mark.parametrize("octets", (65534, 65535, 65536))
def test_65535_octets(octets):
    ids = HEADER[:2] + b"\x06" + HEADER[3:]
    half = (octets - 10) // 2
    for n in (half, octets - 10 - half):
        ids += bytes((6 if n == half and len(ids) == 10 else 0, 1)) + (n - 4).to_bytes(2, "big")
        ids += bytes(n - 4)
    assert len(ids) == octets
    fault = errors.TOO_LONG if octets > 65535 else 0
    assert Message().scan(ids, len(ids)) == fault


@pytest.mark.parametrize("size", (0, 1, 2, 254, 255))
@pytest.mark.parametrize("kind", (11, 15))
def test_lengths_of_rand(kind, size):
    agree(kind, (b"\1" if kind == 15 else b"") + bytes((size,)) + bytes(size))
    agree(kind, (b"\1" if kind == 15 else b"") + bytes((size,)) + bytes(size + 1))
    agree(kind, (b"\1" if kind == 15 else b"") + bytes((size,)) + bytes(size)[1:])


# Every payload with a 16-bit length: its fields before that length.
COUNTED = (
    (1, b"\1", b"\0"), (6, b"\1", b""), (7, b"\0", b""), (14, b"\1\1", b""), (22, b"", b""),
    (23, b"", b""), (26, b"\1\1", b""), (21, b"\0", b""), (2, b"", b""),
)  # fmt: skip


@pytest.mark.parametrize("row", COUNTED, ids=[row[0] for row in COUNTED])
@pytest.mark.parametrize("size", (0, 1, 255, 256, 16383))
def test_16_bit_lengths(row, size):
    kind, before, behind = row
    for octets in (size - 1, size, size + 1):
        if octets >= 0:
            agree(kind, before + size.to_bytes(2, "big") + bytes(octets) + behind)


def test_what_stands_inside_is_left_to_its_readers():
    """A handset's index does not look into SP, TP and TICKET; it finds their ends alike."""
    inner = b"\x15\x06\1"  # no payload at all
    for kind, body in ((10, b"\1\0\0\1\7"), (16, bytes(7) + b"\0\3" + inner)):
        message = HEADER[:2] + bytes((kind,)) + HEADER[3:] + b"\0" + body
        assert Message().scan(message, len(message)) != 0
        assert Message(deep=False).scan(message, len(message)) == 0
        assert Message(deep=False).scan(message, len(message) - 1) == errors.TRUNCATED


def test_the_table_is_complete():
    assert len(payloads.FORMS) == 2 * payloads.KINDS
    known = [kind for kind in range(payloads.KINDS) if payloads.FORMS[kind << 1] != 0x70]
    assert known == sorted(READERS)


@pytest.mark.parametrize("module", (message, writer))
def test_private_copies_of_the_numbers_agree(module):
    """A name of another file is no constant for MicroPython's compiler, so there are copies."""
    copies = [name for name in vars(module) if hasattr(payloads, name[1:]) and name[0] == "_"]
    assert len(copies) > 5
    for name in copies:
        assert getattr(module, name) == getattr(payloads, name[1:]), name


# Number, the two fields, what follows them: as Writer.payload takes them.
WRITES = (
    (2, 3, 0, b"envelope", "00c008" + b"envelope".hex()),
    (5, 2, 0, b"\0\0\0\7", "000200000007"),
    (6, 1, 0, b"sip:a@b", "00010007" + b"sip:a@b".hex()),
    (7, 3, 0, b"", "00030000"),
    (8, 1, 0, bytes(16), "0001" + "00" * 16),
    (9, 1, 0, bytes(20), "0001" + "00" * 20),
    (10, 4, 0, b"\0\1\1", "0004000003000101"),
    (11, 0, 0, b"rand", "0004" + b"rand".hex()),
    (12, 9, 0, b"", "00090000"),
    (13, 2, 3, b"\0\0\1\0", "00020300000100"),
    (14, 6, 1, b"kms", "000601" + "0003" + b"kms".hex()),
    (15, 2, 0, b"r" * 255, "0002ff" + (b"r" * 255).hex()),
    (21, 1, 0, b"mikey" * 60, "0001012c" + (b"mikey" * 60).hex()),
    (22, 0, 0, b"x", "00000178"),
    (23, 0, 0, b"", "000000"),
    (26, 1, 2, b"sealed", "0001020006" + b"sealed".hex()),
    (4, 2, 0, b"s" * 129, "2081" + (b"s" * 129).hex()),
)


@pytest.mark.parametrize("kind, a, b, octets, expected_hex", WRITES, ids=[w[0] for w in WRITES])
def test_a_payload_is_written_by_its_row(kind, a, b, octets, expected_hex):
    expected_octets = bytes.fromhex(expected_hex)
    w = Writer(bytearray(b"\xff" * (14 + len(expected_octets))))
    w.reserve(10)
    w.link = 2
    w.payload(12, 1, 0, b"")
    w.payload(kind, a, b, octets)
    assert bytes(w.buf[10 : w.pos]) == bytes((kind, 1, 0, 0)) + expected_octets
    assert w.buf[2] == 12 and w.count == 2 and not w.full
    w.payload(12, 0, 0, b"")
    assert w.full and w.count == 2  # no room is left
    agree(12, bytes(w.buf[10 : w.pos]))


def test_an_index_made_while_writing_is_that_of_the_scan():
    w = Writer(bytearray(400))
    made = Message()
    w.reserve(10)
    w.put(0, HEADER)
    w.link = 2
    made.begin(w.buf)
    for kind, a, b, octets, _ in WRITES[1:5] * 4:
        start = w.pos
        w.payload(kind, a, b, octets)
        assert made.enter(kind, start, w.pos) == 0
    assert made.written(w) == 0
    found = Message()
    assert found.scan(w.buf, w.pos) == 0
    for name in ("present", "repeated", "count", "length"):
        assert getattr(made, name) == getattr(found, name)
    for i in range(found.count):
        assert made.kinds[i] == found.kinds[i]
        assert (made.starts[i], made.ends[i]) == (found.starts[i], found.ends[i])
    for kind in range(27):
        assert (made.total(kind), made.find(kind)) == (found.total(kind), found.find(kind))


def test_no_more_payloads_are_written_than_are_accepted():
    w = Writer(bytearray(400))
    made = Message(3)
    made.begin(w.buf)
    for n in range(5):
        assert made.enter(12, 4 * n, 4 * n + 4) == (0 if n < 3 else errors.TOO_LONG)
        w.payload(12, 1, 0, b"")
        assert made.written(w) == (0 if n < 3 else errors.TOO_LONG)
    assert made.count == 3
