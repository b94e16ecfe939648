"""PKE, the envelope data payload (RFC 3830 6.3): Next payload, C|Data len (2|14 bits), Data."""

from mikey.errors import TRUNCATED
from mikey.port import const

TYPE = const(2)


def end(buf, pos, limit):
    """Return the end of the PKE payload at `pos`, or minus a fault."""
    if pos + 3 > limit:
        return -TRUNCATED
    pos += 3 + ((buf[pos + 1] & 63) << 8 | buf[pos + 2])
    return -TRUNCATED if pos > limit else pos


def write(w, cache, data):
    """Append PKE with the cache indicator `cache` (0..3) and the encrypted envelope key."""
    w.open(TYPE)
    w.u16(cache << 14 | len(data))
    w.octets(data)
