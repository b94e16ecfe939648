"""The command line and the input of the console."""

import fields

from mikey.port import const

_PART = const(256)  # octets read at a time


def options(arguments):
    """Return (fixed entropy or None, store folder or None, folder of pairing lines).

    `arguments` is the command line (list of str).
    """
    given = {"--entropy-hex": None, "--store": None, "--lines": "/rom"}
    for i in range(0, len(arguments), 2):
        if arguments[i] not in given or i + 1 == len(arguments):
            raise fields.bad("option")
        given[arguments[i]] = arguments[i + 1]
    fixed = given["--entropy-hex"]
    if fixed is not None:
        fixed = fields.octets({"entropy-hex": fixed}, "entropy-hex")
    return fixed, given["--store"], given["--lines"]


def read(stream, longest):
    """Yield each line of `stream` as a view, None for one of more than `longest` octets.

    The longest line has its place from the start: a heap in use has no hole of that size.
    """
    buf = bytearray(longest)
    while True:
        n = 0
        while True:
            part = stream.readline(_PART)
            if n + len(part) <= longest:
                buf[n : n + len(part)] = part
            n += len(part)
            if not part or part[-1:] == b"\n":
                break
        if not n:
            return
        yield None if n > longest else memoryview(buf)[:n]
