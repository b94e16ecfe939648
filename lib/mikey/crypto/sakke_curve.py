"""Points of E: y^2 = x^3 - 3x over F_P on Python ints (RFC 6508 2.1, 3; RFC 6509 Appendix A).

A point is a pair (x, y), or a Jacobian triple (X, Y, Z) with x = X/Z^2, y = Y/Z^3, Z = 0 for the
neutral element. Not in constant time: for hosts and for devices without the native kernel.
"""

from mikey.crypto import jacobian
from mikey.crypto.euclid import jacobi, quartic
from mikey.crypto.sakke_params import EPS, PX, PY, SLOPE_IM, SLOPE_RE, P, Q

POINT = (PX, PY)


def decode(octets):
    """Return (x, y) of the 257 octets 04 || x || y on E, or None (RFC 6508 4)."""
    if len(octets) != 257 or octets[0] != 4:
        return None
    x = int.from_bytes(octets[1:129], "big")
    y = int.from_bytes(octets[129:257], "big")
    if x >= P or y >= P or (y * y - (x * x - 3) * x) % P:
        return None
    return x, y


def encode(point):
    """Return the 257 octets 04 || x || y of (x, y)."""
    return b"\x04" + point[0].to_bytes(128, "big") + point[1].to_bytes(128, "big")


def in_subgroup(point):
    """Say whether a point (x, y) of E has order Q exactly.

    E(F_P) is cyclic of order 4Q, so that the subgroup of order Q is 4E, and a point is in it if
    and only if its Tate pairing with a point T of order 4 over F_P^2, 2T = (e, 0), e^2 = 3, is 1.
    The function with the divisor 4(T) - 4(O) is L^2 / (X - e) for the tangent L at T, and the
    pairing is the quartic residue symbol of its value: the quadratic one of L, which is that of
    its norm, over the quartic one of x - e. No exponentiation.
    """
    x, y = point
    re = y - SLOPE_RE * x - SLOPE_IM * EPS
    im = SLOPE_IM * x - SLOPE_RE * EPS
    return quartic(x, P - EPS, P) == 1 - jacobi(re * re + im * im, P)


def double(a):
    """Return 2a for a Jacobian point."""
    return jacobian.double(a, P)


def add(a, b):
    """Return a + b for Jacobian points, whatever they are."""
    return jacobian.add(a, b, P)


def multiply(k, point):
    """Return [k]point, Jacobian, for k >= 0 and a point (x, y)."""
    table = [jacobian.ZERO, (point[0], point[1], 1)]
    for _ in range(14):
        table.append(add(table[-1], table[1]))
    acc = jacobian.ZERO
    digits = []
    while k:
        digits.append(k & 15)
        k >>= 4
    for d in reversed(digits):
        for _ in range(4):
            acc = double(acc)
        acc = add(acc, table[d])
    return acc


def affine(a):
    """Return (x, y) of a Jacobian point, or None for the neutral element."""
    return jacobian.affine(a, P)


def public_point(identity, z):
    """Return [b]P + Z as (x, y), or None for the neutral element.

    `identity`: the identifier's octets, read as the integer b (RFC 6508 6.2.1); `z`: (x, y) of Z.
    """
    b = int.from_bytes(identity, "big") % Q
    return affine(add(multiply(b, POINT), (z[0], z[1], 1)))
