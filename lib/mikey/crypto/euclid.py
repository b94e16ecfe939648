"""Inverse and Jacobi symbol of Python ints: what `pow` cannot do on MicroPython.

Both take a time that depends on the values. On devices the native kernel does this work.
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
