"""KEMAC, the key data transport payload (RFC 3830 6.2, RFC 6043 6.2).

Next payload, Encr alg, Encr data len, Encr data, Mac alg, MAC.
"""

from mikey.port import const
from mikey.wire import payloads

TYPE = const(1)

ENCR_NULL = const(0)
AES_CM_128 = const(1)
AES_KW_128 = const(2)
AES_CM_256 = const(3)

MAC_NULL = const(0)
HMAC_SHA1_160 = const(1)
HMAC_SHA256_256 = const(2)

_DATA = const(4)


def mac_size(alg):
    """Return the octets of a MAC: 0 NULL, 20 HMAC-SHA-1-160, 32 HMAC-SHA-256-256, -1 unknown."""
    return payloads.size(TYPE, alg)


def encr_alg(buf, pos):
    """Return the Encr alg."""
    return buf[pos + 1]


def data(pos):
    """Return the position of Encr data."""
    return pos + _DATA


def data_end(buf, pos):
    """Return the end of Encr data, which is the position of Mac alg."""
    return pos + _DATA + (buf[pos + 2] << 8 | buf[pos + 3])


def write(w, alg, size, mac_alg):
    """Append KEMAC with room for `size` octets of Encr data and for the MAC, both to be filled in.

    Returns the position of Encr data, or -1 when the buffer is full.
    """
    pos = w.add(TYPE, _DATA + size + 1 + mac_size(mac_alg))
    if pos < 0:
        return -1
    w.buf[pos + 1] = alg
    w.buf[pos + 2] = size >> 8
    w.buf[pos + 3] = size & 255
    w.buf[pos + _DATA + size] = mac_alg
    return pos + _DATA
