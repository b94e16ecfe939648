"""Explains the Data of a General Extension payload by its Type; called by `explain`.

RFC 3830 6.15, RFC 4563 4, RFC 4738 3.6, RFC 5410 3; 6 and 7 are of 3GPP TS 33.180 E.5 and E.6.
Data of no known shape stays the hex that it is.
"""

from mikey.inspect import names
from mikey.inspect.fields import hexed, put
from mikey.port import const
from mikey.wire import payloads
from mikey.wire.octets import length16_end, u16

_ENCRYPTED = const(0x40)  # bit of the message type of a Protected Payload
_PROTECTED = const(32)  # octets in front of its first element
_CLEAR = const(15)  # octets of key parameters without text and groups


def _sdp_ids(d, buf, pos, end, payload):
    if "data_text" in d:
        d["sdp_ids"] = d["data_text"].split(";")


def _key_ids(d, buf, pos, end, payload):
    d["key_ids"] = made = []
    while pos < end:
        row = {}
        put(row, "key_id_type", buf[pos], names.KEY_ID)
        row["key_id_length"] = n = buf[pos + 1]
        row["key_id"] = hexed(buf, pos + 2, pos + 2 + n)
        made.append(row)
        pos += 2 + n


def _csb_id(d, buf, pos, end, payload):
    if end - pos == 4:
        d["csb_id"] = d["data"]


def _oma_bcast(d, buf, pos, end, payload):
    if pos < end:
        put(d, "subtype", buf[pos], names.OMA_BCAST)


def _sakke_to_self(d, buf, pos, end, payload):
    if pos + 3 <= end and length16_end(buf, pos + 3, end) == end:
        d["payloads"] = [payload(buf, pos, end, payloads.SAKKE)]


def _number(buf, pos, n):
    return int(hexed(buf, pos, pos + n), 16)


def _protected(d, buf, pos, end):
    # Protected Payload: message type, time, payload ID, sequence, algorithm, IV, DPPK-ID, {IEI,
    # length, value}.
    elements = []
    at = pos + _PROTECTED
    while at < end:
        after = length16_end(buf, at + 1, end)
        if after < 0:
            return
        value = hexed(buf, at + 3, after)
        elements.append({"iei": buf[at], "length": after - at - 3, "value": value})
        at = after
    d["message_type"] = buf[pos]
    d["date_time"] = _number(buf, pos + 1, 5)
    d["payload_id"] = hexed(buf, pos + 6, pos + 10)
    d["sequence_number"] = buf[pos + 10]
    d["algorithm"] = buf[pos + 11]
    d["iv"] = hexed(buf, pos + 12, pos + 28)
    d["dppk_id"] = hexed(buf, pos + 28, pos + 32)
    found = names.word(names.PURPOSE, buf[pos + 28] >> 4)
    if found:
        d["dppk_id_name"] = found
    d["elements"] = elements


def _group_ids(buf, pos, end):
    # Group IDs: length, count, {IEI, length, URI}; None where they have another shape.
    if pos + 3 > end or pos + 2 + u16(buf, pos) != end:
        return None
    made = []
    count = buf[pos + 2]
    pos += 3
    for _ in range(count):
        after = length16_end(buf, pos + 1, end)
        if after < 0:
            return None
        made.append(hexed(buf, pos + 3, after))
        pos = after
    return made if pos == end else None


def _key_parameters(d, buf, pos, end, payload):
    if end - pos < _CLEAR:
        return
    if buf[pos] & _ENCRYPTED:
        if end - pos >= _PROTECTED:
            _protected(d, buf, pos, end)
        return
    at = pos + _CLEAR
    groups = []
    text = ""
    if at < end:
        after = length16_end(buf, at, end)
        if after < 0:
            return
        text = hexed(buf, at + 2, after)
        if after < end:
            groups = _group_ids(buf, after, end)
            if groups is None:
                return
    d["key_type"] = buf[pos]
    d["status"] = hexed(buf, pos + 1, pos + 5)
    d["activation_time"] = _number(buf, pos + 5, 5)
    d["expiry_time"] = _number(buf, pos + 10, 5)
    d["text"] = text
    d["group_ids"] = groups


_READERS = (None, _sdp_ids, None, _key_ids, _csb_id, _oma_bcast, _sakke_to_self, _key_parameters)


def extension(d, buf, pos, end, payload):
    """Add to `d`, which has the Type, what the Data `buf[pos:end]` says beyond its hex."""
    kind = d["type"]
    if kind < len(_READERS) and _READERS[kind]:
        _READERS[kind](d, buf, pos, end, payload)
