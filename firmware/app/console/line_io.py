"""The console on its stream: the command line, a line in, a line out."""

import gc
import json
import sys

from console import fields, provisioning
from mikey import errors
from mikey.errors import MikeyError
from mikey.port import const

_CTRL_C = const(3)
_PART = const(256)  # octets read at a time
_SIGNALLED = const(130)  # a shell's status for a program that Ctrl-C ended


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
    """Yield each line of `stream` as a view, None for one of more than `longest` octets, its end
    (LF or CR LF) aside.

    The longest line has its place from the start: a heap in use has no hole of that size.
    """
    room = longest + 2
    buf = bytearray(room)
    while True:
        n = 0
        while True:
            part = stream.readline(_PART)
            if n + len(part) <= room:
                buf[n : n + len(part)] = part
            n += len(part)
            if not part or part[-1:] == b"\n":
                break
        if not n:
            return
        if 0 < n <= room and buf[n - 1] == 10:
            n -= 1
            if n and buf[n - 1] == 13:
                n -= 1
        yield None if n > longest else memoryview(buf)[:n]


def write(answer):
    """Write an answer (dict) as one line, piece by piece: it needs no heap of its length."""
    gc.collect()
    json.dump(answer, sys.stdout)
    sys.stdout.write("\n")
    if hasattr(sys.stdout, "flush"):
        sys.stdout.flush()


def take_ctrl_c(on):
    """Let MicroPython take the octet 0x03 on the input for Ctrl-C, or leave it an octet."""
    try:
        from micropython import kbd_intr
    except ImportError:  # CPython, where the octets of a pipe are octets
        return
    kbd_intr(_CTRL_C if on else -1)


def serve(make, board, arguments=None):
    """Serve a console until its input ends; return an exit status.

    `make` is the class, `board` the module, `arguments` the command line. All the while the octet
    0x03 is one like another: it leads to no prompt.
    """
    take_ctrl_c(False)
    try:
        return _serve(make, board, sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:  # on a host, where a terminal makes a signal of it
        return _SIGNALLED
    finally:
        take_ctrl_c(True)


def _serve(make, board, arguments):
    source = getattr(sys.stdin, "buffer", sys.stdin)
    try:
        fixed, folder, line_folder = options(arguments)
        if fixed is not None and not board.SIMULATION:
            raise MikeyError(errors.BAD_STATE, None, "--entropy-hex: a simulation board only")
        drivers = board.drivers(fixed, folder)
        console = make(board, drivers, line_folder)
        provisioning.restore(console, drivers.store)
    except MikeyError as error:
        sys.stderr.write("console: " + str(error) + "\n")
        return 2
    for line in read(source, console.line_max):
        write(console.too_long() if line is None else console.answer(line))
    return 0
