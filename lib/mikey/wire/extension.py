"""General Extension (RFC 3830 6.15): Next payload, Type, Length, Data."""

from mikey.port import const

TYPE = const(21)
VENDOR_ID = const(0)
SDP_IDS = const(1)
KEY_ID = const(3)  # RFC 4563 4
CSB_ID = const(4)  # RFC 4738 3.6

_DATA = const(4)


def ext_type(buf, pos):
    """Return the extension's Type."""
    return buf[pos + 1]


def data(pos):
    """Return the position of the Data, which ends where the payload ends."""
    return pos + _DATA


def write(w, kind, octets):
    """Append an extension of Type `kind`."""
    w.add16(TYPE, kind, octets)
