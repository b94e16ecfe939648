"""ID (RFC 3830 6.7): Next payload, ID Type, ID len, ID Data."""

from mikey.port import const

TYPE = const(6)
NAI = const(0)
URI = const(1)
OCTETS = const(2)  # RFC 6043 6.6

_DATA = const(4)


def id_type(buf, pos):
    """Return the ID Type."""
    return buf[pos + 1]


def data(pos):
    """Return the position of ID Data, which ends where the payload ends."""
    return pos + _DATA


def write(w, kind, octets):
    """Append ID of ID Type `kind`."""
    w.add16(TYPE, kind, octets)
