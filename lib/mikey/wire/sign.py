"""SIGN, the signature payload (RFC 3830 6.5): S type (4 bits), Signature len (12), Signature.

It has no Next payload field and is always the last payload. S type 2 is ECCSI (RFC 6509 4.3).
"""

from mikey.port import const

TYPE = const(4)
RSA_PKCS1 = const(0)
RSA_PSS = const(1)
ECCSI = const(2)

_DATA = const(2)


def s_type(buf, pos):
    """Return the S type."""
    return buf[pos] >> 4


def data(pos):
    """Return the position of the signature, which ends where the message ends."""
    return pos + _DATA


def write(w, kind, size):
    """Append SIGN with room for a signature of `size` octets; return its position, or -1 when
    full.
    """
    w.open_last(TYPE)
    w.u16(kind << 12 | size)
    pos = w.reserve(size)
    return -1 if w.full else pos
