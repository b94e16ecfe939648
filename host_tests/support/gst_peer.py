"""GStreamer's MIKEY, reached through its C library: a request (JSON) comes in, an answer goes out.

    {"parse": HEX}    the fields of a message, and what GStreamer writes for them again
    {"build": {…}}    the octets of a message of `csb_id`, `sessions`, `rand`, `policies`, `kemac`
    {"caps": TEXT}     the octets that its RTSP elements make of the caps of an SRTP stream

It is a program of its own because GStreamer loops for ever on payloads that it does not know: its
caller sets a time limit. The structures are those of gst/sdp/gstmikey.h (1.x ABI, 64 bits).
"""

import ctypes
import json
import os
import sys
from ctypes import POINTER, Structure, byref, c_int, c_size_t, c_uint, c_uint32, c_void_p, cast

LIBRARY = "libgstsdp-1.0.so.0"
KEMAC, T, SP, RAND, KEY_DATA = 1, 5, 10, 11, 20


class Array(Structure):
    """GArray."""

    _fields_ = [("data", c_void_p), ("len", c_uint)]


class Payload(Structure):
    """GstMIKEYPayload, behind its GstMiniObject of 64 octets."""

    _fields_ = [("object", ctypes.c_char * 64), ("kind", c_int), ("len", c_uint)]


class Message(Structure):
    """GstMIKEYMessage."""

    _fields_ = [
        ("object", ctypes.c_char * 64),
        ("version", ctypes.c_uint8),
        ("data_type", c_int),
        ("v", c_int),
        ("prf", c_int),
        ("csb_id", c_uint32),
        ("map_type", c_int),
        ("map", POINTER(Array)),
        ("payloads", POINTER(Array)),
    ]


class Session(Structure):
    """GstMIKEYMapSRTP."""

    _fields_ = [("policy", ctypes.c_uint8), ("ssrc", c_uint32), ("roc", c_uint32)]


class Kemac(Structure):
    """GstMIKEYPayloadKEMAC."""

    _fields_ = [("pt", Payload), ("encr", c_int), ("mac", c_int), ("subs", POINTER(Array))]


class KeyData(Structure):
    """GstMIKEYPayloadKeyData."""

    _fields_ = [
        ("pt", Payload),
        ("kind", c_int),
        ("key_len", ctypes.c_uint16),
        ("key", c_void_p),
        ("salt_len", ctypes.c_uint16),
        ("salt", c_void_p),
        ("kv", c_int),
        ("kv_len", ctypes.c_uint8 * 2),
        ("kv_data", c_void_p * 2),
    ]


class Stamp(Structure):
    """GstMIKEYPayloadT."""

    _fields_ = [("pt", Payload), ("kind", c_int), ("value", c_void_p)]


class Parameter(Structure):
    """GstMIKEYPayloadSPParam."""

    _fields_ = [("kind", ctypes.c_uint8), ("len", ctypes.c_uint8), ("value", c_void_p)]


class Policy(Structure):
    """GstMIKEYPayloadSP."""

    _fields_ = [("pt", Payload), ("number", c_uint), ("proto", c_int), ("params", POINTER(Array))]


class Rand(Structure):
    """GstMIKEYPayloadRAND."""

    _fields_ = [("pt", Payload), ("len", ctypes.c_uint8), ("rand", c_void_p)]


def _library():
    """Load GStreamer without its plugins; return its SDP library."""
    os.environ["GST_REGISTRY_DISABLE"] = "yes"
    gst = ctypes.CDLL("libgstreamer-1.0.so.0")
    gst.gst_init(None, None)
    sdp = ctypes.CDLL(LIBRARY)
    for name in (
        "gst_mikey_message_new", "gst_mikey_message_new_from_data", "gst_mikey_payload_new",
        "gst_mikey_message_to_bytes", "gst_mikey_message_new_from_caps",
    ):  # fmt: skip
        getattr(sdp, name).restype = c_void_p
    return gst, sdp


GST, SDP = _library()


def _hex(pointer, n):
    return ctypes.string_at(pointer, n).hex() if n else ""


def _rows(array, kind):
    found = cast(array.contents.data, POINTER(kind)) if array else None
    return [found[i] for i in range(array.contents.len)] if found else []


def _octets(message):
    """Return what GStreamer writes for a message (hex)."""
    made = SDP.gst_mikey_message_to_bytes(c_void_p(message), None, None)
    if not made:
        return None
    glib = ctypes.CDLL("libglib-2.0.so.0")
    glib.g_bytes_get_data.restype = c_void_p
    size = c_size_t()
    data = glib.g_bytes_get_data(c_void_p(made), byref(size))
    return _hex(data, size.value)


def _key(address):
    d = cast(address, POINTER(KeyData)).contents
    row = {"type": d.kind + (1 if d.salt_len else 0), "key": _hex(d.key, d.key_len)}
    row["salt"] = _hex(d.salt, d.salt_len)
    row["kv"] = d.kv
    row["kv_data"] = [_hex(d.kv_data[i], d.kv_len[i]) for i in range(d.kv)]
    return row


def _payload(address):
    kind = cast(address, POINTER(Payload)).contents.kind
    if kind == KEMAC:
        d = cast(address, POINTER(Kemac)).contents
        keys = [_key(one) for one in _rows(d.subs, c_void_p)]
        return {"kind": kind, "encr": d.encr, "mac": d.mac, "keys": keys}
    if kind == T:
        d = cast(address, POINTER(Stamp)).contents
        return {"kind": kind, "ts_type": d.kind, "value": _hex(d.value, 4 if d.kind == 2 else 8)}
    if kind == SP:
        d = cast(address, POINTER(Policy)).contents
        params = {str(p.kind): _hex(p.value, p.len) for p in _rows(d.params, Parameter)}
        return {"kind": kind, "number": d.number, "proto": d.proto, "params": params}
    if kind == RAND:
        d = cast(address, POINTER(Rand)).contents
        return {"kind": kind, "rand": _hex(d.rand, d.len)}
    return {"kind": kind}


def parse(text):
    """Return the fields of the message `text` (hex), or None where GStreamer refuses it."""
    data = bytes.fromhex(text)
    message = SDP.gst_mikey_message_new_from_data(data, c_size_t(len(data)), None, None)
    if not message:
        return None
    m = cast(message, POINTER(Message)).contents
    return {
        "version": m.version,
        "data_type": m.data_type,
        "v": m.v,
        "prf": m.prf,
        "csb_id": "%08x" % m.csb_id,
        "map_type": m.map_type,
        "sessions": [[s.policy, "%08x" % s.ssrc, s.roc] for s in _rows(m.map, Session)],
        "payloads": [_payload(one) for one in _rows(m.payloads, c_void_p)],
        "again": _octets(message),
    }


def _sub(row):
    made = c_void_p(SDP.gst_mikey_payload_new(KEY_DATA))
    key, salt = bytes.fromhex(row["key"]), bytes.fromhex(row.get("salt", ""))
    SDP.gst_mikey_payload_key_data_set_key(made, row["type"], c_uint(len(key)), key)
    if salt:
        SDP.gst_mikey_payload_key_data_set_salt(made, c_uint(len(salt)), salt)
    if "spi" in row:
        spi = bytes.fromhex(row["spi"])
        SDP.gst_mikey_payload_key_data_set_spi(made, c_uint(len(spi)), spi)
    return made


def build(wish):
    """Return the octets (hex) of the PSK message that `wish` describes."""
    message = SDP.gst_mikey_message_new()
    m = c_void_p(message)
    csb = c_uint32(int(wish["csb_id"], 16))
    SDP.gst_mikey_message_set_info(m, 1, wish.get("data_type", 0), wish.get("v", 0), 0, csb, 0)
    for policy, ssrc, roc in wish["sessions"]:
        SDP.gst_mikey_message_add_cs_srtp(
            m, ctypes.c_uint8(policy), c_uint32(int(ssrc, 16)), c_uint32(roc)
        )
    if "stamp" in wish:
        SDP.gst_mikey_message_add_t(m, 0, bytes.fromhex(wish["stamp"]))
    else:
        SDP.gst_mikey_message_add_t_now_ntp_utc(m)
    rand = bytes.fromhex(wish["rand"])
    SDP.gst_mikey_message_add_rand(m, ctypes.c_uint8(len(rand)), rand)
    for number, params in enumerate(wish["policies"]):
        sp = c_void_p(SDP.gst_mikey_payload_new(SP))
        SDP.gst_mikey_payload_sp_set(sp, c_uint(number), 0)
        for kind in params:
            value = bytes.fromhex(params[kind])
            SDP.gst_mikey_payload_sp_add_param(
                sp, ctypes.c_uint8(int(kind)), ctypes.c_uint8(len(value)), value
            )
        SDP.gst_mikey_message_add_payload(m, sp)
    kemac = c_void_p(SDP.gst_mikey_payload_new(KEMAC))
    SDP.gst_mikey_payload_kemac_set(kemac, 0, 0)
    for row in wish["keys"]:
        SDP.gst_mikey_payload_kemac_add_sub(kemac, _sub(row))
    SDP.gst_mikey_message_add_payload(m, kemac)
    return _octets(message)


def caps(text):
    """Return the octets (hex) that GStreamer makes of SRTP caps (str), as its RTSP elements do."""
    GST.gst_caps_from_string.restype = c_void_p
    made = c_void_p(GST.gst_caps_from_string(text.encode()))
    message = SDP.gst_mikey_message_new_from_caps(made)
    return _octets(message) if message else None


if __name__ == "__main__":
    [(action, value)] = json.load(sys.stdin).items()
    print(json.dumps({"parse": parse, "build": build, "caps": caps}[action](value)))
