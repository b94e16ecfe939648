"""DH, the Diffie-Hellman data payload (RFC 3830 6.4).

Next payload, DH-Group, DH-value, Reserved|KV (1), KV data. The length of DH-value is that of the
group.
"""

from mikey.port import const
from mikey.wire import payloads

TYPE = const(3)

_VALUE = const(2)


def size(group):
    """Return the octets of a DH-value: 192 OAKLEY 5 (0), 96 OAKLEY 1 (1), 128 OAKLEY 2 (2), else
    -1.
    """
    return payloads.size(TYPE, group)


def group(buf, pos):
    """Return the DH-Group."""
    return buf[pos + 1]


def value(pos):
    """Return the position of DH-value."""
    return pos + _VALUE


def validity(buf, pos):
    """Return the position of the octet Reserved|KV, behind which KV data stands."""
    return pos + _VALUE + size(buf[pos + 1])


def write(w, dh_group, kv, kv_data):
    """Append DH with room for its value; return the position of the value, or -1 when full."""
    w.open(TYPE)
    w.u8(dh_group)
    pos = w.reserve(size(dh_group))
    w.u8(kv)
    w.octets(kv_data)
    return -1 if w.full else pos
