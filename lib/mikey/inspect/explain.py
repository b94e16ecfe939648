"""Explains a message field by field, for a person or a log; no keys are needed.

`explain` gives one dict a payload in wire order; every field is named as in its RFC in lower snake
case, octets are hex, and a number that has a word gets it beside it under its name and `_name`.
All of it is JSON. This is no hot path: modes read messages by position and never come here.
"""

from mikey.errors import check
from mikey.inspect import names, structures
from mikey.inspect.extensions import extension
from mikey.inspect.fields import hexed, octets, put
from mikey.wire import header, payloads
from mikey.wire.message import Message

_EMPTY = {"policy_param": "SRTP's defaults"}


def payload(buf, pos, end, kind):
    """Return the dict of the checked payload of number `kind` in `buf[pos:end]`."""
    row = names.PAYLOADS[kind]
    form = payloads.FORMS[kind << 1]
    how = form & payloads.HOW
    d = {"payload": row[0]}
    after = pos + (form & payloads.HEAD)
    if kind != payloads.SIGN:
        put(d, "next_payload", buf[pos], names.PAYLOAD)
        pos += 1
    if kind in structures.READERS:
        structures.READERS[kind](d, buf, pos, end, payload)
        return d
    i = 2
    width = 0 if how == payloads.FIXED else 1 if how == payloads.LENGTH8 else 2
    while pos < after - width:
        put(d, row[i][0], buf[pos], row[i][1])
        pos += 1
        i += 1
        if how == payloads.FIXED and i == len(row) - 1:  # the last fixed field has what is left
            put(d, row[i][0], int(hexed(buf, pos, after), 16), row[i][1])
            pos = after
    if width:
        n = int(hexed(buf, pos, after), 16)
        if how == payloads.MASKED:
            mask = payloads.FORMS[kind << 1 | 1] << 8 | 255
            put(d, row[i][0], n // (mask + 1), row[i][1])
            n &= mask
            i += 1
        pos = after
        after += n
        d[row[i][0]] = n
        if kind == payloads.SP:
            structures.params(d, buf, pos, after)
        else:
            octets(d, row[i][1], buf, pos, after)
        i += 1
    if form >= payloads.TYPED:
        put(d, row[i][0], buf[after], row[i][1])
        name = row[i + 1][0]
        if name == "ts_value":
            structures.timestamp(d, buf, after + 1, end)
        else:
            octets(d, name, buf, after + 1, end)
    if kind == payloads.KEMAC:
        structures.key_data(d, buf, pos, after)
    elif kind == payloads.EXTENSION:
        extension(d, buf, pos, end, payload)
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


def _row(row):
    # One policy parameter or nested payload of a list.
    name = row.get("payload")
    if name:
        return name + " " + _fill(names.template(name), row)
    kind = row.get("type_name") or "parameter %d" % row["type"]
    return "%s %s" % (kind, row.get("value_name", row["value"]))


def _word(d, name):
    value = d.get(name)
    if isinstance(value, list):
        return ", ".join([_row(row) for row in value]) or _EMPTY.get(name, "nothing")
    return str(d.get(name + "_name") or d.get(name + "_text") or value)


def _fill(template, d):
    parts = template.split("{")
    made = [parts[0]]
    for part in parts[1:]:
        name, rest = part.split("}")
        made.append(_word(d, name))
        made.append(rest)
    return "".join(made)


def one_line(d):
    """Return a line for the dict of one payload: "KEMAC  AES-CM-128, 30 octets of key data, …"."""
    name = d["payload"]
    return name + "  " + _fill(names.template(name), d)
