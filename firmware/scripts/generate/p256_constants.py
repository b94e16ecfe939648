"""Write firmware/kernel/p256_const.c: the numbers of P-256 in the kernel's forms.

Run with lib/ on PYTHONPATH: python firmware/scripts/generate/p256_constants.py > …/p256_const.c
host_tests/crypto/test_pairing_table.py compares the file with what this makes.
"""

from mikey.crypto.soft.numbers import inverse
from mikey.crypto.soft.p256 import B, G, N, P, affine, combine

R = 1 << 256


def rows(number, indent):
    """Return the 8 limbs of an int as two lines of initialisers, least significant first."""
    limbs = ["0x%08x" % (number >> (32 * i) & 0xFFFFFFFF) for i in range(8)]
    return "".join([indent + ", ".join(limbs[i : i + 4]) + ",\n" for i in (0, 4)])


def array(name, number):
    """Return the definition of a number of 8 limbs."""
    return "const uint32_t p256_%s[8] = {\n%s};" % (name, rows(number, "    "))


def main():
    """Return the text of the file."""
    out = [
        "/* Made by firmware/scripts/generate/p256_constants.py: the numbers of P-256 (FIPS 186-3",
        " * D.1.2.3). Montgomery form: times 2^256 mod p. Least significant limb first. */",
        '#include "p256.h"',
        array("p", P),
        array("n", N),
        "/* 2^512 mod p, mod n */",
        array("r2", R * R % P),
        array("n_r2", R * R % N),
        "const uint32_t p256_n_n0 = 0x%08x; /* -1/n mod 2^32 */"
        % ((1 << 32) - inverse(N, 1 << 32)),
        "/* Montgomery form: 1, b; G, 3G, 5G … 63G */",
        array("one", R % P),
        array("b", B * R % P),
        "const p256_affine_t p256_odd[32] = {",
    ]
    for k in range(1, 65, 2):
        x, y = affine(combine(((k, G),)), P)  # pyright: ignore[reportGeneralTypeIssues]  # k < n
        out.append("    {")
        for coordinate in (x, y):
            out.append("        {\n" + rows(coordinate * R % P, "            ") + "        },")
        out.append("    },")
    out.append("};")
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    print(main(), end="")
