"""P-256 (FIPS 186-3 D.1.2.3) and ECCSI's arithmetic on it (RFC 6507), on Python ints.

y^2 = x^3 - 3x + B over F_P, of prime order N: every point but the neutral one generates it. A
point is a pair (x, y) that has been checked to be on the curve, or a Jacobian triple (X, Y, Z)
with x = X/Z^2, y = Y/Z^3 and Z = 0 for the neutral element. `double`, `add` and `affine` take the
field's prime: the curve of RFC 6509 has the coefficient -3 too, and B enters none of them. The
time taken depends on the values.
"""

from mikey.crypto.soft.numbers import inverse

P = (1 << 256) - (1 << 224) + (1 << 192) + (1 << 96) - 1
N = int("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
B = int("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16)
G = (
    int("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296", 16),
    int("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5", 16),
)
# the neutral element
ZERO = (1, 1, 0)



def double(a, p):
    """Return 2a for a Jacobian point of a curve over F_p."""
    x, y, z = a
    zz = z * z % p
    yy = y * y % p
    b = x * yy % p
    m = 3 * (x - zz) * (x + zz) % p
    x3 = (m * m - 8 * b) % p
    return x3, (m * (4 * b - x3) - 8 * yy * yy) % p, 2 * y * z % p


def add(a, b, p):
    """Return a + b for Jacobian points of a curve over F_p, whatever they are."""
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
        twice = double(odd[0], P)
        for _ in range(3):
            odd.append(add(odd[-1], twice, P))
        plans.append((digits, odd))
    acc = ZERO
    for i in range(length - 1, -1, -1):
        acc = double(acc, P)
        for digits, odd in plans:
            d = digits[i] if i < len(digits) else 0
            if d > 0:
                acc = add(acc, odd[d >> 1], P)
            elif d:
                x, y, z = odd[-d >> 1]
                acc = add(acc, (x, P - y, z), P)
    return acc


def p256_point(octets):
    """Return True if `octets`, 65 of them, are a point of the curve."""
    return decode(octets) is not None


def eccsi_verify(kpak, pvt, hs, he, rs):
    """Return True if r || s (64 octets, in range) fits the hashes (RFC 6507 5.2.2)."""
    root = decode(kpak)
    token = decode(pvt)
    if root is None or token is None:
        return False
    r = int.from_bytes(rs[:32], "big")
    s = int.from_bytes(rs[32:], "big")
    sr = s * r % N
    # J = [s]([HE]G + [r]([HS]PVT + KPAK)), its three scalars multiplied out
    j = combine(
        (
            (s * int.from_bytes(he, "big") % N, G),
            (sr * int.from_bytes(hs, "big") % N, token),
            (sr, root),
        )
    )
    return j[2] != 0 and (j[0] - r * j[2] * j[2]) % P == 0


def eccsi_check(kpak, pvt, hs, ssk):
    """Return True if KPAK = [SSK]G - [HS]PVT (RFC 6507 5.1.2)."""
    root = decode(kpak)
    token = decode(pvt)
    secret = int.from_bytes(ssk, "big")
    if root is None or token is None or not 0 < secret < N:
        return False
    minus = N - int.from_bytes(hs, "big") % N
    return affine(combine(((secret, G), (minus, token))), P) == root
