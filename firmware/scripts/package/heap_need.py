"""How much free heap the console needs on stock firmware, by package set, form and place.

heap_need.json holds what was measured, on the emulated Cortex-M4 (host_tests/bench/stock_heap.py):
the octets that are free at the prompt of a board with the smallest heap in which the deployed
console starts and takes a call in every mode. Beside each figure is how long the files were: those
of another board, chip or day take more or less in proportion.
"""

import json
import os

import device_form
from device_form import BundleError

FIGURES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "heap_need.json")


def sizes(files):
    """Return the octets of (byte code, kernel) of `files`, {path on the device: file here}."""
    code = kernel = 0
    for path, source in files.items():
        if not os.path.exists(source):
            raise BundleError("missing: " + os.path.relpath(source, device_form.ROOT))
        if path == "_mikey.mpy":
            kernel = os.path.getsize(source)
        else:
            code += os.path.getsize(device_form.compiled(path, source))
    return code, kernel


def row(place, package, form):
    """Return the name of a figure: all kernels have the same."""
    return "/".join((place, package, "kernel" if form in device_form.KERNELS else form))


def needed(place, package, form, board):
    """Return the octets of free heap that are needed (int).

    `place` is "fs", a file system, from which code is loaded into the heap, or "romfs".
    """
    with open(FIGURES, encoding="utf-8") as file:
        figure = json.load(file).get(row(place, package, form))
    if figure is None:
        raise BundleError("it is not known what heap %s needs as %s" % (package, form))
    code, kernel = sizes(device_form.handset(package, form, board))
    # A kernel is a block of the length of its file. All the rest goes with the code.
    return kernel + (figure["free_heap"] - figure["kernel"]) * code // figure["code"]


def refusal(free, package, form, board):
    """Return why the console cannot run from a file system in `free` octets of heap, and what
    would (str, one line); None if it can.
    """
    need = needed("fs", package, form, board)
    if free >= need:
        return None
    names = list(device_form.SETS)
    smaller = names[: names.index(package)]
    instead = ["PACKAGE=" + name for name in smaller
               if free >= needed("fs", name, form, board)][-1:]
    if form != "py":  # firmware that reads this byte code is young enough for ROMFS
        instead += ["ROMFS (make romfs BOARD=%s PACKAGE=%s)" % (board, name)
                    for name in smaller + [package]
                    if free >= needed("romfs", name, form, board)][-1:]
    instead.append("an image (make firmware BOARD=%s)" % board)
    return "%s needs %d octets of free heap on a file system, the board has %d: use %s" % (
        package, need, free, " or ".join(instead))
