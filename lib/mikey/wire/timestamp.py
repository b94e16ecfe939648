"""T, the timestamp payload (RFC 3830 6.6): Next payload, TS type, TS value."""

from mikey.errors import BAD_TS_TYPE, TRUNCATED
from mikey.port import const

TYPE = const(5)
NTP_UTC = const(0)
NTP = const(1)
COUNTER = const(2)

_VALUE = const(2)


def size(ts_type):
    """Return the octets of a TS value: 8 for NTP-UTC and NTP, 4 for COUNTER, else -1."""
    if ts_type < COUNTER:
        return 8
    return 4 if ts_type == COUNTER else -1


def end(buf, pos, limit):
    """Return the end of the T payload at `pos`, or minus a fault."""
    if pos + _VALUE > limit:
        return -TRUNCATED
    n = size(buf[pos + 1])
    if n < 0:
        return -BAD_TS_TYPE
    pos += _VALUE + n
    return -TRUNCATED if pos > limit else pos


def ts_type(buf, pos):
    """Return the TS type."""
    return buf[pos + 1]


def value(pos):
    """Return the position of the TS value."""
    return pos + _VALUE


def write(w, kind, ts_value):
    """Append T with TS type `kind` and its value (8 octets, 4 for COUNTER)."""
    n = len(ts_value)
    pos = w.add(TYPE, _VALUE + n)
    if pos >= 0:
        w.buf[pos + 1] = kind
        w.put(pos + _VALUE, ts_value)
