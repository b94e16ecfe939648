"""On a device: serve the firmware's console, and count what the library spends on each step.

The answer to an offer, receive or finish has one more field, "spent": {"instructions",
"allocated", "kept"} of the library's call alone, without the console's JSON and without loading
code for the first time. "allocated" is all the heap that the step takes, in octets (nothing is
collected meanwhile), "kept" what is left of it after a collection.
"""

import gc

import _qemu
import board
import console

from mikey import offering  # noqa: F401 - loaded here, not while it counts
from mikey.handset import Handset

_spent = {}


def _begin():
    """Start to count; return the heap in use."""
    _spent.clear()
    gc.collect()
    gc.disable()
    used = gc.mem_alloc()
    _qemu.count_start()
    return used


def _end(used):
    """Keep what was counted since `_begin` gave `used`."""
    instructions = _qemu.count_stop()
    allocated = gc.mem_alloc() - used
    gc.enable()
    gc.collect()
    _spent["instructions"] = instructions
    _spent["allocated"] = allocated
    _spent["kept"] = gc.mem_alloc() - used


class CountedHandset(Handset):
    """A handset that counts its steps."""

    def offer(self, mode, peer, streams, **options):
        """As Handset.offer."""
        self.initiator(mode)
        used = _begin()
        try:
            return super().offer(mode, peer, streams, **options)
        finally:
            _end(used)

    def receive_steps(self, message, n=None, *context):
        """As Handset.receive_steps; the check before it loads the mode."""
        self.check(message, n)
        used = _begin()
        try:
            return (yield from super().receive_steps(message, n, *context))
        finally:
            _end(used)

    def finish_steps(self, call, message, n=None, *context):
        """As Handset.finish_steps."""
        used = _begin()
        try:
            yield from super().finish_steps(call, message, n, *context)
        finally:
            _end(used)


class CountedConsole(console.Console):
    """A console that tells what was counted."""

    def answer(self, line):
        """As Console.answer, with the field "spent" where something was counted."""
        _spent.clear()
        answer = super().answer(line)
        if _spent:
            answer["spent"] = dict(_spent)
        return answer


console.Handset = CountedHandset
console.Console = CountedConsole
console.main(board, [])
