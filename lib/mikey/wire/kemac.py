"""KEMAC, the key data transport payload, and the key data inside (RFC 3830 6.2, 6.13, 6.14; RFC
6043 6.2).

KEMAC: Next payload, Encr alg, Encr data len, Encr data, Mac alg, MAC. Decrypted, Encr data is key
data sub-payloads: Next payload, Type|KV, Key data len, Key data, [Salt len, Salt data], [KV data].
KV data also ends a DH payload (RFC 3830 6.4).
"""

from mikey.errors import BAD_KEY_DATA, BAD_KEY_TYPE
from mikey.port import const
from mikey.wire import payloads

ENCR_NULL = const(0)
AES_CM_128 = const(1)
AES_KW_128 = const(2)
AES_CM_256 = const(3)

MAC_NULL = const(0)
HMAC_SHA1_160 = const(1)
HMAC_SHA256_256 = const(2)

TGK = const(0)
TGK_SALT = const(1)
TEK = const(2)
TEK_SALT = const(3)

KV_NULL = const(0)
KV_SPI = const(1)
KV_INTERVAL = const(2)

_KEMAC = const(1)
_DATA = const(4)
_KEY_DATA = const(20)


def encr_alg(buf, pos):
    """Return the Encr alg."""
    return buf[pos + 1]


def data_pos(pos):
    """Return the position of Encr data."""
    return pos + _DATA


def data_end(buf, pos):
    """Return the end of Encr data, which is the position of Mac alg."""
    return pos + _DATA + (buf[pos + 2] << 8 | buf[pos + 3])


def write(w, alg, size, mac_alg):
    """Append KEMAC with room for `size` octets of Encr data and for the MAC, both to be filled in.

    Returns the position of Encr data, or -1 when the buffer is full.
    """
    pos = w.add(_KEMAC, _DATA + size + 1 + payloads.size(_KEMAC, mac_alg))
    if pos < 0:
        return -1
    w.buf[pos + 1] = alg
    w.buf[pos + 2] = size >> 8
    w.buf[pos + 3] = size & 255
    w.buf[pos + _DATA + size] = mac_alg
    return pos + _DATA


def validity_end(buf, pos, limit, kv):
    """Return the end of the KV data of type `kv` at `pos`, or -BAD_KEY_DATA."""
    if kv == KV_NULL:
        return pos
    if kv > KV_INTERVAL:
        return -BAD_KEY_DATA
    for _ in range(kv):  # one field for an SPI, two for an interval
        if pos >= limit:
            return -BAD_KEY_DATA
        pos += 1 + buf[pos]
        if pos > limit:
            return -BAD_KEY_DATA
    return pos


class KeyData:
    """One sub-payload: `kind`, `key`/`key_end`, `salt`/`salt_end` (-1 without), `kv`, `kv_pos`,
    `kv_end`.

    Positions point into the decrypted Encr data.
    """

    def __init__(self):
        self.kind = self.kv = 0
        self.key = self.key_end = self.salt = self.salt_end = self.kv_pos = self.kv_end = -1

    def read(self, buf, pos, limit):
        """Read the sub-payload at `pos`; return its end or minus a fault.

        Its Next payload field is Key data where another one follows within `limit`, else Last.
        """
        if pos + 4 > limit:
            return -BAD_KEY_DATA
        follows = buf[pos]
        self.kind = buf[pos + 1] >> 4
        self.kv = buf[pos + 1] & 15
        if self.kind > TEK_SALT:
            return -BAD_KEY_TYPE
        self.key = pos + 4
        self.key_end = pos = pos + 4 + (buf[pos + 2] << 8 | buf[pos + 3])
        if pos > limit or pos == self.key:
            return -BAD_KEY_DATA
        self.salt = self.salt_end = -1
        if self.kind & 1:
            if pos + 2 > limit:
                return -BAD_KEY_DATA
            self.salt = pos + 2
            self.salt_end = pos = pos + 2 + (buf[pos] << 8 | buf[pos + 1])
            if pos > limit:
                return -BAD_KEY_DATA
        self.kv_pos = pos
        self.kv_end = pos = validity_end(buf, pos, limit, self.kv)
        if pos < 0:
            return pos
        if follows != (_KEY_DATA if pos < limit else 0):
            return -BAD_KEY_DATA
        return pos


def key_data_size(key, salt, kv_data):
    """Return the octets that `put_key_data` writes (`salt` None without one)."""
    return 4 + len(key) + (0 if salt is None else 2 + len(salt)) + len(kv_data)


def put_key_data(buf, pos, more, kind, key, salt, kv, kv_data):
    """Write a sub-payload into `buf` at `pos` and return its end.

    `more` is True where another one follows; `salt` is None without one; `kv_data` is the SPI or
    the interval with its lengths (b"" for KV null).
    """
    buf[pos] = _KEY_DATA if more else 0
    buf[pos + 1] = kind << 4 | kv
    buf[pos + 2] = len(key) >> 8
    buf[pos + 3] = len(key) & 255
    pos += 4
    buf[pos : pos + len(key)] = key
    pos += len(key)
    if salt is not None:
        buf[pos] = len(salt) >> 8
        buf[pos + 1] = len(salt) & 255
        pos += 2
        buf[pos : pos + len(salt)] = salt
        pos += len(salt)
    buf[pos : pos + len(kv_data)] = kv_data
    return pos + len(kv_data)
