"""DH, the Diffie-Hellman data payload (RFC 3830 6.4).

Next payload, DH-Group, DH-value, Reserved|KV (1), KV data. The length of DH-value is that of the
group.
"""

from mikey.errors import BAD_DH_GROUP, BAD_KEY_DATA, TRUNCATED
from mikey.port import const
from mikey.wire.keydata import validity_end

TYPE = const(3)

_VALUE = const(2)


def size(group):
    """Return the octets of a DH-value: 192 OAKLEY 5 (0), 96 OAKLEY 1 (1), 128 OAKLEY 2 (2), else
    -1.
    """
    return (192, 96, 128)[group] if group < 3 else -1


def end(buf, pos, limit):
    """Return the end of the DH payload at `pos`, or minus a fault."""
    if pos + _VALUE > limit:
        return -TRUNCATED
    n = size(buf[pos + 1])
    if n < 0:
        return -BAD_DH_GROUP
    pos += _VALUE + n
    if pos >= limit:
        return -TRUNCATED
    pos = validity_end(buf, pos + 1, limit, buf[pos] & 15)
    return -TRUNCATED if pos == -BAD_KEY_DATA else pos


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
