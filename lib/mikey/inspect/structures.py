"""Explains fields that have a structure of their own; called by `explain`.

A function adds what stands at `pos` of the checked payload that ends at `end` to the dict `d`;
`payload` explains a nested payload.
"""

from mikey.errors import TOO_LONG
from mikey.inspect import names
from mikey.inspect.fields import hexed, put
from mikey.wire import ibake, kemac, payloads, ticket
from mikey.wire.message import Message
from mikey.wire.octets import u16

_FLAGS = "DEFGHIJKLMNO"


def utc(seconds):
    """Return NTP seconds (32 bits, 1968 to 2104: RFC 6043 6.3) as "YYYY-MM-DD hh:mm:ss"."""
    if not seconds >> 31:
        seconds += 1 << 32
    day = seconds // 86400 + 693901  # since 1 March of the year 0
    second = seconds % 86400
    era = day // 146097
    day %= 146097
    year = (day - day // 1460 + day // 36524 - day // 146096) // 365
    day -= 365 * year + year // 4 - year // 100
    month = (5 * day + 2) // 153
    day -= (153 * month + 2) // 5 - 1
    month += 3 if month < 10 else -9
    year += era * 400 + (1 if month < 3 else 0)
    return "%d-%02d-%02d %02d:%02d:%02d" % (
        year, month, day, second // 3600, second // 60 % 60, second % 60)  # fmt: skip


def timestamp(d, buf, pos, end):
    """Add TS Value and its text: a date, a count, or the seconds of a rekeying interval."""
    d["ts_value"] = hexed(buf, pos, end)
    number = int(hexed(buf, pos, pos + 4), 16)
    kind = d["ts_type"]
    if kind == 2:
        d["ts_value_text"] = str(number)
    elif d.get("ts_role") == ticket.TR_REKEYING:
        d["ts_value_text"] = "%d s" % number
    else:
        d["ts_value_text"] = utc(number) + ("" if kind == 1 else " UTC")


def _kv_data(d, buf, pos, kv):
    # SPI, or the two ends of an interval (RFC 3830 6.14).
    if kv == kemac.KV_SPI:
        rows = (("spi_length", "spi"),)
    elif kv == kemac.KV_INTERVAL:
        rows = (("vf_length", "valid_from"), ("vt_length", "valid_to"))
    else:
        rows = ()
    for length, name in rows:
        d[length] = n = buf[pos]
        d[name] = hexed(buf, pos + 1, pos + 1 + n)
        pos += 1 + n
    return pos


def validity(d, buf, pos):
    """Add Reserved|KV and KV data."""
    d["reserved"] = buf[pos] >> 4
    kv = buf[pos] & 15
    put(d, "kv", kv, names.KV)
    _kv_data(d, buf, pos + 1, kv)


def dh_value(d, buf, pos, end, payload):
    """Add the fields of DH behind Next payload."""
    put(d, "dh_group", buf[pos], names.DH_GROUP)
    after = pos + 1 + payloads.size(payloads.DH, buf[pos])
    d["dh_value"] = hexed(buf, pos + 1, after)
    validity(d, buf, after)


def _key(d, buf, pos):
    # Type|KV, Key data len, Key data; returns (KV, end of Key data).
    kv = buf[pos] & 15
    put(d, "kv", kv, names.KV)
    d["key_data_len"] = n = u16(buf, pos + 1)
    d["key_data"] = hexed(buf, pos + 3, pos + 3 + n)
    return kv, pos + 3 + n


def _sub_payload_end(buf, pos, end):
    # The end of a key data sub-payload of any type, or minus a fault.
    if pos + 4 > end or buf[pos + 1] >> 4 >= len(names.KEY):
        return -1
    after = pos + 4 + u16(buf, pos + 2)
    if buf[pos + 1] >> 4 in (1, 3, 5):
        if after + 2 > end:
            return -1
        after += 2 + u16(buf, after)
    return kemac.validity_end(buf, after, end, buf[pos + 1] & 15) if after <= end else -1


def key_data(d, buf, pos, limit):
    """Add the key data sub-payloads of a KEMAC with NULL encryption, as in a Ticket Policy."""
    if d["encr_alg"] or not d["encr_data_len"]:
        return
    made = []
    follows = payloads.KEY_DATA
    while follows == payloads.KEY_DATA:
        after = _sub_payload_end(buf, pos, limit)
        if after < 0:
            return
        sub = {"next_payload": buf[pos]}
        put(sub, "type", buf[pos + 1] >> 4, names.KEY)
        kv, at = _key(sub, buf, pos + 1)
        if buf[pos + 1] >> 4 in (1, 3, 5):
            sub["salt_len"] = n = u16(buf, at)
            sub["salt_data"] = hexed(buf, at + 2, at + 2 + n)
            at += 2 + n
        _kv_data(sub, buf, at, kv)
        made.append(sub)
        follows = buf[pos]
        pos = after
    if not follows and pos == limit:
        d["key_data"] = made


def params(d, buf, pos, end):
    """Add the parameters of a security policy; a value of more than four octets is hex."""
    d["policy_param"] = made = []
    while pos < end:
        kind = buf[pos]
        n = buf[pos + 1]
        row = {}
        put(row, "type", kind, names.PARAM)
        row["length"] = n
        value = hexed(buf, pos + 2, pos + 2 + n)
        if 0 < n <= 4:
            put(row, "value", int(value, 16), names.PARAM_VALUE.get(kind))
        else:
            row["value"] = value
        made.append(row)
        pos += 2 + n


def _chain(buf, pos, end, kind, payload):
    # The payloads of a checked chain whose first one has number `kind`.
    made = []
    index = Message()
    while True:  # as many at a time as the index holds
        fault = index.scan(buf, end, pos, kind, True)
        for i in range(index.count):
            made.append(payload(buf, index.starts[i], index.ends[i], index.kinds[i]))
        if fault != TOO_LONG:
            return made
        kind = buf[index.starts[index.count - 1]]
        pos = index.ends[index.count - 1]


def ticket_policy(d, buf, pos, end, payload):
    """Add the fields of TP or TICKET behind Next payload."""
    pos -= 1
    put(d, "ticket_type", ticket.ticket_type(buf, pos), names.TICKET)
    d["subtype"] = ticket.subtype(buf, pos)
    d["version"] = ticket.version(buf, pos)
    put(d, "prf_func", ticket.prf(buf, pos), names.PRF)
    bits = ticket.flags(buf, pos)
    d["flags"] = ""
    for i in range(12):
        bit = bits >> 11 - i & 1
        d[_FLAGS[i].lower()] = bit
        if bit:
            d["flags"] += _FLAGS[i]
    d["res"] = buf[pos + 7] & 31
    at = ticket.tp_data_pos(pos)
    after = ticket.tp_data_end(buf, pos)
    d["tp_data_length"] = after - at
    put(d, "tp_first_payload", buf[at], names.PAYLOAD)
    d["tp_data"] = _chain(buf, at + 1, after, buf[at], payload)
    if end > after:
        _ticket_data(d, buf, after, end, payload)


def _ticket_data(d, buf, pos, end, payload):
    # Ticket Data and Initiator Data. A MIKEY base ticket is shown payload by payload too.
    n = u16(buf, pos)
    pos += 2
    d["ticket_data_length"] = n
    d["ticket_data"] = hexed(buf, pos, pos + n)
    after = pos + n
    if d["ticket_type"] == ticket.MIKEY_BASE_TICKET:
        if not ticket.check_base_ticket(Message(1), buf, pos, after):
            at = ticket.thdr_end(buf, pos, after)
            head = {"payload": "THDR"}
            put(head, "next_payload", buf[pos], names.PAYLOAD)
            head["thdr_data_length"] = u16(buf, pos + 1)
            head["thdr_data"] = hexed(buf, ticket.thdr_data_pos(pos), at)
            d["ticket_data_payloads"] = [head] + _chain(buf, at, after, buf[pos], payload)
    pos = after + 2
    d["initiator_data_length"] = end - pos
    d["initiator_data"] = []
    if pos < end:
        put(d, "initiator_first_payload", buf[pos], names.PAYLOAD)
        d["initiator_data"] = _chain(buf, pos + 1, end, buf[pos], payload)


def secret_key(d, buf, pos, end, payload):
    """Add the fields of SK behind Next payload."""
    put(d, "type", buf[pos] >> 4, names.SECRET_KEY)
    kv, after = _key(d, buf, pos)
    _kv_data(d, buf, after, kv)


def ecc_point(d, buf, pos, end, payload):
    """Add the fields of ECCPT behind Next payload; the padding of the point is not shown."""
    put(d, "ecc_curve", buf[pos], names.CURVE)
    d["ecc_point"] = hexed(buf, pos + 1, pos + 1 + ibake.point_size(buf[pos]))
    pos = ibake.auth_alg_pos(buf, pos - 1)
    put(d, "auth_alg", buf[pos], names.MAC)
    d["tgk_len"] = u16(buf, pos + 1)
    validity(d, buf, pos + 3)


# Readers of the payloads whose form has rules of its own: the fields behind Next payload.
READERS = {
    payloads.DH: dh_value,
    payloads.TP: ticket_policy,
    payloads.TICKET: ticket_policy,
    payloads.SK: secret_key,
    payloads.ECCPT: ecc_point,
}
