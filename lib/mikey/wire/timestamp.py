"""T, the timestamp payload (RFC 3830 6.6): Next payload, TS type, TS value."""

from mikey.port import const
from mikey.wire import payloads

TYPE = const(5)
NTP_UTC = const(0)
NTP = const(1)
COUNTER = const(2)

_VALUE = const(2)


def size(ts_type):
    """Return the octets of a TS value: 8 for NTP-UTC and NTP, 4 for COUNTER, else -1."""
    return payloads.size(TYPE, ts_type)


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
