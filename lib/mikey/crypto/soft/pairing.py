"""The pairing of RFC 6508 3.2 on Python ints, with one argument fixed.

<R, K> = <K, R>: the Miller loop runs over the receiver's own key K, and R only enters the line
functions, at [i]R = (-x, iy). Two doublings and an addition of a digit -1 … 2 of Q + 1 make one
step, m -> 4m + d, whose function U(X) + Y V(X) has the divisor 4(T) + d(K) + (-(4T + dK)) less
its poles (a vertical line's value is in F_P, and factors in F_P do not count in PF_p).
`soft.lines` makes the coefficients. A value of PF_p is a pair (a, b) for a + ib, up to a factor
in F_P.
"""

import sys

from mikey.crypto.soft.numbers import G, P, Q, inverse

ELEMENT = 128
# elements stored for the digits 0, 1, 2, -1, and for the start, which is the tangent at K
_COUNTS = (4, 5, 6, 5)
LINES = 2562
# rows of the comb for g: 255 ints kept on hosts, 31 on devices
_ROWS = 8 if sys.implementation.name == "cpython" else 5
_COLUMNS = 1024 // _ROWS + 1


def digits():
    """Return the 511 digits of Q + 1 = sum of d 4^i, most significant first, as octets d & 3.

    The first is 2. Each further one is a step; 3 stands for -1.
    """
    out = bytearray(511)
    n = Q + 1
    for i in range(510, -1, -1):
        d = n & 3
        out[i] = d
        n = (n >> 2) + (d == 3)
    return out


def times(f, g):
    """Return the product of two values of PF_p."""
    a, b = f
    c, d = g
    return (a * c - b * d) % P, (a * d + b * c) % P


def squared(f):
    """Return the square of a value of PF_p."""
    a, b = f
    return (a + b) * (a - b) % P, 2 * a * b % P


def representative(f):
    """Return b/a mod P of a value (a, b): its representation in F_P (RFC 6508 3.2)."""
    return f[1] * inverse(f[0], P) % P


def with_lines(lines, point):
    """Return <K, R> (a, b) for R = (x, y) of order Q from the stored lines of K.

    `lines`: LINES elements of 128 octets, little-endian, each times 2^1024 mod P as the native
    kernel wants them. Yields nothing; one of the two is secret, the time is not constant.
    """
    return list(line_steps(lines, point))[-1]


def line_steps(lines, point):
    """Yield the value after every 32 steps of `with_lines`, last the result."""
    x = P - point[0]
    y = point[1]
    # the leading coefficient, 1, times 2^1024 like the stored ones
    one = (1 << 1024) % P
    x2 = x * x % P
    yx = y * x % P
    lead_v1 = one * yx % P
    lead_v2 = lead_v1 * x % P
    lead_u3 = one * x2 * x % P
    x3 = x2 * x % P
    number = int.from_bytes
    plan = digits()
    a = (number(lines[0:128], "little") + number(lines[128:256], "little") * x) % P
    b = one * y % P
    at = 256
    for i in range(1, 511):
        d = plan[i]
        n = _COUNTS[d]
        c = [number(lines[j : j + 128], "little") for j in range(at, at + 128 * n, 128)]
        at += 128 * n
        u = c[0] + c[1] * x + c[2] * x2
        if not d:
            v = c[3] * y + lead_v1
        elif d == 2:
            u += c[3] * x3
            v = c[4] * y + c[5] * yx + lead_v2
        else:
            u += lead_u3
            v = c[3] * y + c[4] * yx
        u %= P
        v %= P
        # f^4 (u + iv), written out: most of the time goes here, and a square is half a product
        for _ in (1, 2):
            s = a + b
            a *= a
            b *= b
            s = s * s - a - b
            a = (a - b) % P
            b = s % P
        au = a * u
        bv = b * v
        a, b = (au - bv) % P, ((a + b) * (u + v) - au - bv) % P
        if not i & 31:
            yield a, b
    # the exponent (P + 1)/Q = 4 of the Tate pairing
    yield squared(squared((a, b)))


def without_lines(key, point):
    """Return <K, R> (a, b) for the points K, R of order Q, (x, y) each."""
    return list(steps(key, point))[-1]


def steps(key, point):
    """Yield the value after every 16 doublings of the pairing <K, R>, last the result.

    K's multiple T is Jacobian; the lines are scaled by their denominators.
    """
    kx, ky = key
    qx, qy = point
    x, y, z = kx, ky, 1
    a, b = 1, 0
    # non-adjacent form of Q + 1: the 1023 bits of 3(Q + 1) against those of Q + 1
    n = Q + 1
    triple = 3 * n
    for i in range(1021, 0, -1):
        a, b = (a + b) * (a - b) % P, 2 * a * b % P
        zz = z * z % P
        yy = y * y % P
        m = 3 * (x - zz) * (x + zz) % P
        z3 = 2 * y * z % P
        s = 4 * x * yy % P
        c = (m * (qx * zz + x) - 2 * yy) % P
        d = z3 * zz % P * qy % P
        a, b = (a * c - b * d) % P, (a * d + b * c) % P
        x = (m * m - 2 * s) % P
        y = (m * (s - x) - 8 * yy * yy) % P
        z = z3
        if (triple >> i ^ n >> i) & 1:
            sy = ky if triple >> i & 1 else P - ky
            zz = z * z % P
            h = (kx * zz - x) % P
            r = (sy * zz * z - y) % P
            if h:
                z3 = z * h % P
                c = (r * (qx + kx) - z3 * sy) % P
                d = z3 * qy % P
                a, b = (a * c - b * d) % P, (a * d + b * c) % P
                hh = h * h % P
                v = x * hh % P
                hhh = h * hh % P
                x = (r * r - hhh - 2 * v) % P
                y = (r * (v - x) - y * hhh) % P
                z = z3
        if not i & 15:
            yield a, b
    yield squared(squared((a, b)))


class Powers:
    """g^k in PF_p, k after k, by a comb: its table is made once, at construction."""

    def __init__(self):
        self._table = _comb()

    def of(self, k):
        """Return g^k (a, b) for 0 <= k < 2^1024."""
        table = self._table
        a, b = 1, 0
        for i in range(_COLUMNS - 1, -1, -1):
            j = 0
            for row in range(i, _ROWS * _COLUMNS, _COLUMNS):
                j = j << 1 | k >> row & 1
            t = table[j]
            a, b = (a + b) * (a - b) % P, 2 * a * b % P
            a, b = (a - b * t) % P, (b + a * t) % P
        return a, b


def g_to(k):
    """Return g^k (a, b) in PF_p for k >= 0, once: without a table."""
    f = (1, 0)
    g = (1, G)
    while k:
        if k & 1:
            f = times(f, g)
        g = squared(g)
        k >>= 1
    return f


def _comb():
    """Return the products of the g^(2^(_COLUMNS row)), each as its representation in F_P.

    The bit of a row in the index counts from the other end: row 0 has the highest.
    """
    power = (1, G)
    table = [(1, 0)]  # type: list
    for row in range(_ROWS):
        table = [times(t, f) for t in table for f in ((1, 0), power)] if row else [(1, 0), power]
        for _ in range(_COLUMNS):
            power = squared(power)
    # one inversion for all
    product = 1
    ahead = []
    for t in table:
        ahead.append(product)
        product = product * t[0] % P
    product = inverse(product, P)
    for i in range(len(table) - 1, -1, -1):
        a, b = table[i]
        table[i] = b * product * ahead[i] % P
        product = product * a % P
    return table
