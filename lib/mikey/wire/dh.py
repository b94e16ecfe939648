"""DH, the Diffie-Hellman data payload (RFC 3830 6.4).

Next payload, DH-Group, DH-value, Reserved|KV (1), KV data. The length of DH-value is that of the
group.
"""

from mikey.port import const
from mikey.wire import payloads

_DH = const(3)
_VALUE = const(2)


def group(buf, pos):
    """Return the DH-Group."""
    return buf[pos + 1]


def value_pos(pos):
    """Return the position of DH-value."""
    return pos + _VALUE


def validity_pos(buf, pos):
    """Return the position of the octet Reserved|KV, behind which KV data stands."""
    return pos + _VALUE + payloads.size(_DH, buf[pos + 1])


def write(w, dh_group, kv, kv_data):
    """Append DH with room for its value; return the position of the value, or -1 when full."""
    size = payloads.size(_DH, dh_group)
    pos = w.add(_DH, _VALUE + size + 1 + len(kv_data))
    if pos < 0:
        return -1
    w.buf[pos + 1] = dh_group
    pos += _VALUE
    w.buf[pos + size] = kv
    w.put(pos + size + 1, kv_data)
    return pos
