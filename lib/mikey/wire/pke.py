"""PKE, the envelope data payload (RFC 3830 6.3): Next payload, C|Data len (2|14 bits), Data."""

from mikey.port import const

TYPE = const(2)


def write(w, cache, data):
    """Append PKE with the cache indicator `cache` (0..3) and the encrypted envelope key."""
    w.open(TYPE)
    w.u16(cache << 14 | len(data))
    w.octets(data)
