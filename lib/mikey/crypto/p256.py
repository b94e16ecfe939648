"""The curve P-256 on Python ints (FIPS 186-3 D.1.2.3): y^2 = x^3 - 3x + B over F_P, order N.

A point is a pair (x, y) that has been checked to be on the curve, or a Jacobian triple (X, Y, Z)
with x = X/Z^2, y = Y/Z^3 and Z = 0 for the neutral element. The group has prime order, so that
every point of the curve but the neutral one generates it. The time taken depends on the values:
for verification, whose inputs are public, and for hosts. Devices use the native kernel.
"""

from mikey.crypto import jacobian

P = (1 << 256) - (1 << 224) + (1 << 192) + (1 << 96) - 1
N = int("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
B = int("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16)
G = (
    int("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296", 16),
    int("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5", 16),
)


def decode(octets):
    """Return the point (x, y) of 65 octets 04 || x || y, or None when they are no point."""
    if len(octets) != 65 or octets[0] != 4:
        return None
    x = int.from_bytes(octets[1:33], "big")
    y = int.from_bytes(octets[33:65], "big")
    if x >= P or y >= P or (y * y - (x * x - 3) * x - B) % P:
        return None
    return x, y


def encode(point):
    """Return the 65 octets 04 || x || y of a point (x, y)."""
    return b"\x04" + point[0].to_bytes(32, "big") + point[1].to_bytes(32, "big")


def double(a):
    """Return 2a for a Jacobian point."""
    return jacobian.double(a, P)


def add(a, b):
    """Return a + b for Jacobian points, whatever they are."""
    return jacobian.add(a, b, P)


def _digits(k):
    """Width-4 non-adjacent form of `k` >= 0: odd digits -7..7 or 0, least significant first."""
    out = []
    while k:
        d = 0
        if k & 1:
            d = k & 15
            if d > 8:
                d -= 16
            k -= d
        out.append(d)
        k >>= 1
    return out


def combine(terms):
    """Return the Jacobian sum of [k]A over `terms` ((k, (x, y)), …), k >= 0: one chain."""
    plans = []
    length = 0
    for k, point in terms:
        digits = _digits(k)
        length = max(length, len(digits))
        odd = [(point[0], point[1], 1)]
        twice = double(odd[0])
        for _ in range(3):
            odd.append(add(odd[-1], twice))
        plans.append((digits, odd))
    acc = jacobian.ZERO
    for i in range(length - 1, -1, -1):
        acc = double(acc)
        for digits, odd in plans:
            d = digits[i] if i < len(digits) else 0
            if d > 0:
                acc = add(acc, odd[d >> 1])
            elif d:
                x, y, z = odd[-d >> 1]
                acc = add(acc, (x, P - y, z))
    return acc


def affine(a):
    """Return (x, y) of a Jacobian point, or None for the neutral element."""
    return jacobian.affine(a, P)
