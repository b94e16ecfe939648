"""SP, the security policy payload, for SRTP (RFC 3830 6.10 and 6.10.1, RFC 4771 4.1, RFC 7714
14.3).

Next payload, Policy no, Prot type, Policy param length, {Type, Length, Value}. A parameter that is
absent has SRTP's own default.
"""

from mikey.errors import BAD_POLICY_PARAM
from mikey.port import const

TYPE = const(10)
SRTP = const(0)

# Parameter types.
ENCR_ALG = const(0)
ENCR_KEY_LEN = const(1)
AUTH_ALG = const(2)
AUTH_KEY_LEN = const(3)
SALT_LEN = const(4)
PRF = const(5)
KEY_DERIVATION_RATE = const(6)
SRTP_ENCR = const(7)
SRTCP_ENCR = const(8)
FEC_ORDER = const(9)
SRTP_AUTH = const(10)
TAG_LEN = const(11)
PREFIX_LEN = const(12)
ROC_RATE = const(13)
AEAD_TAG_LEN = const(20)

AES_CM = const(1)
AES_GCM = const(6)

_DATA = const(5)
_AES_GCM = const(6)
_ENCR_KEY_LEN = const(1)
_AUTH_ALG = const(2)
_AUTH_KEY_LEN = const(3)
_SALT_LEN = const(4)
_KEY_DERIVATION_RATE = const(6)
_TAG_LEN = const(11)
_AEAD_TAG_LEN = const(20)
_TYPES = const(21)
_ROC_RATE = const(13)

# The largest value of each one-octet parameter; the finer rules follow in `fault`.
#        0  1   2  3   4   5  6    7  8  9  10 11  12  13 14 15 16  17  18  19  20
_MAX = b"\x06\x20\x04\x14\x0e\x00\xff\x01\x01\x00\x01\x14\x10\x00\x04\x04\x14\x14\x18\x18\x10"


def number(buf, pos):
    """Return the Policy no."""
    return buf[pos + 1]


def prot_type(buf, pos):
    """Return the Prot type (0 = SRTP)."""
    return buf[pos + 2]


def params(pos):
    """Return the position of the parameters, which end where the payload ends."""
    return pos + _DATA


def value(buf, pos, limit, kind, default):
    """Return the value of parameter `kind` in `buf[pos:limit]` (int), or `default` where it is
    absent.
    """
    while pos < limit:
        n = buf[pos + 1]
        if buf[pos] == kind:
            number = 0
            for i in range(pos + 2, pos + 2 + n):
                number = number << 8 | buf[i]
            return number
        pos += 2 + n
    return default


# What `read` found: the value of each one-octet parameter, SRTP's default where it is absent.
#                   0   1   2   3   4   5  6  7  8  9 10 11  12 13 14 15 16  17  18  19  20
_DEFAULTS = b"\x01\x10\x01\x14\x0e\x00\x00\x01\x01\x00\x01\x0a\x00\x01\x01\x01\x14\x14\x0a\x0a\x10"
values = bytearray(_DEFAULTS)


def read(buf, pos, limit):
    """Read the SRTP parameters in `buf[pos:limit]` into `values`; return BAD_POLICY_PARAM or 0.

    Each type once, known, in its length (one octet; ROC transmission rate two, key derivation rate
    up to four) and its range. ROC transmission rate and key derivation rate are checked, not kept.
    """
    values[:] = _DEFAULTS
    seen = 0
    while pos < limit:
        kind = buf[pos]
        n = buf[pos + 1]
        if kind >= _TYPES or seen >> kind & 1:
            return BAD_POLICY_PARAM
        seen |= 1 << kind
        if kind == _ROC_RATE:
            if n != 2 or not (buf[pos + 2] or buf[pos + 3]):
                return BAD_POLICY_PARAM
        elif kind == _KEY_DERIVATION_RATE:
            if not 1 <= n <= 4 or not _is_rate(buf, pos + 2, n):
                return BAD_POLICY_PARAM
        elif n != 1 or buf[pos + 2] > _MAX[kind]:
            return BAD_POLICY_PARAM
        else:
            values[kind] = buf[pos + 2]
        pos += 2 + n
    if values[0] == _AES_GCM:
        if not seen >> _SALT_LEN & 1:
            values[_SALT_LEN] = 12
        if not seen >> _AUTH_ALG & 1:
            values[_AUTH_ALG] = 0
    return 0


def lengths(params):
    """Return (key octets, salt octets) of checked SRTP parameters (RFC 3711 8.2, RFC 7714 8.1)."""
    size = 16
    salt = pos = 0
    default = 14
    limit = len(params)
    while pos < limit:
        kind = params[pos]
        if kind == _SALT_LEN:
            salt = params[pos + 2]
        elif kind == _ENCR_KEY_LEN:
            size = params[pos + 2]
        elif kind == 0 and params[pos + 2] == _AES_GCM:
            default = 12
        pos += 2 + params[pos + 1]
    return size, salt or default


def fault(buf, pos, limit):
    """Check the SRTP parameters in `buf[pos:limit]`; return BAD_POLICY_PARAM or 0.

    Beyond `read`: key, salt and tag lengths fit the cipher and the authentication algorithm.
    """
    if read(buf, pos, limit):
        return BAD_POLICY_PARAM
    cipher = values[0]
    size = values[1]
    salt = values[_SALT_LEN]
    if cipher > 2 and cipher != _AES_GCM:  # SEED (RFC 5669) is not here
        return BAD_POLICY_PARAM
    if size != 16 and (size != 32 or cipher == 2) and (size != 24 or cipher != AES_CM):
        return BAD_POLICY_PARAM
    # RFC 7714 14.3: AEAD tags have 16 octets.
    if salt == 0 or salt > 14 or values[_AEAD_TAG_LEN] != 16:
        return BAD_POLICY_PARAM
    auth = values[_AUTH_ALG]
    if cipher == _AES_GCM:
        # RFC 7714 8.1: a salt of 12 octets; no HMAC beside the AEAD, but RCCm3 may be (RFC 4771).
        return 0 if size != 24 and salt == 12 and (auth == 0 or auth == 4) else BAD_POLICY_PARAM
    # RFC 3711 4.2.1: HMAC-SHA-1 has a 160-bit key and a tag, never none.
    if auth == 1 and (values[_AUTH_KEY_LEN] != 20 or not values[_TAG_LEN]):
        return BAD_POLICY_PARAM
    return 0


def _is_rate(buf, pos, n):
    """Tell whether the number is 0 or a power of two up to 2^24 (RFC 3711 4.3.1)."""
    ones = 0
    for i in range(n):
        octet = buf[pos + i]
        if octet and (n - i > 4 or (n - i == 4 and octet != 1)):
            return False
        ones += 0 if octet == 0 else 1 if octet & (octet - 1) == 0 else 2
    return ones < 2


def write(w, policy_no, prot, octets):
    """Append SP with the parameters already encoded as type, length, value."""
    w.open(TYPE)
    w.u8(policy_no)
    w.u8(prot)
    w.field16(octets)
