"""The reader behind `explain`: a table of field kinds walked over one payload."""

from binascii import hexlify

from mikey.inspect import names
from mikey.port import const

U8 = const(1)
U16 = const(2)
FIELD8 = const(3)  # an 8-bit length and that many octets
FIELD16 = const(4)  # a 16-bit length and that many octets
REST = const(5)  # what is left of the payload


def hexed(buf, pos, end):
    """Return `buf[pos:end]` as lower-case hex (str)."""
    return hexlify(bytes(buf[pos:end])).decode()


def text(buf, pos, end):
    """Return `buf[pos:end]` as str where it is printable ASCII, None otherwise or when empty."""
    for i in range(pos, end):
        if not 32 <= buf[i] < 127:
            return None
    return bytes(buf[pos:end]).decode() if pos < end else None


def put(d, name, number, words):
    """Set `name` in `d` to `number`, and its word beside it where it has one."""
    d[name] = number
    found = names.word(words, number) if words else None
    if found:
        d[name + "_name"] = found


def octets(d, name, buf, pos, end):
    """Set `name` in `d` to the hex of `buf[pos:end]`, with its text beside it where it is one."""
    d[name] = hexed(buf, pos, end)
    if name in ("id_data", "cert_data", "data"):
        found = text(buf, pos, end)
        if found:
            d[name + "_text"] = found


def fields(d, buf, pos, end, layout, payload):
    """Read the fields of `layout` from the checked payload `buf[pos:end]` into `d`.

    `layout` holds (name, kind, names or name of the length). A function as the kind is called with
    (d, buf, pos, end, payload) and returns where the next field stands; `payload` explains a
    nested payload.
    """
    for name, kind, extra in layout:
        if kind == U8:
            put(d, name, buf[pos], extra)
            pos += 1
        elif kind == U16:
            put(d, name, buf[pos] << 8 | buf[pos + 1], extra)
            pos += 2
        elif kind == REST:
            octets(d, name, buf, pos, end)
            pos = end
        elif kind == FIELD8 or kind == FIELD16:
            n = buf[pos]
            pos += 1
            if kind == FIELD16:
                n = n << 8 | buf[pos]
                pos += 1
            d[extra] = n
            octets(d, name, buf, pos, pos + n)
            pos += n
        else:
            pos = kind(d, buf, pos, end, payload)
