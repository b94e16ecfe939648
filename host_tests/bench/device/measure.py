"""On a device: counts instructions and heap of one action, and reports rows to the bench.

`heap_allocated` is what the heap gave out during the action (no collection runs in between),
`heap_kept` what is still held after a collection, results included; `stack` is the C stack used,
the interpreter's included.
"""

import gc
import json

import _qemu

from mikey import Handset
from mikey.drivers import Drivers
from mikey.drivers.simulation import StandingClock
from mikey.drivers.store import MemoryStore

KEY = bytes(range(16))
_WARM = 3
NOW = b"\xed\x13\x55\x7e\x17\x47\x1e\x7e"


class Dice:
    """Numbers that look random and are the same on every run, from `seed` (int below 2^20)."""

    def __init__(self, seed):
        self._at = seed

    def roll(self, n):
        """Return a number below `n`."""
        self._at = (self._at * 1103 + 12345) & 0xFFFFF
        return (self._at >> 5) % n


class Repeating:
    """An entropy source that gives the same on every run: counts must repeat."""

    def __init__(self):
        self._at = 1

    def fill(self, buf):
        """Fill `buf` with octets of a small generator."""
        at = self._at
        for i in range(len(buf)):
            at = (at * 1103 + 12345) & 0xFFFFF
            buf[i] = at >> 7 & 255
        self._at = at


class Peer:
    """A handset of the bench, called `name` (bytes)."""

    def __init__(self, name):
        self.name = name
        drivers = Drivers(Repeating(), StandingClock(NOW), MemoryStore())
        self.phone = Handset(drivers, name)

    def knows(self, other):
        """Share a key with `other`."""
        self.phone.psks.add(other.name, KEY)
        other.phone.psks.add(self.name, KEY)


def _nothing():
    return None


def _count(action):
    _qemu.count_start()
    result = action()
    return _qemu.count_stop(), result


_count(_nothing)
_EMPTY = _count(_nothing)[0]


def _find_room():
    """Use up the single free blocks, as a program does soon after a collection.

    Until then every allocation walks over all that is in use: the collector's cost, not the
    action's.
    """
    for _ in range(1000):
        bytearray(1)


def measured(action):
    """Run `action` once; return (its cost as a dict, its result)."""
    gc.collect()
    start = gc.mem_alloc()
    _find_room()
    before = gc.mem_alloc()
    _qemu.stack_paint()
    instructions, result = _count(action)
    stack = _qemu.stack_used()
    allocated = gc.mem_alloc() - before
    gc.collect()
    kept = gc.mem_alloc() - start
    floor = _floor()
    cost = {
        "instructions": instructions - _EMPTY,
        "heap_allocated": allocated - floor[0],
        "heap_kept": kept - floor[1],
        "stack": stack,
        "spread": None,
    }
    return cost, result


def _floor():
    """Return what the measurement itself allocates: the same steps around nothing."""
    gc.collect()
    before = gc.mem_alloc()
    held, _ = _count(_nothing)  # the count is an object of the heap too
    allocated = gc.mem_alloc() - before
    gc.collect()
    kept = gc.mem_alloc() - before
    del held
    return allocated, kept


def spread(action, secrets):
    """Return (instructions, largest difference) of `action(secret)` over `secrets`.

    The first rounds are not counted: they fill the interpreter's cache of attribute look-ups.
    """
    low = high = warm = 0
    for secret in [secrets[0]] * _WARM + secrets:
        count = _qemu.count(action, secret)
        warm += 1
        if warm > _WARM:
            low = count if not high else min(low, count)
            high = max(high, count)
    return high, high - low


def report(name, row):
    """Print one row of the bench."""
    print("row " + name + " " + json.dumps(row))
