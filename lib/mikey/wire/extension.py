"""General Extension (RFC 3830 6.15): Next payload, Type, Length, Data."""

from mikey.errors import BAD_EXTENSION, TRUNCATED
from mikey.port import const
from mikey.wire.octets import length8_end, length16_end

TYPE = const(21)
VENDOR_ID = const(0)
SDP_IDS = const(1)
KEY_ID = const(3)  # RFC 4563 4
CSB_ID = const(4)  # RFC 4738 3.6

_DATA = const(4)


def end(buf, pos, limit):
    """Return the end of the extension at `pos`, or minus a fault; key IDs are checked."""
    if pos + 2 > limit:
        return -TRUNCATED
    after = length16_end(buf, pos + 2, limit)
    if after > 0 and buf[pos + 1] == KEY_ID:
        pos += _DATA
        while pos < after:
            pos = length8_end(buf, pos + 1, after)
            if pos < 0:
                return -BAD_EXTENSION
    return after


def ext_type(buf, pos):
    """Return the extension's Type."""
    return buf[pos + 1]


def data(pos):
    """Return the position of the Data, which ends where the payload ends."""
    return pos + _DATA


def write(w, kind, octets):
    """Append an extension of Type `kind`."""
    w.add16(TYPE, kind, octets)
