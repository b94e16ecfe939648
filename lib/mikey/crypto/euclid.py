"""Inverse and residue symbols of Python ints: what `pow` cannot do on MicroPython.

All take a time that depends on the values. On devices the native kernel does this work.
"""


def inverse(a, m):
    """Return a^-1 mod m (int), or 0 when `a` has none. `m` > 1."""
    u, v = a % m, m
    x, y = 1, 0
    while u > 1:
        k = v // u
        u, v = v - k * u, u
        x, y = y - k * x, x
    return x % m if u == 1 else 0


def jacobi(a, n):
    """Return the Jacobi symbol (a/n): 1, -1, or 0 when they have a common factor; `n` odd."""
    a %= n
    sign = 1
    while a:
        twos = 0
        while not a & 255:
            a >>= 8
        while not a & 1:
            a >>= 1
            twos ^= 1
        if twos and (n & 7) in (3, 5):
            sign = -sign
        if a & 3 == 3 and n & 3 == 3:
            sign = -sign
        a, n = n % a, a
    return sign if n == 1 else 0


def quartic(x, y, p):
    """Return the exponent of i in the quartic residue symbol of x + iy modulo p in Z[i].

    `p`: 3 mod 4. 0 … 3, or -1 when they have a common factor. Where p is prime, this tells
    which power of i is (x + iy)^((p^2 - 1)/4) mod p.
    """
    a, b = x, y
    c, d = -p, 0
    e = 0
    while a or b:
        # a + ib without its powers of 1 + i and of i: odd norm, then 1 mod 2 + 2i, as c + id is
        i = k = 0
        while not (a | b) & 1:
            a >>= 1
            b >>= 1
            i += 3
            k += 2
        if a & b & 1:
            a, b = (a + b) >> 1, (b - a) >> 1
            k += 1
        if not a & 1:
            a, b = b, -a
            i += 1
        if (a + b) & 3 != 1:
            a, b = -a, -b
            i += 2
        # the supplementary laws
        low, odd = c & 15, d & 15
        e += k * ((low - odd - odd * odd - 1) >> 2) - i * ((low - 1) >> 1)
        if max(abs(a), abs(b)) < max(abs(c), abs(d)):
            a, b, c, d = c, d, a, b
            # reciprocity
            e += b & d & 2
        # now divisible by 2 + 2i
        a -= c
        b -= d
    return e & 3 if c == 1 and not d else -1
