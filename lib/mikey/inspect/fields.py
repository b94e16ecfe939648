"""Shows one field of a payload: a number and its word, octets and their text."""

from binascii import hexlify

from mikey.inspect import names


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
