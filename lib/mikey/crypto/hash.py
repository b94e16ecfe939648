"""SHA-256, HMAC under the numbers of MIKEY's MAC algorithms, constant-time comparison, wiping.

`sha256(data=b"")` gives a hash object with `update(data)` and `digest()` (32 octets). On
MicroPython `digest()` ends the object and there is no `copy()`.

MAC algorithms: 0 NULL, 1 HMAC-SHA-1-160 (RFC 3830 6.2), 2 HMAC-SHA-256-256 (RFC 6043 6.2). With
the native kernel these are its own functions: no Python frame between, and no allocation.

`mac(alg, key, parts, out)` writes the HMAC (RFC 2104) of `alg` (1 or 2) over the concatenation of
`parts` into the start of `out`. `key`: bytes-like of any length. `parts`: tuple or list of
bytes-like. `out`: bytearray or memoryview of at least 20 (alg 1) or 32 octets (alg 2). ValueError
on another `alg` or a shorter `out`: a programmer's mistake, never caused by a message.

`equal(a, a_off, b, b_off, n)` returns True if the `n` octets of `a` at `a_off` are those of `b` at
`b_off`, in a time that depends on `n` alone. ValueError when a range leaves its buffer.

`wipe(buf)` sets every octet of `buf` (bytearray or memoryview) to zero.
"""

from hashlib import sha256  # noqa: F401

from mikey.crypto.kernel import kernel
from mikey.port import const

NULL = const(0)
HMAC_SHA1 = const(1)
HMAC_SHA256 = const(2)


def length(alg):
    """Return the octets of a MAC of `alg` (int): 0 for NULL, 20, 32, or -1 for an unknown one."""
    if alg == HMAC_SHA1:
        return 20
    if alg == HMAC_SHA256:
        return 32
    return 0 if alg == NULL else -1


if kernel:
    mac = kernel.mac
    equal = kernel.equal
    wipe = kernel.wipe
else:
    from mikey.crypto.soft.hash import equal, mac, wipe  # noqa: F401
