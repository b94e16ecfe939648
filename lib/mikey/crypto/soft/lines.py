"""The line coefficients of a user's key that `pairing.line_steps` evaluates, on Python ints.

K is the Receiver Secret Key. Every polynomial comes out monic, so that one coefficient need not
be stored: U + Y V with, for the digits 0, +-1 and 2,
    u0 u1 u2 | v0          V = X + v0
    u0 u1 u2 | v0 v1       U = X^3 + u2 X^2 + …
    u0 u1 u2 u3 | v0 v1    V = X^2 + v1 X + v0
Whoever has the lines has the key: they are as secret as it.
"""

from mikey.crypto.soft.numbers import P, inverse
from mikey.crypto.soft.pairing import digits

_BATCH = 16


def lines(key):
    """Yield the coefficients (a tuple of ints mod P) of the start and of the 510 steps.

    `key`: the point K of order Q, (x, y). A batch of steps shares one inversion.
    """
    kx, ky = key
    slope = (3 * kx * kx - 3) * inverse(2 * ky, P) % P
    # the tangent at K, Y - slope X - mu, opens f = f_2
    yield (slope * kx - ky) % P, P - slope
    x2 = (slope * slope - 2 * kx) % P
    y2 = (slope * (kx - x2) - ky) % P
    adders = {1: (kx, ky), 3: (kx, P - ky), 2: (x2, y2)}
    plan = digits()
    t = (x2, y2)
    for start in range(1, 511, _BATCH):
        batch = plan[start : start + _BATCH]
        chain = _chain(t, batch, adders)
        for d, (double, quad, slopes, _) in zip(batch, chain):
            yield _merged(d, double, quad, slopes, adders, slope)
        t = chain[-1][3]


def _chain(t, batch, adders):
    """Return, for each digit, (2T, 4T, slopes, 4T + dK), the points affine.

    First forward in Jacobian coordinates: the denominator of each slope is the Z of the point it
    leads to, and each Z is the last one times a factor; then one inversion; then backward.
    """
    x, y = t
    z = 1
    rows = []
    for d in batch:
        for step in (0, 1, 2) if d else (0, 1):
            zz = z * z % P
            if step < 2:
                factor = 2 * y % P
                yy = y * y % P
                s = 4 * x * yy % P
                m = 3 * (x - zz) * (x + zz) % P
                x = (m * m - 2 * s) % P
                y = (m * (s - x) - 8 * yy * yy) % P
            else:
                ax, ay = adders[d]
                factor = (ax * zz - x) % P
                m = (ay * zz * z - y) % P
                hh = factor * factor % P
                v = x * hh % P
                hhh = hh * factor % P
                x = (m * m - hhh - 2 * v) % P
                y = (m * (v - x) - y * hhh) % P
            z = z * factor % P
            rows.append((x, y, m, factor))
    zi = inverse(z, P)
    for i in range(len(rows) - 1, -1, -1):
        x, y, m, factor = rows[i]
        zz = zi * zi % P
        rows[i] = (x * zz % P, y * zz * zi % P, m * zi % P)
        zi = zi * factor % P
    out = []
    i = 0
    for d in batch:
        n = 3 if d else 2
        double, quad, last = rows[i], rows[i + 1], rows[i + n - 1]
        out.append((double[:2], quad[:2], (double[2], quad[2], last[2]), last[:2]))
        i += n
    return out


def _merged(d, double, quad, slopes, adders, tangent):
    """Return the coefficients of one step; 2T, 4T affine, slopes at T, at 2T and of 4T with dK."""
    x2, y2 = double
    l1, l2, l3 = slopes
    # tangents at T (twice) and at 2T, over the vertical through 2T (twice); t = X - x2
    sigma = l1 + l2
    alpha = 3 * x2 + l1 * l2
    u2 = -l1 - sigma
    u1 = y2 - alpha * l1 - 3 * sigma * x2
    u0 = y2 * (alpha - sigma * (2 * l2 + l1))
    v = alpha + sigma * l1
    if not d:
        return _shift((u0, u1, u2), x2) + ((v - x2) % P,)
    # the line through 4T and dK, over the vertical through 4T; s = X - x4
    x4, y4 = quad
    move = x4 - x2
    b = u1 + 2 * u2 * move
    v = (v + move) % P
    w = 3 * x4 * x4 - 3
    a = (
        y4 * y4 - b * y4 + v * (w - l3 * y4),
        w - u2 * y4 - b * l3 + 3 * v * x4,
        3 * x4 - u2 * l3 + v,
        1,
    )
    e = (b - y4 - v * l3, u2 - l3)
    if d != 2:
        return _shift(a, x4)[:3] + _shift(e, x4)
    # the tangent at K, over the vertical through 2K; s = X - x(2K)
    xd, yd = adders[2]
    move = x4 - xd
    # its constant, c = -h y(2K), cancels
    _, b, a, _ = _shift(a, move)
    h, e = _shift(e, move)
    w = 3 * xd * xd - 3
    u = (
        e * yd * yd + b * yd + h * (w + tangent * yd),
        e * w + a * yd - b * tangent + 3 * xd * h,
        3 * xd * e + yd - a * tangent + h,
        e - tangent,
    )
    return _shift(u, xd) + _shift((b + e * yd - h * tangent, a - e * tangent, 1), xd)[:2]


def _shift(c, x):
    """Return the coefficients, lowest first, of the polynomial `c` of t with t = X - x."""
    out = list(c)
    for i in range(len(out) - 1):
        for j in range(len(out) - 2, i - 1, -1):
            out[j] = (out[j] - x * out[j + 1]) % P
    return tuple(k % P for k in out)
