"""RAND (RFC 3830 6.11): Next payload, RAND len, RAND."""

from mikey.port import const

TYPE = const(11)


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
