"""Modular arithmetic on octets: one face for the native kernel and for Python integers.

Every number is a bytes-like object of one length, big-endian, below the modulus `p`; `p` is odd
and its top bit is set. The kernel takes 32, 64, … 192 octets (256 to 1536 bits) and runs in
constant time; every other length, and a device or host without the kernel, gets Python integers,
not in constant time. The octets are the same. ValueError when a length or a number is out of
range: a programmer's mistake. Long work has faces of its own that take steps: `dh`, `eccsi`,
`sakke`.
"""

from mikey.crypto.kernel import kernel


def _native(p):
    return kernel and len(p) <= 192 and not len(p) & 31


def _number(octets):
    return int.from_bytes(bytes(octets), "big")


def _modulus(p, out, *numbers):
    """Return p and the numbers as ints, all checked."""
    if not len(p) or not p[0] & 0x80 or not p[len(p) - 1] & 1 or len(out) < len(p):
        raise ValueError
    values = [_number(p)]
    for number in numbers:
        values.append(_number(number))
        if len(number) != len(p) or values[-1] >= values[0]:
            raise ValueError
    return values


def multiply(p, a, b, out):
    """Write a * b mod p to the start of `out`."""
    if _native(p):
        kernel.mod_multiply(p, a, b, out)
        return
    m, x, y = _modulus(p, out, a, b)
    out[0 : len(p)] = (x * y % m).to_bytes(len(p), "big")


def power(p, base, exponent, out):
    """Write base ^ exponent mod p to the start of `out`; `exponent` has any length in octets."""
    if _native(p):
        kernel.mod_power(p, base, exponent, out)
        return
    m, x = _modulus(p, out, base)
    out[0 : len(p)] = pow(x, _number(exponent), m).to_bytes(len(p), "big")


def chain(p, a, b, times, out):
    """Write a * (b / 2^(8 len(p)))^times mod p: `times` (0..65535) Montgomery multiplications.

    For measuring one: the difference of two counts divided by the difference of their times.
    """
    if not 0 <= times <= 0xFFFF:
        raise ValueError
    if _native(p):
        kernel.mod_chain(p, a, b, times, out)
        return
    m, x, y = _modulus(p, out, a, b)
    # 1 / 2^n mod p by halving: MicroPython's pow knows no negative exponent.
    for _ in range(8 * len(p)):
        y = (y if y & 1 == 0 else y + m) >> 1
    out[0 : len(p)] = (x * pow(y, times, m) % m).to_bytes(len(p), "big")
