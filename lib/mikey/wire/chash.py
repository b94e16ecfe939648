"""CHASH, the hash of the certificate used (RFC 3830 6.8): Next payload, Hash func, Hash."""

from mikey.port import const
from mikey.wire import payloads

TYPE = const(8)


def size(func):
    """Return the octets of Hash func `func`: 20 (SHA-1), 16 (MD5), 32 (SHA-256), -1 unknown."""
    return payloads.size(TYPE, func)


def write(w, func, digest):
    """Append CHASH with Hash func `func`."""
    w.open(TYPE)
    w.u8(func)
    w.octets(digest)
