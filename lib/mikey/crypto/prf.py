"""The key derivation functions: MIKEY-1 (RFC 3830 4.1.2) and PRF-HMAC-SHA-256 (RFC 6043 6.1).

Both cut the key in blocks of 256 bits; they differ in the HMAC and so in the octets of output a
round gives (20 or 32).
"""

from mikey.crypto import mac as _mac
from mikey.crypto.native import kernel
from mikey.port import const

MIKEY_1 = const(0)
HMAC_SHA256 = const(1)

_KEY_BLOCK = const(32)


def _derive(func, key, label, out):
    if func not in (MIKEY_1, HMAC_SHA256) or not len(key):
        raise ValueError
    make = _mac.maker(func + 1)
    inner = bytearray(64)
    outer = bytearray(64)
    size = len(out)
    _mac.wipe(out)
    start = 0
    total = len(key)
    while start < total:
        # RFC 3830 4.1.2: n is rounded up, so a multiple of 32 octets has no empty last block.
        _mac.pads(make, key, start, min(_KEY_BLOCK, total - start), inner, outer)
        start += _KEY_BLOCK
        a = label
        at = 0
        while at < size:
            a = _mac.keyed(make, inner, outer, (a,))
            for octet in _mac.keyed(make, inner, outer, (a, label)):
                if at < size:
                    out[at] ^= octet
                    at += 1
    _mac.wipe(inner)
    _mac.wipe(outer)


def derive(func, key, label, out):
    """Fill `out` with the output of PRF `func` on `key` and `label`.

    `func`: 0 MIKEY-1, 1 PRF-HMAC-SHA-256 (RFC 3830 6.1 "PRF func"). `key`: bytes-like, 1 octet or
    more. `label`: bytes-like. `out`: bytearray or memoryview of any length, which must not
    overlap the others. ValueError on another `func` or an empty key.
    """
    _derive(func, key, label, out)


if kernel:
    derive = kernel.prf
