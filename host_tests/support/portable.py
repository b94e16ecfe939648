"""What the checks that run on every runtime share. Each `check_…` function stands alone.

A file of checks is a module for pytest and a program for a device, which runs all of its checks,
or those it is given by name, and says how many passed.
"""

import sys

from mikey import errors


def refused(fault, function, *args):
    """Whether `function` raises MikeyError with `fault`."""
    try:
        function(*args)
    except errors.MikeyError as error:
        return error.fault == fault
    return False


def ntp64(value):
    return bytearray((value % (1 << 64)).to_bytes(8, "big"))


def number(octets):
    return int.from_bytes(bytes(octets), "big")


class Random:
    """A small generator with the same numbers on every runtime (xorshift32)."""

    def __init__(self, seed=2463534242):
        self.state = seed

    def bits(self, n):
        value = 0
        for _ in range((n + 31) // 32):
            x = self.state
            x ^= x << 13 & 0xFFFFFFFF
            x ^= x >> 17
            x ^= x << 5 & 0xFFFFFFFF
            self.state = x
            value = value << 32 | x
        return value & (1 << n) - 1


def names(space):
    """Return the names of the checks in a module's dictionary, in alphabetical order."""
    return sorted(name for name in space if name.startswith("check_"))


def main(space):
    """Run the checks that the command line names, or all of them."""
    chosen = sys.argv[1:] or names(space)
    for name in chosen:
        space[name]()
    print(len(chosen), "checks passed")
