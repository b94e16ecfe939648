"""On a device: the dearest message of at most 2048 octets to `check`, of those a search finds.

From random genes of every type the search changes a few at a time and keeps what is dearer; it
also goes on from what longer searches found. `make bench` does ROUNDS a start; more by hand, which
print what KNOWN is made of:

    run_script("host_tests/bench/device/bench_worst.py", heap="3m", args=["1500"])
"""

_hole = bytearray(8192)  # before all else, at the front of the heap

import gc
import json
import sys

import _qemu

from bench.device.measure import Dice, measured, report
from bench.device.worst_messages import GENES, KNOWN, build, described, handset

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 30
_checks = [handset(state).check for state in range(4)]


def cost(genes):
    """Return the instructions of `check` for the message of `genes`.

    The interpreter takes memory for the locals of larger functions and gives it back. It finds it
    at once where there is a hole at the front of the heap: what a search for one takes elsewhere
    is the heap's cost, not that of the message.
    """
    global _hole
    message, state = build(genes)
    check = _checks[state]
    check(message)  # the first of its type imports its mode
    _hole = None
    gc.collect()
    count = _qemu.count(check, message)
    _hole = bytearray(8192)
    return count


def start(kind, dice):
    """Return the genes of the dearest of ten random messages of one type."""
    best = []
    top = -1
    for _ in range(10):
        genes = [kind] + [dice.roll(len(values)) for _, values in GENES[1:]]
        n = cost(genes)
        if n > top:
            top = n
            best = genes
    return best


def climbed(genes, dice, rounds):
    """Return (instructions, genes) of the dearest message found from `genes` by small changes."""
    top = cost(genes)
    for _ in range(rounds):
        other = list(genes)
        for _ in range(1 + dice.roll(3)):
            at = dice.roll(len(other) - 1) + 1  # the type stays
            other[at] = dice.roll(len(GENES[at][1]))
        n = cost(other)
        if n > top:
            top = n
            genes = other
    return top, genes


found = []
for kind in range(len(GENES[0][1])):
    for seed in range(2):
        dice = Dice(7919 * seed + kind)
        found.append(climbed(start(kind, dice), dice, ROUNDS))
for genes in KNOWN:
    found.append(climbed(list(genes), Dice(1), ROUNDS))
found.sort()
if len(sys.argv) > 1:
    for n, genes in found:
        print(n, genes)
count, genes = found[-1]
message, state = build(genes)
check = _checks[state]
row = measured(lambda: check(message))[0]
row["instructions"] = count
row["heap_kept"] = None  # of a handset after all the others
report("check.worst", row)
print("case check.worst", json.dumps(described(genes)))
