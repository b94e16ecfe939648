"""ERR (RFC 3830 6.12): Next payload, Error no, Reserved (2)."""

from mikey.port import const

TYPE = const(12)


def number(buf, pos):
    """Return the error number (RFC 3830 table 6.12 and later)."""
    return buf[pos + 1]


def write(w, error_no):
    """Append ERR with `error_no`."""
    w.open(TYPE)
    w.u8(error_no)
    w.u16(0)
