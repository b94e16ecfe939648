"""V, the verification message payload (RFC 3830 6.9): Next payload, Auth alg, Ver data."""

from mikey.port import const
from mikey.wire.kemac import mac_size

TYPE = const(9)


def auth_alg(buf, pos):
    """Return the Auth alg, a MAC alg of RFC 3830 table 6.2.b."""
    return buf[pos + 1]


def data(pos):
    """Return the position of Ver data."""
    return pos + 2


def write(w, alg):
    """Append V with room for its MAC; return the position of the MAC, or -1 when full."""
    pos = w.add(TYPE, 2 + mac_size(alg))
    if pos < 0:
        return -1
    w.buf[pos + 1] = alg
    return pos + 2
