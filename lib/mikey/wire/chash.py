"""CHASH, the hash of the certificate used (RFC 3830 6.8): Next payload, Hash func, Hash."""

from mikey.errors import BAD_PAYLOAD, TRUNCATED
from mikey.port import const

TYPE = const(8)


def size(func):
    """Return the octets of Hash func `func`: 20 (SHA-1), 16 (MD5), 32 (SHA-256), -1 unknown."""
    return (20, 16, 32)[func] if func < 3 else -1


def end(buf, pos, limit):
    """Return the end of the CHASH payload at `pos`, or minus a fault."""
    if pos + 2 > limit:
        return -TRUNCATED
    n = size(buf[pos + 1])
    if n < 0:
        return -BAD_PAYLOAD
    pos += 2 + n
    return -TRUNCATED if pos > limit else pos


def write(w, func, digest):
    """Append CHASH with Hash func `func`."""
    w.open(TYPE)
    w.u8(func)
    w.octets(digest)
