"""On MicroPython: compares a native kernel with given answers and counts what it refuses.

    kernel_checks.py CASES MODULE

CASES is a JSON list of [function, arguments, octets of output or the answer]; octets are given as
{"x": hex}, room for output as {"out": n}. MODULE is the name under which the kernel is imported.
"""

import json
import sys
from binascii import hexlify, unhexlify


def made(value):
    """Return an argument from its JSON form."""
    if isinstance(value, dict):
        if "out" in value:
            return bytearray(value["out"])
        return unhexlify(value["x"])
    if isinstance(value, list):
        return tuple([made(part) for part in value])
    return value


def exponentiate(kernel, group, base, x, steps, size):
    """Return base^x by the kernel's own slices, `steps` a call."""
    state = bytearray(kernel.dh_size(group, base is None))
    kernel.dh_init(state, group, base, x)
    while kernel.dh_step(state, steps):
        pass
    out = bytearray(size)
    kernel.dh_result(state, out)
    return out


def answer(kernel, name, args):
    """Return what the kernel gives, octets as hex."""
    if name == "dh":
        return hexlify(exponentiate(kernel, *args)).decode()
    given = getattr(kernel, name)(*args)
    if given is None:
        return hexlify(args[-1]).decode()
    return given


def refuses(call, *args):
    """Return whether `call` raises ValueError or TypeError."""
    try:
        call(*args)
    except (ValueError, TypeError):
        return True
    return False


def refusals(kernel):
    """Yield the name and the outcome of each call that must be refused."""
    out = bytearray(192)
    state = bytearray(kernel.dh_size(0, True))
    large = bytearray(kernel.dh_size(0, False))
    odd = memoryview(bytearray(600))[1:]
    prime = b"\xff" * 32
    for name, args in (
        ("mac", (0, b"k", (b"",), out)),
        ("mac", (3, b"k", (b"",), out)),
        ("mac", (1, b"k", (b"",), bytearray(19))),
        ("mac", (2, b"k", (b"",), bytearray(31))),
        ("mac", (1, b"k", (b"", 1), out)),
        ("mac", (1, b"k", b"", out)),
        ("mac", (1, b"k", (b"",), bytes(20))),
        ("prf", (2, b"k", b"", out)),
        ("prf", (-1, b"k", b"", out)),
        ("prf", (0, b"", b"", out)),
        ("equal", (b"abc", 1, b"abc", 0, 3)),
        ("equal", (b"abc", 0, b"abc", 1, 3)),
        ("equal", (b"abc", -1, b"abc", 0, 1)),
        ("equal", (b"abc", 4, b"abc", 0, 0)),
        ("equal", (b"abc", 0, b"abc", 0, -1)),
        ("wipe", (b"abc",)),
        ("mod_multiply", (prime, bytes(32), prime, out)),
        ("mod_multiply", (prime, bytes(31), bytes(32), out)),
        ("mod_multiply", (prime, bytes(32), bytes(32), bytearray(31))),
        ("mod_multiply", (b"\x7f" + prime[1:], bytes(32), bytes(32), out)),
        ("mod_multiply", (prime[1:] + b"\xfe", bytes(32), bytes(32), out)),
        ("mod_multiply", (b"\xff" * 24, bytes(24), bytes(24), out)),
        ("mod_multiply", (b"\xff" * 224, bytes(224), bytes(224), bytearray(224))),
        ("mod_power", (prime, prime, b"\x03", out)),
        ("mod_chain", (prime, bytes(32), bytes(32), -1, out)),
        ("dh_valid", (0, bytes(191), 0)),
        ("dh_valid", (0, bytes(192), 1)),
        ("dh_valid", (0, bytes(192), -1)),
        ("dh_valid", (3, bytes(192), 0)),
        ("dh_size", (3, False)),
        ("dh_init", (state, 0, bytes(192), b"x")),
        ("dh_init", (state, 3, None, b"x")),
        ("dh_init", (state, 0, None, b"")),
        ("dh_init", (state, 0, None, bytes(193))),
        ("dh_init", (large, 0, bytes(191), b"x")),
        ("dh_init", (odd, 0, None, b"x")),
        ("dh_step", (bytearray(8), 0)),
        ("dh_step", (b"\xff" * 4000, 0)),
    ):
        yield name, refuses(getattr(kernel, name), *args)
    kernel.dh_init(state, 0, None, b"exponent")
    yield "dh_result early", refuses(kernel.dh_result, state, out)
    kernel.dh_step(state, 1)
    yield "dh_result early", refuses(kernel.dh_result, state, out)
    for i in range(12):
        spoilt = bytearray(state)
        spoilt[i] ^= 0xF3
        yield "spoilt state %d" % i, refuses(kernel.dh_step, spoilt, 0)
    while kernel.dh_step(state, 0):
        pass
    yield "dh_result short", refuses(kernel.dh_result, state, bytearray(191))


def main(path, module):
    """Check everything; print the number of cases, or what differs."""
    sys.path.append(path.rsplit("/", 1)[0])  # a natmod may lie beside the cases
    kernel = __import__(module)
    with open(path) as file:
        cases = json.load(file)
    for name, args, wanted in cases:
        got = answer(kernel, name, [made(arg) for arg in args])
        if got != wanted:
            print("differs:", name, args, got, wanted)
    count = len(cases)
    for name, refused in refusals(kernel):
        count += 1
        if not refused:
            print("not refused:", name)
    print("%d checked" % count)


main(sys.argv[1], sys.argv[2])
