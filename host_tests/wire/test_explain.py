"""`explain`: names and words, the extensions of 3GPP, texts for people, and malformed messages.

All payloads and all messages of the vectors are in conformance/payloads.py, on every runtime.
"""

import datetime
import json
import os

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mikey.errors import MikeyError
from mikey.inspect import structures
from mikey.inspect.explain import explain, one_line
from mikey.wire import header, kemac, payloads, ticket
from mikey.wire.writer import Writer

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # host_tests
FILES = ("psk", "dhhmac", "sakke", "pk", "dh", "rsar", "ticket", "ibake", "error")


def vectors(name):
    with open(os.path.join(HERE, "vectors", name + ".json")) as file:
        return json.load(file)["vectors"]


MESSAGES = [
    (v, m["label"], bytes.fromhex(m["hex"]))
    for name in FILES
    for v in vectors(name)
    for m in v["messages"]
]
UTC_1900 = datetime.datetime(1900, 1, 1, tzinfo=datetime.timezone.utc)


def build(*writes):
    """Return what `explain` says of a message without crypto sessions that `writes` append to."""
    w = Writer(bytearray(2048))
    header.write(w, header.SAKKE_INIT, 0, 1, bytes(4), 0, header.EMPTY_MAP)
    for write in writes:
        write(w)
    assert not w.full
    return explain(bytes(w.buf[: w.pos]), w.pos)


def extended(kind, data):
    return build(lambda w: w.payload(payloads.EXTENSION, kind, 0, data))[1]


def test_a_psk_message_word_for_word():
    v = next(v for v in vectors("psk") if v["name"] == "psk-01-basic")
    message = bytes.fromhex(v["messages"][0]["hex"])
    made = explain(message + b"behind it", len(message))
    kinds = [d["payload"] for d in made]
    assert kinds == ["HDR", "T", "RAND", "ID", "ID", "SP", "KEMAC"]
    assert made[0]["data_type_name"] == "Pre-shared"
    assert made[0]["csb_id"] == v["inputs"]["csb_id"]
    assert made[3]["id_data_text"] == "sip:alice@example.com"
    assert made[6] == {
        "payload": "KEMAC",
        "next_payload": 0,
        "next_payload_name": "Last payload",
        "encr_alg": 1,
        "encr_alg_name": "AES-CM-128",
        "encr_data_len": 20,
        "encr_data": message[-41:-21].hex(),
        "mac_alg": 1,
        "mac_alg_name": "HMAC-SHA-1-160",
        "mac": message[-20:].hex(),
    }
    assert [one_line(d) for d in made][1:] == [
        "T  NTP-UTC 2026-01-15 12:01:00 UTC",
        "RAND  16 octets",
        "ID  URI sip:alice@example.com",
        "ID  URI sip:bob@example.com",
        "SP  policy 0, SRTP: SRTP's defaults",
        "KEMAC  AES-CM-128, 20 octets of key data, HMAC-SHA-1-160",
    ]


@pytest.mark.parametrize("name", FILES)
def test_what_the_vectors_put_in_is_named(name):
    """CSB IDs, timestamps, maps and identities of `inputs` stand under their names."""
    seen = 0
    for v in vectors(name):
        inputs = v["inputs"]
        for m in v["messages"]:
            made = explain(bytes.fromhex(m["hex"]), len(m["hex"]) // 2)
            if "csb_id" in inputs and "update" not in inputs:
                assert made[0]["csb_id"] == inputs["csb_id"]
                seen += 1
            cs_map = inputs.get("cs_map")
            if cs_map and m["label"] == "I_MESSAGE":
                rows = made[0]["cs_id_map_info"]
                assert [int(r["ssrc"], 16) for r in rows if "ssrc" in r] == [
                    ssrc(e) for e in cs_map["entries"] if ssrc(e) is not None
                ]
                seen += 1
            texts = {d["id_data_text"] for d in made if "id_data_text" in d}
            known = {x["text"] for x in inputs.values() if isinstance(x, dict) and "text" in x}
            if known and texts and name not in ("ibake", "ticket"):
                assert texts <= known
                seen += 1
    assert seen or name in ("ticket", "ibake")


def ssrc(entry):
    """The SSRC of a CS map entry of the vectors, as a number."""
    value = entry.get("ssrc")
    if value is None:
        data = entry.get("session_data")
        value = data.get("ssrc") if isinstance(data, dict) else data[:8] if data else None
    return int(value, 16) if isinstance(value, str) else value


@given(st.integers(0, 0xFFFFFFFF))
@example(0x7FFFFFFF)
@example(0x80000000)
@example(0)
@example(0xFFFFFFFF)
def test_dates(seconds):
    """RFC 6043 6.3: 1968 to 2104."""
    full = seconds if seconds >> 31 else seconds + (1 << 32)
    expected = UTC_1900 + datetime.timedelta(seconds=full)
    assert structures.utc(seconds) == expected.strftime("%Y-%m-%d %H:%M:%S")


def test_sdp_ids_and_key_ids():
    d = extended(1, b"mikey;keyp1")
    assert d["sdp_ids"] == ["mikey", "keyp1"]
    assert one_line(d) == "General Ext.  SDP IDs: mikey;keyp1"
    d = extended(3, bytes.fromhex("0003616263" + "0104aabbccdd" + "f000"))
    assert d["key_ids"] == [
        {"key_id_type": 0, "key_id_type_name": "MBMS Key Domain ID", "key_id_length": 3,
         "key_id": "616263"},
        {"key_id_type": 1, "key_id_type_name": "MBMS Service Key ID", "key_id_length": 4,
         "key_id": "aabbccdd"},
        {"key_id_type": 240, "key_id_length": 0, "key_id": ""},
    ]  # fmt: skip
    assert extended(4, b"\xca\xfe\xba\xbe")["csb_id"] == "cafebabe"
    assert "csb_id" not in extended(4, b"\xca\xfe\xba")
    assert extended(5, b"\x02x")["subtype_name"] == "STKM"
    assert "subtype" not in extended(5, b"")
    d = extended(99, b"\x00\xff")
    assert (d["type"], "type_name" in d, d["data"], "data_text" in d) == (99, False, "00ff", False)


def test_sakke_to_self():
    """TS 33.180 E.5: a whole SAKKE payload, its Next payload field zero and ignored."""
    inner = Writer(bytearray(400))
    inner.start()
    inner.payload(payloads.SAKKE, 1, payloads.MCX_HASHED, bytes(273))
    data = bytes(inner.buf[: inner.pos])
    d = extended(6, data)
    assert len(d["payloads"]) == 1
    assert d["payloads"][0]["payload"] == "SAKKE"
    assert d["payloads"][0]["id_scheme_name"] == "3GPP MCX hashed UID"
    for bad in (data[:-1], data + b"\x00", b""):
        d = extended(6, bad)
        assert "payloads" not in d
        assert d["data"] == bad.hex()


# TS 33.180 E.6: message type, time, payload ID, sequence, algorithm, IV, DPPK-ID; elements follow.
PROTECTED = "43" + "0065a5e1f0" + "00000000" + "00" + "01" + "11" * 16 + "20aabbcc"
CLEAR = "01" + "00000001" + "0065a5e1f0" + "0075a5e1f0"


def test_protected_key_parameters():
    d = extended(7, bytes.fromhex(PROTECTED + "780003aabbcc"))
    assert d["message_type"] == 0x43
    assert d["date_time"] == 0x65A5E1F0
    assert (d["sequence_number"], d["algorithm"], d["iv"]) == (0, 1, "11" * 16)
    assert (d["dppk_id"], d["dppk_id_name"]) == ("20aabbcc", "CSK")
    assert d["elements"] == [{"iei": 0x78, "length": 3, "value": "aabbcc"}]
    for cut in (PROTECTED[:-2], PROTECTED + "7800", PROTECTED + "780001"):
        assert "elements" not in extended(7, bytes.fromhex(cut))


def test_clear_key_parameters():
    d = extended(7, bytes.fromhex(CLEAR))
    assert (d["key_type"], d["status"], d["text"], d["group_ids"]) == (1, "00000001", "", [])
    assert (d["activation_time"], d["expiry_time"]) == (0x65A5E1F0, 0x75A5E1F0)
    group = "7b0003" + b"sip".hex()
    body = CLEAR + "0002" + b"hi".hex() + "%04x" % (1 + 2 * 6) + "02" + group + group
    d = extended(7, bytes.fromhex(body))
    assert (d["text"], d["group_ids"]) == (b"hi".hex(), [b"sip".hex()] * 2)
    for n in range(len(body) // 2):
        d = extended(7, bytes.fromhex(body)[:n])
        assert ("key_type" in d) == (n in (15, 19))  # whole without text, and without groups


def test_policy_parameters_by_number_and_name():
    data = bytes.fromhex("000106" + "010110" + "0d020010" + "140110" + "6305aabbccddee" + "0200")
    d = build(lambda w: w.payload(payloads.SP, 3, 0, data))[1]
    rows = d["policy_param"]
    assert rows[0] == {
        "type": 0,
        "type_name": "Encryption algorithm",
        "length": 1,
        "value": 6,
        "value_name": "AES-GCM",
    }
    assert rows[2]["type_name"] == "ROC transmission rate" and rows[2]["value"] == 16
    assert rows[3]["type_name"] == "AEAD authentication tag length"
    assert rows[4] == {"type": 99, "length": 5, "value": "aabbccddee"}
    assert rows[5]["value"] == ""
    assert one_line(d).startswith(
        "SP  policy 3, SRTP: Encryption algorithm AES-GCM, Session encr. key length 16, "
    )
    assert "parameter 99 aabbccddee" in one_line(d)


def test_identities_that_are_no_text():
    def write(w):
        w.payload(payloads.IDR, payloads.ROLE_UID_RESPONDER, 2, bytes(range(32)))
        w.payload(payloads.IDR, payloads.ROLE_KMS, 1, b"kms.example.com\x00")

    made = build(write)
    assert made[1]["id_role_name"] == "Responder's UID"
    assert "id_data_text" not in made[1] and "id_data_text" not in made[2]
    assert one_line(made[1]) == "IDR  Responder's UID: " + bytes(range(32)).hex()


def test_null_encryption_shows_the_key_data_that_are_well_formed():
    def null(data):
        def write(w):
            pos = kemac.write(w, 0, len(data), 0)
            w.buf[pos : pos + len(data)] = data

        return build(write)[1]

    two = bytes.fromhex("14100002abcd0001ee" + "00620001ff0201020103")
    rows = null(two)["key_data"]
    assert [r["type_name"] for r in rows] == ["TGK+SALT", "MPK"]
    assert (rows[0]["key_data"], rows[0]["salt_data"], rows[0]["kv_name"]) == (
        "abcd",
        "ee",
        "Null",
    )
    assert (rows[1]["valid_from"], rows[1]["valid_to"]) == ("0102", "03")
    assert "key_data" not in null(b"")
    for bad in (two[:-1], two + b"\x00", two[:9], b"\x15" + two[1:], b"\x00\x80\x00\x01\xff"):
        d = null(bad)
        assert "key_data" not in d
        assert d["encr_data"] == bad.hex()


def test_ticket_data_of_another_ticket_type_stays_octets():
    v = next(v for v in vectors("ticket") if v["name"] == "ticket-01-full-psk")
    data = bytes.fromhex(v["inputs"]["ticket"]["ticket_payload"]["ticket_data"])

    def of(kind, inner):
        return build(lambda w: ticket.write(w, kind, 1, 1, 0, 0, b"\x00", inner, b""))[1]

    kinds = [d["payload"] for d in of(1, data)["ticket_data_payloads"]]
    assert kinds == ["THDR", "T", "RAND", "KEMAC", "V"]
    for d in (of(2, data), of(1, data[:-1]), of(1, b""), of(1, b"reference")):
        assert "ticket_data_payloads" not in d
    assert of(2, data)["ticket_type_name"] == "3GPP Base Ticket"
    assert one_line(of(2, b"x")).endswith("flags : nothing; 1 octets of ticket data")


@pytest.mark.parametrize("v, label, message", MESSAGES, ids=[
    v["name"] + "-" + label for v, label, _ in MESSAGES
])  # fmt: skip
def test_every_cut_is_refused(v, label, message):
    step = max(1, len(message) // 150)
    for n in [*range(0, len(message), step), len(message) - 1]:
        with pytest.raises(MikeyError):
            explain(message, n)


@given(st.sampled_from(MESSAGES), st.data())
def test_changed_messages_raise_nothing_else(row, data):
    message = bytearray(row[2])
    for _ in range(data.draw(st.integers(1, 4))):
        message[data.draw(st.integers(0, len(message) - 1))] = data.draw(st.integers(0, 255))
    try:
        made = explain(message, len(message))
    except MikeyError:
        return
    json.dumps(made)
    for d in made:
        assert one_line(d).startswith(d["payload"])


@given(st.binary(max_size=120))
def test_any_octets_raise_nothing_else(octets):
    for message in (octets, b"\x01\x00\x10\x00" + bytes(4) + b"\x00\x01" + octets):
        try:
            explain(message, len(message))
        except MikeyError:
            pass


def test_deep_nesting_is_no_recursion():
    """A TP inside a TP inside … is refused at the first step."""
    data = b"\x00"
    for _ in range(3000):
        w = Writer(bytearray(len(data) + 16))
        w.start()
        ticket.write_tp(w, 1, 1, 1, 0, 0, data)
        data = b"\x10" + bytes(w.buf[: w.pos])
    message = b"\x01\x00\x10\x00" + bytes(4) + b"\x00\x01" + data[1:]
    with pytest.raises(MikeyError) as caught:
        explain(message, len(message))
    assert caught.value.reason == "payload-type"


@pytest.mark.parametrize("count", (0, 1, 32, 33, 300))
def test_tp_data_of_any_number_of_payloads(count):
    data = b"\0" if not count else b"\x0c" + b"\x0c\x0a\0\0" * (count - 1) + b"\0\x0b\0\0"
    rows = build(lambda w: ticket.write_tp(w, 1, 1, 1, 0, 0, data))[1]["tp_data"]
    assert [row["error_no"] for row in rows] == [10] * (count - 1) + [11] * (count > 0)
