"""ECCSI signatures on P-256 with SHA-256 (RFC 6507): verification and key validation.

Octets in, a decision out; malformed input is a refusal, never an exception. Verification works on
public values only and takes a time that depends on them. Signing is the host's (soft.sakke).
"""

from mikey.crypto.hash import sha256
from mikey.crypto.kernel import kernel
from mikey.port import const

SIGNATURE_LEN = const(129)
POINT_LEN = const(65)
SSK_LEN = const(32)

if kernel and hasattr(kernel, "eccsi_verify"):
    _point = kernel.p256_point
    _verify = kernel.eccsi_verify
    _check = kernel.eccsi_check
else:
    from mikey.crypto.soft.p256 import eccsi_check as _check
    from mikey.crypto.soft.p256 import eccsi_verify as _verify
    from mikey.crypto.soft.p256 import p256_point as _point

_N = b"\xff\xff\xff\xff\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff"
_N += b"\xbc\xe6\xfa\xad\xa7\x17\x9e\x84\xf3\xb9\xca\xc2\xfc\x63\x25\x51"
_P = b"\xff\xff\xff\xff\0\0\0\1" + b"\0" * 12 + b"\xff" * 12
_G = (
    b"\x04\x6b\x17\xd1\xf2\xe1\x2c\x42\x47\xf8\xbc\xe6\xe5\x63\xa4\x40\xf2"
    b"\x77\x03\x7d\x81\x2d\xeb\x33\xa0\xf4\xa1\x39\x45\xd8\x98\xc2\x96"
    b"\x4f\xe3\x42\xe2\xfe\x1a\x7f\x9b\x8e\xe7\xeb\x4a\x7c\x0f\x9e\x16"
    b"\x2b\xce\x33\x57\x6b\x31\x5e\xce\xcb\xb6\x40\x68\x37\xbf\x51\xf5"
)


def point_ok(octets):
    """Return True if `octets` are 65 octets 04 || x || y of a point of P-256 (RFC 6507 3.2)."""
    return len(octets) == POINT_LEN and _point(octets)


def hash_hs(kpak, identity, pvt):
    """Return HS = hash(G || KPAK || ID || PVT), 32 octets (RFC 6507 5.1.1)."""
    h = sha256(_G)
    h.update(kpak)
    h.update(identity)
    h.update(pvt)
    return h.digest()


def hash_he(hs, r, parts):
    """Return HE = hash(HS || r || M), 32 octets, for M in `parts` (RFC 6507 5.2.1)."""
    h = sha256(hs)
    h.update(r)
    for part in parts:
        h.update(part)
    return h.digest()


def verify(kpak, identity, parts, signature):
    """Return True if `signature` is the signer's on the message (RFC 6507 5.2.2).

    `kpak`: 65 octets of the signer's KMS; `identity`: the signer's identifier, as RFC 6509 3.2
    forms it; `parts`: the buffers that make the message, hashed one after the other; `signature`:
    r || s || PVT, 129 octets. r outside 1..p-1 and s outside 1..q-1 are refused: no signer makes
    them (5.2.1).
    """
    if len(signature) != SIGNATURE_LEN or len(kpak) != POINT_LEN:
        return False
    view = memoryview(signature)
    r = bytes(view[:32])
    s = bytes(view[32:64])
    pvt = view[64:]
    if r >= _P or s >= _N or not any(r) or not any(s):
        return False
    hs = hash_hs(kpak, identity, pvt)
    he = hash_he(hs, r, parts)
    return _verify(kpak, pvt, hs, he, view[:64])


def check_ssk(kpak, identity, ssk, pvt, hs=None):
    """Return True if KPAK = [SSK]G - [HS]PVT for a key pair just received (RFC 6507 5.1.2).

    `kpak`, `pvt`: 65 octets; `ssk`: 32 octets. HS is left in `hs`, a bytearray of 32 octets, when
    one is given: the RFC wants it kept beside the SSK.
    """
    if len(kpak) != POINT_LEN or len(pvt) != POINT_LEN or len(ssk) != SSK_LEN:
        return False
    digest = hash_hs(kpak, identity, pvt)
    if hs is not None:
        hs[:] = digest
    return _check(kpak, pvt, digest, ssk)
