"""Jacobian points of a curve y^2 = x^3 - 3x + b over F_p, on Python ints.

A triple (X, Y, Z) stands for x = X/Z^2, y = Y/Z^3, Z = 0 for the neutral element. P-256 and the
curve of RFC 6509 have a = -3 both, and b enters none of these formulas. The time taken depends on
the values.
"""

from mikey.crypto.euclid import inverse

ZERO = (1, 1, 0)


def double(a, p):
    """Return 2a for a Jacobian point."""
    x, y, z = a
    zz = z * z % p
    yy = y * y % p
    b = x * yy % p
    m = 3 * (x - zz) * (x + zz) % p
    x3 = (m * m - 8 * b) % p
    return x3, (m * (4 * b - x3) - 8 * yy * yy) % p, 2 * y * z % p


def add(a, b, p):
    """Return a + b for Jacobian points, whatever they are."""
    if not a[2]:
        return b
    if not b[2]:
        return a
    zza = a[2] * a[2] % p
    zzb = b[2] * b[2] % p
    ua = a[0] * zzb % p
    h = (b[0] * zza - ua) % p
    sa = a[1] * zzb * b[2] % p
    r = (b[1] * zza * a[2] - sa) % p
    if not h:
        return ZERO if r else double(a, p)
    hh = h * h % p
    hhh = h * hh % p
    v = ua * hh % p
    x3 = (r * r - hhh - 2 * v) % p
    return x3, (r * (v - x3) - sa * hhh) % p, a[2] * b[2] * h % p


def affine(a, p):
    """Return (x, y) of a Jacobian point, or None for the neutral element."""
    if not a[2]:
        return None
    zi = inverse(a[2], p)
    zz = zi * zi % p
    return a[0] * zz % p, a[1] * zz * zi % p
