"""SP, the security policy payload, for SRTP (RFC 3830 6.10 and 6.10.1, RFC 4771 4.1, RFC 7714
14.3).

Next payload, Policy no, Prot type, Policy param length, {Type, Length, Value}. A parameter that is
absent has SRTP's own default.
"""

from mikey.errors import BAD_POLICY_PARAM
from mikey.port import const

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

_TYPES = const(21)

# The largest value of each one-octet parameter; the finer rules follow in `check`.
#        0  1   2  3   4   5  6    7  8  9  10 11  12  13 14 15 16  17  18  19  20
_MAX = b"\x06\x20\x04\x14\x0e\x00\xff\x01\x01\x00\x01\x14\x10\x00\x04\x04\x14\x14\x18\x18\x10"


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


def lengths(params):
    """Return (key octets, salt octets) of checked SRTP parameters (RFC 3711 8.2, RFC 7714 8.1)."""
    size = 16
    salt = pos = 0
    default = 14
    limit = len(params)
    while pos < limit:
        kind = params[pos]
        if kind == SALT_LEN:
            salt = params[pos + 2]
        elif kind == ENCR_KEY_LEN:
            size = params[pos + 2]
        elif kind == ENCR_ALG and params[pos + 2] == AES_GCM:
            default = 12
        pos += 2 + params[pos + 1]
    return size, salt or default


def check(buf, pos, limit):
    """Check the SRTP parameters in `buf[pos:limit]`; return BAD_POLICY_PARAM or 0.

    Each type once, known, in its length (one octet; ROC transmission rate two, key derivation rate
    up to four) and its range; key, salt and tag lengths fit the cipher and the authentication
    algorithm.
    """
    most = _MAX
    seen = 0
    cipher = auth = 1
    size = 16
    auth_size = 20
    salt = 14
    tag = 10
    while pos + 1 < limit:
        kind = buf[pos]
        n = buf[pos + 1]
        after = pos + 2 + n
        if after > limit or kind >= _TYPES or seen >> kind & 1:
            return BAD_POLICY_PARAM
        seen |= 1 << kind
        if n == 1 and kind != KEY_DERIVATION_RATE:
            number = buf[pos + 2]
            if number > most[kind] or kind == ROC_RATE:
                return BAD_POLICY_PARAM
            if kind == ENCR_ALG:
                cipher = number
            elif kind == ENCR_KEY_LEN:
                size = number
            elif kind == AUTH_ALG:
                auth = number
            elif kind == AUTH_KEY_LEN:
                auth_size = number
            elif kind == SALT_LEN:
                salt = number
            elif kind == TAG_LEN:
                tag = number
            elif kind == AEAD_TAG_LEN and number != 16:  # RFC 7714 14.3
                return BAD_POLICY_PARAM
        elif kind == ROC_RATE:
            if n != 2 or not (buf[pos + 2] or buf[pos + 3]):
                return BAD_POLICY_PARAM
        elif kind != KEY_DERIVATION_RATE or not 1 <= n <= 4 or not _is_rate(buf, pos + 2, n):
            return BAD_POLICY_PARAM
        pos = after
    if pos != limit:
        return BAD_POLICY_PARAM
    if cipher > 2 and cipher != AES_GCM:  # SEED (RFC 5669) is not here
        return BAD_POLICY_PARAM
    if size != 16 and (size != 32 or cipher == 2) and (size != 24 or cipher != AES_CM):
        return BAD_POLICY_PARAM
    if cipher == AES_GCM:
        # RFC 7714 8.1: a salt of 12 octets; no HMAC beside the AEAD, but RCCm3 may be (RFC 4771).
        if not seen >> SALT_LEN & 1:
            salt = 12
        if not seen >> AUTH_ALG & 1:
            auth = 0
        return 0 if size != 24 and salt == 12 and (auth == 0 or auth == 4) else BAD_POLICY_PARAM
    # RFC 3711 4.2.1: HMAC-SHA-1 has a 160-bit key and a tag, never none.
    if auth == 1 and (auth_size != 20 or not tag):
        return BAD_POLICY_PARAM
    return 0 if 0 < salt <= 14 else BAD_POLICY_PARAM


def _is_rate(buf, pos, n):
    """Return True if the number is 0 or a power of two up to 2^24 (RFC 3711 4.3.1)."""
    ones = 0
    for i in range(n):
        octet = buf[pos + i]
        if octet and (n - i > 4 or (n - i == 4 and octet != 1)):
            return False
        ones += 0 if octet == 0 else 1 if octet & (octet - 1) == 0 else 2
    return ones < 2
