"""What a message says, field by field, for a person or a log; no keys are needed.

`explain` gives one dict a payload in wire order; every field is named as in its RFC in lower snake
case, octets are hex, and a number that has a word gets it beside it under its name and `_name`.
All of it is JSON. This is no hot path: modes read messages by position and never come here.
"""

from mikey.errors import check
from mikey.inspect import names, structures
from mikey.inspect.fields import FIELD8, FIELD16, REST, U8, U16, fields, hexed, put
from mikey.inspect.one_line import one_line  # noqa: F401
from mikey.wire import header, payloads
from mikey.wire.message import Message

_NEXT = ("next_payload", U8, names.PAYLOAD)


def _pke(d, buf, pos, end, payload):
    put(d, "c", buf[pos] >> 6, names.CACHE)
    d["data_len"] = end - pos - 2
    d["data"] = hexed(buf, pos + 2, end)
    return end


def _dh_value(d, buf, pos, end, payload):
    size = payloads.size(payloads.DH, buf[pos - 1])
    d["dh_value"] = hexed(buf, pos, pos + size)
    return structures.validity(d, buf, pos + size, end, payload)


def _sign(d, buf, pos, end, payload):
    put(d, "s_type", buf[pos] >> 4, names.SIGN)
    d["signature_len"] = end - pos - 2
    d["signature"] = hexed(buf, pos + 2, end)
    return end


# Number of a payload: its fields as (name, kind of field, names of its values or name of its
# length). A function as the kind reads several fields.
_TS = (("ts_type", U8, names.TS), ("ts_value", structures.timestamp, None))
_ID = (("id_type", U8, names.ID), ("id_data", FIELD16, "id_len"))
_CIPHERTEXT = (_NEXT, ("encr_data", FIELD16, "encr_data_len"))
_FIELDS = {
    1: (_NEXT, ("encr_alg", U8, names.ENCR), ("encr_data", FIELD16, "encr_data_len"),
        ("mac_alg", U8, names.MAC), ("mac", REST, None),
        ("key_data", structures.key_data, None)),
    2: (_NEXT, ("", _pke, None)),
    3: (_NEXT, ("dh_group", U8, names.DH_GROUP), ("", _dh_value, None)),
    4: (("", _sign, None),),
    5: (_NEXT,) + _TS,
    6: (_NEXT,) + _ID,
    7: (_NEXT, ("cert_type", U8, names.CERT), ("cert_data", FIELD16, "cert_len")),
    8: (_NEXT, ("hash_func", U8, names.HASH), ("hash", REST, None)),
    9: (_NEXT, ("auth_alg", U8, names.MAC), ("ver_data", REST, None)),
    10: (_NEXT, ("policy_no", U8, None), ("prot_type", U8, names.PROT),
         ("policy_param_length", U16, None), ("policy_param", structures.params, None)),
    11: (_NEXT, ("rand", FIELD8, "rand_len")),
    12: (_NEXT, ("error_no", U8, names.ERROR), ("reserved", U16, None)),
    13: (_NEXT, ("ts_role", U8, names.TS_ROLE)) + _TS,
    14: (_NEXT, ("id_role", U8, names.ID_ROLE)) + _ID,
    15: (_NEXT, ("rand_role", U8, names.RAND_ROLE), ("rand", FIELD8, "rand_length")),
    16: (_NEXT, ("", structures.policy, None)),
    17: (_NEXT, ("", structures.policy, None), ("", structures.ticket_data, None)),
    21: (_NEXT, ("type", U8, names.EXTENSION), ("data", FIELD16, "length"),
         ("", structures.extension, None)),
    22: _CIPHERTEXT,
    23: _CIPHERTEXT,
    24: (_NEXT, ("", structures.secret_key, None)),
    25: (_NEXT, ("ecc_curve", U8, names.CURVE), ("", structures.ecc_point, None)),
    26: (_NEXT, ("sakke_params", U8, names.SAKKE), ("id_scheme", U8, names.ID_SCHEME),
         ("sakke_data", FIELD16, "sakke_data_length")),
}  # fmt: skip


def payload(buf, pos, end, kind):
    """Return the dict of the checked payload of number `kind` in `buf[pos:end]`."""
    d = {"payload": names.PAYLOAD[kind]}
    fields(d, buf, pos, end, _FIELDS[kind], payload)
    return d


def _entry(buf, entry, pos, kind, index):
    # One crypto session of a map; returns (dict, where the next one starts).
    after = entry.read(buf, pos, kind, index)
    d = {"cs_id": entry.cs_id}
    if kind == header.SRTP_ID:
        d["policy_no"] = entry.policy
    else:
        put(d, "prot_type", entry.prot, names.PROT)
        d["s"] = buf[pos + 2] >> 7
        d["policies"] = entry.policies
        d["policy_no"] = list(buf[pos + 3 : pos + 3 + entry.policies])
        pos += 3 + entry.policies
        d["session_data_length"] = n = buf[pos] << 8 | buf[pos + 1]
        d["session_data"] = hexed(buf, pos + 2, pos + 2 + n)
        if entry.prot:
            entry.ssrc = entry.roc = entry.seq = -1
    if entry.ssrc >= 0:
        d["ssrc"] = hexed(buf, entry.ssrc, entry.ssrc + 4)
    if entry.roc >= 0:
        d["roc"] = int(hexed(buf, entry.roc, entry.roc + 4), 16)
    if entry.seq >= 0:
        d["seq"] = buf[entry.seq] << 8 | buf[entry.seq + 1]
    if kind == header.GENERIC_ID:
        d["spi_length"] = entry.spi_len
        d["spi"] = hexed(buf, after - entry.spi_len, after)
    return d, after


def _header(buf):
    d = {"payload": "HDR", "version": buf[0]}
    put(d, "data_type", buf[1], names.DATA_TYPE)
    put(d, "next_payload", buf[2], names.PAYLOAD)
    d["v"] = header.v_flag(buf)
    put(d, "prf_func", header.prf(buf), names.PRF)
    d["csb_id"] = hexed(buf, 4, 8)
    d["cs_count"] = count = header.count(buf)
    kind = header.map_type(buf)
    put(d, "cs_id_map_type", kind, names.CS_MAP)
    d["cs_id_map_info"] = entries = []
    if kind != header.EMPTY_MAP:
        pos = header.FIRST_ENTRY
        entry = header.Entry()
        for i in range(count):
            made, pos = _entry(buf, entry, pos, kind, i)
            entries.append(made)
    return d


def explain(buf, n):
    """Return the payloads of the message in `buf[0:n]`, HDR first, as a list of dicts.

    Raises MikeyError with the fault of `Message.scan` where the message is malformed.
    """
    message = Message()
    check(message.scan(buf, n))
    made = [_header(buf)]
    for i in range(message.count):
        made.append(payload(buf, message.starts[i], message.ends[i], message.kinds[i]))
    return made
