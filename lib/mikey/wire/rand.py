"""RAND (RFC 3830 6.11): Next payload, RAND len, RAND."""

from mikey.errors import BAD_RAND, TRUNCATED
from mikey.port import const

TYPE = const(11)


def end(buf, pos, limit):
    """Return the end of the RAND payload at `pos`, or minus a fault. An empty RAND is refused."""
    if pos + 2 > limit:
        return -TRUNCATED
    if not buf[pos + 1]:
        return -BAD_RAND
    pos += 2 + buf[pos + 1]
    return -TRUNCATED if pos > limit else pos


def value(pos):
    """Return the position of the RAND octets."""
    return pos + 2


def write(w, data):
    """Append RAND (1 to 255 octets; 16 are recommended)."""
    n = len(data)
    pos = w.add(TYPE, 2 + n)
    if pos >= 0:
        w.buf[pos + 1] = n
        w.put(pos + 2, data)
