"""TICKET and IBAKE payloads: positions, cuts, what is refused, and SK, for which no vector exists.

That every payload reads and writes octet for octet is in conformance/payloads.py.
"""

import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mikey import errors
from mikey.wire import ibake, ticket
from mikey.wire.message import Message
from mikey.wire.writer import Writer

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # host_tests
with open(os.path.join(HERE, "vectors", "payloads.json")) as f:
    VECTORS = {v["name"]: v for v in json.load(f)["vectors"]}
with open(os.path.join(HERE, "vectors", "ticket.json")) as f:
    TICKETS = json.load(f)["vectors"]
KINDS = (13, 15, 16, 17, 22, 23, 24, 25)
HEADER = bytes.fromhex("01000000000000000001")  # HDR with an empty map


MINE = [v for v in VECTORS.values() if v.get("payload_type") in KINDS]
SK = bytes.fromhex("00110004deadbeef0401020304")  # Type SK, KV SPI, RFC 6267 6.1.5


def end(kind, data, pos=0, limit=None):
    """Return the end of payload `kind` at `data[pos:limit]` of a message, or minus a fault.

    What stands in front of `pos` is replaced by a header.
    """
    limit = len(data) if limit is None else limit
    message = bytearray(HEADER + data[pos:])
    message[2] = kind
    if len(message) > 10 and limit > pos:
        message[10] = 0  # Last
    index = Message()
    fault = index.scan(message, limit - pos + 10)
    if not index.count:
        return -fault
    assert fault in (0, errors.TRAILING)
    return index.ends[0] - 10 + pos


def octets(name):
    return bytes.fromhex(VECTORS[name]["hex"])


@pytest.mark.parametrize("v", MINE, ids=[v["name"] for v in MINE])
def test_every_cut_is_refused(v):
    data = bytes.fromhex(v["hex"])
    kind = v["payload_type"]
    assert end(kind, data) == len(data)
    assert end(kind, data + b"\xff", 0, len(data)) == len(data)
    for n in range(len(data)):
        assert end(kind, data, 0, n) < 0
        assert end(kind, data[:n]) < 0


@given(st.integers(1, 255), st.binary(max_size=80))
def test_any_octets_end_inside_or_not_at_all(kind, data):
    found = end(kind, data)
    assert found < 0 or 0 < found <= len(data)


@given(st.sampled_from(MINE), st.data())
def test_changed_octets_end_inside_or_not_at_all(v, draw):
    data = bytearray.fromhex(v["hex"])
    for _ in range(draw.draw(st.integers(1, 3))):
        data[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    found = end(v["payload_type"], data)
    assert found < 0 or found <= len(data)


def test_secret_key():
    w = Writer(bytearray(32))
    w.start()
    ibake.write_sk(w, bytes.fromhex("deadbeef"), 1, bytes.fromhex("0401020304"))
    assert bytes(w.buf[: w.pos]) == SK
    assert end(24, SK, 0, len(SK)) == len(SK)
    assert SK[ibake.key_pos(0) : ibake.key_end(SK, 0)].hex() == "deadbeef"
    for n in range(len(SK)):
        assert end(24, SK, 0, n) < 0
    for kind in (0, 2, 15):
        bad = bytes([0, kind << 4]) + SK[2:]
        assert end(24, bad, 0, len(bad)) == -errors.BAD_KEY_TYPE
    assert end(24, b"\x00\x13" + SK[2:]) == -errors.BAD_KEY_DATA


def test_point_sizes():
    """SEC 1 2.3.3: 1 + 2 * ceil(m / 8) octets for a field of m bits (RFC 6267 table 5)."""
    bits = (192, 163, 163, 163, 224, 233, 233, 256, 283, 283, 384, 409, 409, 521, 571, 571)
    assert [ibake.point_size(i) for i in range(18)] == (
        [-1] + [1 + 2 * ((m + 7) // 8) for m in bits] + [-1]
    )


@pytest.mark.parametrize("curve", range(1, 17))
def test_every_curve(curve):
    point = b"\x04" + b"\xaa" * (ibake.point_size(curve) - 1)
    w = Writer(bytearray(200))
    w.start()
    ibake.write_eccpt(w, curve, point, 1, 16, 0, b"")
    assert not w.full and w.pos % 4 == 0  # the point ends on a 32-bit boundary, 4 octets follow
    assert end(25, bytes(w.buf), 0, w.pos) == w.pos
    assert ibake.curve(w.buf, 0) == curve
    assert bytes(w.buf[ibake.point_pos(0) : ibake.point_pos(0) + len(point)]) == point
    assert w.buf[ibake.auth_alg_pos(w.buf, 0)] == 1
    pad = ibake.point_pos(0) + len(point)
    for i in range(pad, ibake.auth_alg_pos(w.buf, 0)):
        w.buf[i] = 1
        assert end(25, bytes(w.buf), 0, w.pos) == -errors.BAD_KEY_DATA
        w.buf[i] = 0
    w.buf[2] = 2  # compressed
    assert end(25, bytes(w.buf), 0, w.pos) == -errors.BAD_KEY_DATA
    w.buf[1] = 0
    assert end(25, bytes(w.buf), 0, w.pos) == -errors.BAD_PAYLOAD


def test_ticket_positions():
    data = octets("ticket-initiator-data")
    fields = VECTORS["ticket-initiator-data"]["fields"]
    assert ticket.ticket_type(data, 0) == fields["ttype"]
    assert (ticket.subtype(data, 0), ticket.version(data, 0)) == (1, 1)
    assert ticket.prf(data, 0) == fields["prf"]
    assert data[ticket.tp_data_pos(0) : ticket.tp_data_end(data, 0)].hex() == fields["tp_data"]
    inner = data[ticket.ticket_data_pos(data, 0) : ticket.ticket_data_end(data, 0)]
    assert inner.hex() == fields["ticket_data"]
    assert data[ticket.initiator_data_pos(data, 0) :].hex() == fields["initiator_data"]


def test_every_flag_has_its_place():
    for flag in "EGIKMO":
        v = VECTORS["tp-flag-" + flag]
        assert ticket.flags(bytes.fromhex(v["hex"]), 0) == 1 << 11 - "DEFGHIJKLMNO".index(flag)
    assert ticket.flags(octets("tp-all-flags"), 0) == 0xFFF
    assert ticket.prf(octets("tp-all-flags"), 0) == 1


def test_flags_keep_the_rules():
    """RFC 6043 6.10, word for word, over all 4096 values."""
    for bits in range(4096):
        on = {c: bits >> 11 - i & 1 for i, c in enumerate("DEFGHIJKLMNO")}
        rules = (
            (not on["D"], on["L"]),
            (on["G"], on["F"]),
            (not on["G"], on["H"]),
            (not on["H"], on["G"]),
            (on["I"], on["E"]),
            (on["K"], on["D"]),
            (on["M"], on["F"]),
        )
        assert ticket.consistent(bits) == all(b for a, b in rules if a)


def _with_tp_data(data):
    w = Writer(bytearray(256))
    w.start()
    ticket.write_tp(w, 1, 1, 1, 0, 0, data)
    return bytes(w.buf[: w.pos])


@pytest.mark.parametrize(
    "data, fault",
    (
        (b"", errors.TRUNCATED),
        (b"\x63", errors.BAD_PAYLOAD),  # 99 is no payload
        (b"\x12", errors.BAD_PAYLOAD),
        (b"\xff", errors.BAD_PAYLOAD),
        (b"\x00\x00", errors.TRAILING),
        (b"\x0d", errors.TRUNCATED),
        (b"\x0d\x00\x01\x09\x00\x00\x00\x00", errors.BAD_TS_TYPE),
        (b"\x0f\x00\x01\x00", errors.BAD_RAND),
        (b"\x0d\x00\x01\x03\x00\x00\x00\x00\x00", errors.TRAILING),
        (b"\x0d\x0d\x01\x03\x00\x00\x00\x00", errors.TRUNCATED),
        (b"\x10" + b"\x00" * 10, errors.BAD_PAYLOAD),  # TP in TP
        (b"\x11" + b"\x00" * 14, errors.BAD_PAYLOAD),  # TICKET in TP
    ),
)
def test_bad_tp_data(data, fault):
    tp = _with_tp_data(data)
    assert end(16, tp) == -fault


def test_tp_data_may_be_an_empty_chain():
    tp = _with_tp_data(b"\x00")
    assert end(16, tp) == len(tp)


def test_initiator_data_is_checked():
    w = Writer(bytearray(64))
    for data, ok in ((b"", True), (b"\x00", True), (b"\x09", False), (b"\x09\x00\x00", True)):
        w.start()
        ticket.write(w, 1, 1, 1, 0, 0, b"\x00", b"opaque", data)
        assert (end(17, bytes(w.buf), 0, w.pos) == w.pos) is ok


def test_base_tickets():
    """Ticket Data of the vectors is THDR, T, RAND, KEMAC, [IDRpsk], V; other octets are not."""
    index = Message()
    for v in TICKETS:
        data = bytes.fromhex(v["inputs"]["ticket"]["ticket_payload"]["ticket_data"])
        assert not ticket.check_base_ticket(index, data, 0, len(data))
        thdr = data[ticket.thdr_data_pos(0) : ticket.thdr_end(data, 0, len(data))]
        assert thdr.hex() == v["inputs"]["ticket"]["thdr_data"]
        for n in range(len(data)):
            assert ticket.check_base_ticket(index, data, 0, n)
    assert ticket.check_base_ticket(index, b"opaque", 0, 6)
