"""Write firmware/kernel/sakke_const.c: the numbers of Parameter Set 1 in the kernel's forms.

Run with lib/ on PYTHONPATH: python firmware/scripts/generate/sakke_constants.py > …/sakke_const.c
host_tests/crypto/test_pairing_table.py compares the file with what this makes.
"""

from mikey.crypto.soft.numbers import EPS, PX, PY, SLOPE_IM, SLOPE_RE, G, P, Q, inverse
from mikey.crypto.soft.pairing import digits, representative, squared, times

ROWS = 6
COLUMNS = 171
TOP = 1021  # SAKKE_TOP of sakke.h
R = 1 << 1024


def rows(values, per_line, pattern):
    """Return the initialiser lines of a list of ints."""
    out = []
    for at in range(0, len(values), per_line):
        line = ", ".join([pattern % v for v in values[at : at + per_line]])
        out.append("    " + line + ",")
    return "\n".join(out)


def limbs(number, count=32):
    """Return the 32-bit limbs of an int, least significant first."""
    return [number >> (32 * i) & 0xFFFFFFFF for i in range(count)]


def array(name, number):
    """Return the definition of a number of 32 limbs."""
    head = "const uint32_t sakke_%s[32] = {" % name
    return head + "\n" + rows(limbs(number), 8, "0x%08x") + "\n};"


def arrays(name, numbers):
    """Return the definition of numbers of 32 limbs in Montgomery form."""
    parts = ["{\n" + rows(limbs(n * R % P), 8, "0x%08x") + "\n}," for n in numbers]
    head = "const uint32_t sakke_%s[%d][32] = {\n" % (name, len(numbers))
    return head + "\n".join(parts) + "\n};"


def windows():
    """Return the places of all, the negative and the threes among the digits +-1, +-3 of Q + 1."""
    some = minus = three = 0
    n = Q + 1
    place = 0
    while n:
        if n & 1:
            digit = (n & 7) - (8 if n & 4 else 0)
            n -= digit
            some |= 1 << place
            minus |= (digit < 0) << place
            three |= (abs(digit) == 3) << place
        n >>= 1
        place += 1
    # the highest digit is where the kernel begins
    top = place - 1
    if top != TOP or three >> top & 1:
        raise ValueError("the highest digit is no 1 at TOP")
    return some, minus, three


def comb():
    """Return the 32 products of the last row's g^(2^(COLUMNS row)) and the others' or inverses.

    Row 0 is the low bit of the index, 1 for itself and 0 for its inverse.
    """
    power = (1, G)
    table = [(1, 0)]
    for row in range(ROWS):
        inverse_of = (power[0], -power[1])
        less = [] if row == ROWS - 1 else [times(t, inverse_of) for t in table]
        table = less + [times(t, power) for t in table]
        for _ in range(COLUMNS):
            power = squared(power)
    return [representative(t) for t in table]


def main():
    """Return the text of the file."""
    packed = sum(d << (2 * i) for i, d in enumerate(digits()))
    out = [
        "/* Made by firmware/scripts/generate/sakke_constants.py: the numbers of SAKKE's",
        " * Parameter Set 1 (RFC 6509 Appendix A). Montgomery form: times 2^1024 mod p. Least",
        " * significant limb first. */",
        '#include "sakke.h"',
        "const uint32_t sakke_n0 = 0x%08x; /* -1/p mod 2^32 */" % (-inverse(P, 1 << 32) % 2**32),
        "const uint32_t sakke_p_inv30 = 0x%08x; /* 1/p mod 2^30 */" % inverse(P, 1 << 30),
        array("p", P),
        "/* 2^2048 mod p */\n" + array("r2", R * R % P),
        "/* Montgomery form: 1, the coordinates of P */",
        array("one", R % P),
        "/* for the order of a point (sakke_point.c): eps, l, l eps with its parts swapped */",
        array("eps", EPS * R % P),
        arrays("lambda", (SLOPE_RE, SLOPE_IM)),
        arrays("shift", (SLOPE_IM * EPS, SLOPE_RE * EPS)),
        array("gx", PX * R % P),
        array("gy", PY * R % P),
        "/* q - 1 */",
        array("q1", Q - 1),
        "/* q + 1 in non-adjacent form of width 3: where digits are not 0, negative, 3 or -3 */",
    ]
    for name, number in zip(("some", "minus", "three"), windows()):
        out.append(array(name, number))
    out += [
        "/* the digits of q + 1 in base 4, 3 for -1, two bits each, the highest digit first */",
        array("digits", packed),
        "/* p in limbs of 30 bits */",
        "const int32_t sakke_p30[35] = {\n"
        + rows([P >> (30 * i) & (1 << 30) - 1 for i in range(35)], 8, "0x%08x")
        + "\n};",
        "/* Montgomery form: g^(2^(171 * 5)) times the g^(2^(171 row)) of the other five rows, by",
        " * its representation; a bit of the index is 0 for the inverse of its row */",
        "const uint32_t sakke_comb[32][32] = {",
    ]
    for value in comb():
        out.append("{\n" + rows(limbs(value * R % P), 8, "0x%08x") + "\n},")
    out.append("};")
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    print(main(), end="")
