"""HMAC, the PRFs of MIKEY and operations on octets, in Python.

The faces `hash`, `kdf` and `aes` say what the arguments are.
"""

from hashlib import sha256

from mikey.port import const

try:
    from hashlib import sha1
except ImportError:
    from mikey.crypto.soft.sha1 import sha1

_BLOCK = const(64)
_KEY_BLOCK = const(32)


def maker(alg):
    """Return the hash constructor under HMAC algorithm `alg` (1 or 2)."""
    return sha1 if alg == 1 else sha256


def pads(make, key, start, n, inner, outer):
    """Fill the 64-octet pads of RFC 2104 from the `n` octets of `key` at `start`.

    `make` is the hash constructor; a key longer than a block is hashed first.
    """
    if n > _BLOCK:
        h = make()
        h.update(memoryview(key)[start : start + n])
        key = h.digest()
        start = 0
        n = len(key)
    for i in range(_BLOCK):
        k = key[start + i] if i < n else 0
        inner[i] = k ^ 0x36
        outer[i] = k ^ 0x5C


def keyed(make, inner, outer, parts):
    """Return the HMAC (bytes) of the concatenated `parts` under pads made by `pads`."""
    h = make(inner)
    for part in parts:
        h.update(part)
    outside = make(outer)
    outside.update(h.digest())
    return outside.digest()


def mac(alg, key, parts, out):
    """Write the HMAC of `alg` over `parts` into `out`."""
    n = 20 if alg == 1 else 32
    if alg not in (1, 2) or len(out) < n:
        raise ValueError
    inner = bytearray(_BLOCK)
    outer = bytearray(_BLOCK)
    make = maker(alg)
    pads(make, key, 0, len(key), inner, outer)
    out[0:n] = keyed(make, inner, outer, parts)
    wipe(inner)
    wipe(outer)


def equal(a, a_off, b, b_off, n):
    """Return True if `n` octets of the two buffers agree."""
    if a_off < 0 or b_off < 0 or n < 0 or a_off + n > len(a) or b_off + n > len(b):
        raise ValueError
    difference = 0
    for i in range(n):
        difference |= a[a_off + i] ^ b[b_off + i]
    return difference == 0


def wipe(buf):
    """Set every octet of `buf` to zero."""
    for i in range(len(buf)):
        buf[i] = 0


def xor(buf, start, mask, n):
    """Add the first `n` octets of `mask` into `buf` at `start`, bit by bit."""
    for i in range(n):
        buf[start + i] ^= mask[i]


def derive(func, key, label, out):
    """Fill `out` with the output of PRF `func` on `key` and `label`."""
    if func not in (0, 1) or not len(key):
        raise ValueError
    make = maker(func + 1)
    inner = bytearray(64)
    outer = bytearray(64)
    size = len(out)
    wipe(out)
    start = 0
    total = len(key)
    while start < total:
        # RFC 3830 4.1.2: n is rounded up, so a multiple of 32 octets has no empty last block.
        pads(make, key, start, min(_KEY_BLOCK, total - start), inner, outer)
        start += _KEY_BLOCK
        a = label
        at = 0
        while at < size:
            a = keyed(make, inner, outer, (a,))
            for octet in keyed(make, inner, outer, (a, label)):
                if at < size:
                    out[at] ^= octet
                    at += 1
    wipe(inner)
    wipe(outer)
