"""IBAKE (22), ESK (23), SK (24) and ECCPT (25): the payloads of MIKEY-IBAKE (RFC 6267 6.1).

IBAKE and ESK stand in messages and carry ciphertext. SK and ECCPT are their plaintext:
sub-payloads that never stand in clear.
"""

from mikey.errors import BAD_KEY_DATA, BAD_KEY_TYPE, BAD_PAYLOAD, TRUNCATED
from mikey.port import const
from mikey.wire.kemac import validity_end
from mikey.wire.octets import is_zero, length16_end, u16

SK = const(24)
ECCPT = const(25)

SECRET_KEY = const(1)  # the one Secret Key Type (table 6)
P192 = const(1)
P224 = const(5)
P256 = const(8)
P384 = const(11)
P521 = const(14)

_KEY = const(4)
_POINT = const(2)
_UNCOMPRESSED = const(4)
_AFTER_POINT = const(4)  # Auth alg, TGK len, Reserved|KV

# Octets of a field element of curves 1 to 16 (table 5).
_FIELD = b"\x18\x15\x15\x15\x1c\x1e\x1e\x20\x24\x24\x30\x34\x34\x42\x48\x48"


def inner_end(buf, pos, limit, kind):
    """Return the end of the SK or ECCPT sub-payload (`kind`) at `pos`, or minus a fault."""
    return sk_end(buf, pos, limit) if kind == SK else eccpt_end(buf, pos, limit)


def sk_end(buf, pos, limit):
    """Return the end of the SK sub-payload at `pos`, or minus a fault."""
    if pos + _KEY > limit:
        return -TRUNCATED
    if buf[pos + 1] >> 4 != SECRET_KEY:
        return -BAD_KEY_TYPE
    after = length16_end(buf, pos + 2, limit)
    return after if after < 0 else validity_end(buf, after, limit, buf[pos + 1] & 15)


def key_pos(pos):
    """Return the position of the Key data of SK."""
    return pos + _KEY


def key_end(buf, pos):
    """Return the end of the Key data of SK, where its KV data begins."""
    return pos + _KEY + u16(buf, pos + 2)


def point_size(curve):
    """Return the octets of an uncompressed point of `curve` (decision A15), -1 if unknown."""
    return 1 + 2 * _FIELD[curve - 1] if 0 < curve <= len(_FIELD) else -1


def _padding(size):
    # The point ends on a 32-bit boundary counted from the start of the sub-payload (decision A15).
    return -(_POINT + size) & 3


def eccpt_end(buf, pos, limit):
    """Return the end of the ECCPT sub-payload at `pos`, or minus a fault; padding must be zero."""
    if pos + _POINT > limit:
        return -TRUNCATED
    size = point_size(buf[pos + 1])
    if size < 0:
        return -BAD_PAYLOAD
    pos += _POINT
    pad = _padding(size)
    if pos + size + pad + _AFTER_POINT > limit:
        return -TRUNCATED
    if buf[pos] != _UNCOMPRESSED or not is_zero(buf, pos + size, pad):
        return -BAD_KEY_DATA
    pos += size + pad + _AFTER_POINT
    return validity_end(buf, pos, limit, buf[pos - 1] & 15)


def curve(buf, pos):
    """Return the ECC curve of ECCPT."""
    return buf[pos + 1]


def point_pos(pos):
    """Return the position of the ECC point (`point_size` octets)."""
    return pos + _POINT


def auth_alg_pos(buf, pos):
    """Return the position of Auth alg; TGK len (2), Reserved|KV (1), KV data follow."""
    size = point_size(buf[pos + 1])
    return pos + _POINT + size + _padding(size)


def write_sk(w, octets, kv, kv_data):
    """Append SK with the secret key `octets` and its validity (`kv_data` b"" for KV null)."""
    w.begin(SK)
    w.u8(SECRET_KEY << 4 | kv)
    w.field16(octets)
    w.octets(kv_data)


def write_eccpt(w, ecc_curve, octets, auth_alg, tgk_len, kv, kv_data):
    """Append ECCPT with an uncompressed point; IBAKE ignores `auth_alg` and `tgk_len`."""
    w.begin(ECCPT)
    w.u8(ecc_curve)
    w.octets(octets)
    w.octets(b"\x00\x00\x00"[: _padding(len(octets))])
    w.u8(auth_alg)
    w.u16(tgk_len)
    w.u8(kv)
    w.octets(kv_data)
