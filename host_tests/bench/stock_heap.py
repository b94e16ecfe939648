"""Measures how much free heap a deployed console needs -> firmware/scripts/package/heap_need.json.

    .venv/bin/python host_tests/bench/stock_heap.py [ROW …]     after make stock natmod

An image like stock firmware (STOCK_M4) starts in the emulator with an installation on its file
system or in ROMFS, as a board does at power-up, and takes a call in each of its modes. The least
heap in which all of that works, and in slightly larger ones too (holes fall differently), is found
by bisection. What is kept is what `deploy` asks a board for: the octets that are free in that heap
at the prompt, before anything is loaded. Forms: byte code with the kernel, byte code alone
("mpy"), source text ("py"); without the kernel no SAKKE call is made, which takes minutes there.
"""

import json
import os
import sys

_HERE = os.path.dirname(os.path.abspath(__file__))
sys.path += [os.path.dirname(_HERE), os.path.join(_HERE, "..", "..", "lib")]

from support import stock
from support.project_scripts import device_form, heap_need

LEAST, MOST, STEP = 32 << 10, 512 << 10, 1024
ALSO = (512, 1024, 2048, 4096)  # octets more, in which it has to run too
FORMS = {"fs": (stock.KERNEL, "mpy", "py"), "romfs": (stock.KERNEL, "mpy")}


def measure(place, package, form):
    """Return a row of the file (dict)."""
    options = stock.installed(place, package, form)
    kernel = "native" if form in device_form.KERNELS else "python"
    modes = [mode for mode in stock.MODES[package] if mode != "sakke" or kernel == "native"]
    requests = stock.calls(modes)
    quick = stock.calls(modes[:1])  # without Diffie-Hellman in Python
    low, high = LEAST, MOST
    while high - low > STEP:
        heap = (low + high) // 2 // STEP * STEP
        if stock.runs(options, heap, quick, kernel):
            high = heap
        else:
            low = heap
    while not (stock.runs(options, high, requests, kernel)
               and all(stock.runs(options, high + more, quick, kernel) for more in ALSO)):
        high += STEP
        if high > 2 * MOST:
            raise SystemExit("stock_heap: %s does not run" % heap_need.row(place, package, form))
    code, kernel_octets = heap_need.sizes(device_form.handset(package, form, stock.BOARD))
    return {"free_heap": stock.free(options, high), "code": code, "kernel": kernel_octets}


def main():
    """Measure and write the rows that are named, or all."""
    kept = {}
    if os.path.exists(heap_need.FIGURES):
        with open(heap_need.FIGURES, encoding="utf-8") as file:
            kept = json.load(file)
    for place, forms in FORMS.items():
        for package in device_form.SETS:
            for form in forms:
                row = heap_need.row(place, package, form)
                if sys.argv[1:] and row not in sys.argv[1:]:
                    continue
                kept[row] = measure(place, package, form)
                print(row, kept[row], file=sys.stderr, flush=True)
                with open(heap_need.FIGURES + ".new", "w", encoding="utf-8") as file:
                    json.dump(kept, file, indent=1, sort_keys=True)
                    file.write("\n")
                os.replace(heap_need.FIGURES + ".new", heap_need.FIGURES)


if __name__ == "__main__":
    main()
