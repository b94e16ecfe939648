"""HMAC (RFC 2104) under the numbers of MIKEY's MAC algorithms, constant-time comparison, wiping.

MAC algorithms: 0 NULL, 1 HMAC-SHA-1-160 (RFC 3830 6.2), 2 HMAC-SHA-256-256 (RFC 6043 6.2). With
the native kernel a MAC is one call that allocates nothing.
"""

from mikey.crypto import hash as _hash
from mikey.crypto.native import kernel
from mikey.port import const

NULL = const(0)
HMAC_SHA1 = const(1)
HMAC_SHA256 = const(2)

_BLOCK = const(64)


def length(alg):
    """Return the octets of a MAC of `alg` (int): 0 for NULL, 20, 32, or -1 for an unknown one."""
    if alg == HMAC_SHA1:
        return 20
    if alg == HMAC_SHA256:
        return 32
    return 0 if alg == NULL else -1


def maker(alg):
    """Return the hash constructor under HMAC algorithm `alg` (1 or 2)."""
    return _hash.sha1 if alg == HMAC_SHA1 else _hash.sha256


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


def _mac(alg, key, parts, out):
    n = length(alg)
    if n <= 0 or len(out) < n:
        raise ValueError
    inner = bytearray(_BLOCK)
    outer = bytearray(_BLOCK)
    make = maker(alg)
    pads(make, key, 0, len(key), inner, outer)
    out[0:n] = keyed(make, inner, outer, parts)
    wipe(inner)
    wipe(outer)


def _equal(a, a_off, b, b_off, n):
    if a_off < 0 or b_off < 0 or n < 0 or a_off + n > len(a) or b_off + n > len(b):
        raise ValueError
    difference = 0
    for i in range(n):
        difference |= a[a_off + i] ^ b[b_off + i]
    return difference == 0


def _wipe(buf):
    for i in range(len(buf)):
        buf[i] = 0


def mac(alg, key, parts, out):
    """Write the HMAC of `alg` (1 or 2) over the concatenation of `parts` into the start of `out`.

    `key`: bytes-like of any length. `parts`: tuple or list of bytes-like. `out`: bytearray or
    memoryview of at least 20 (alg 1) or 32 octets (alg 2). ValueError on another `alg` or a
    shorter `out`: a programmer's mistake, never caused by a message that was parsed.
    """
    _mac(alg, key, parts, out)


def equal(a, a_off, b, b_off, n):
    """Return whether the `n` octets of `a` at `a_off` are those of `b` at `b_off`.

    The time depends on `n` alone. ValueError when a range leaves its buffer.
    """
    return _equal(a, a_off, b, b_off, n)


def wipe(buf):
    """Set every octet of `buf` (bytearray or memoryview) to zero."""
    _wipe(buf)


if kernel:
    # The kernel's functions have the same arguments: no Python frame between.
    mac = kernel.mac
    equal = kernel.equal
    wipe = kernel.wipe
