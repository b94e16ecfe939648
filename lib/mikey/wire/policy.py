"""SP, the security policy payload, for SRTP (RFC 3830 6.10 and 6.10.1, RFC 4771 4.1, RFC 7714
14.3).

Next payload, Policy no, Prot type, Policy param length, {Type, Length, Value}. A parameter that is
absent has SRTP's own default.
"""

from mikey.errors import BAD_POLICY_PARAM, TRUNCATED
from mikey.port import const
from mikey.wire.octets import length16_end

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
_TYPES = const(21)
_ROC_RATE = const(13)

# The largest value of each one-octet parameter; the finer rules follow in `fault`.
#        0  1   2  3   4   5  6    7  8  9  10 11  12  13 14 15 16  17  18  19  20
_MAX = b"\x06\x20\x04\x14\x0e\x00\xff\x01\x01\x00\x01\x14\x10\x00\x04\x04\x14\x14\x18\x18\x10"


def end(buf, pos, limit):
    """Return the end of the SP payload at `pos`, or minus a fault; parameters must fill their
    field.
    """
    if pos + 3 > limit:
        return -TRUNCATED
    after = length16_end(buf, pos + 3, limit)
    if after < 0:
        return after
    pos += _DATA
    while pos < after:
        if pos + 2 > after:
            return -BAD_POLICY_PARAM
        pos += 2 + buf[pos + 1]
    return after if pos == after else -BAD_POLICY_PARAM


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


def fault(buf, pos, limit):
    """Check the SRTP parameters in `buf[pos:limit]`; return BAD_POLICY_PARAM or 0.

    Each type once, known, in its length (one octet; ROC transmission rate two, key derivation rate
    up to four), in its range; key, salt and tag lengths fit the cipher.
    """
    seen = 0
    at = pos
    while at < limit:
        kind = buf[at]
        n = buf[at + 1]
        if kind >= _TYPES or seen >> kind & 1:
            return BAD_POLICY_PARAM
        seen |= 1 << kind
        if kind == _ROC_RATE:
            if n != 2 or not (buf[at + 2] or buf[at + 3]):
                return BAD_POLICY_PARAM
        elif kind == KEY_DERIVATION_RATE:
            if not 1 <= n <= 4 or not _is_rate(buf, at + 2, n):
                return BAD_POLICY_PARAM
        elif n != 1 or buf[at + 2] > _MAX[kind]:
            return BAD_POLICY_PARAM
        at += 2 + n
    cipher = value(buf, pos, limit, ENCR_ALG, AES_CM)
    size = value(buf, pos, limit, ENCR_KEY_LEN, 16)
    salt = value(buf, pos, limit, SALT_LEN, salt_default(cipher))
    if cipher > 2 and cipher != AES_GCM:  # SEED (RFC 5669) is not here
        return BAD_POLICY_PARAM
    if size != 16 and (size != 32 or cipher == 2) and (size != 24 or cipher != AES_CM):
        return BAD_POLICY_PARAM
    if salt == 0 or salt > 14:
        return BAD_POLICY_PARAM
    if cipher == AES_GCM:
        # RFC 7714 14.3 and 15: 16-octet tags, 12-octet salt, no HMAC beside the AEAD (RFC 4771
        # RCCm3 may be).
        if size == 24 or salt != 12 or value(buf, pos, limit, AEAD_TAG_LEN, 16) != 16:
            return BAD_POLICY_PARAM
        return _BAD_GCM_AUTH[value(buf, pos, limit, AUTH_ALG, 0)]
    if seen >> AEAD_TAG_LEN & 1 and value(buf, pos, limit, AEAD_TAG_LEN, 16) != 16:
        return BAD_POLICY_PARAM
    if value(buf, pos, limit, AUTH_ALG, 1) == 1:
        # RFC 3711 4.2.1: HMAC-SHA-1 has a 160-bit key and a tag of 80 or 32 bits, never none.
        if value(buf, pos, limit, AUTH_KEY_LEN, 20) != 20 or not value(
            buf, pos, limit, TAG_LEN, 10
        ):
            return BAD_POLICY_PARAM
    return 0


_BAD_GCM_AUTH = (0, BAD_POLICY_PARAM, BAD_POLICY_PARAM, BAD_POLICY_PARAM, 0)


def salt_default(cipher):
    """Return the octets of a master salt: 14 (RFC 3711 8.2), 12 for AES-GCM (RFC 7714 8.1)."""
    return 12 if cipher == AES_GCM else 14


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
