"""On a device: serve the firmware's console, and count what the library spends on each request.

An answer to what the library worked on has one more field, "spent", of the library's work alone,
without the console's JSON and without loading code for the first time:

    instructions  all of them
    allocated     all the heap that it took, in octets (nothing is collected meanwhile)
    kept          what is left of that after a collection

and where it works in steps (receive, finish, keys), between which a watchdog is fed and a tone
plays (meanwhile.py):

    stack         octets of the C stack
    steps, longest            their number, and the instructions of the longest
    fed, played_ms, gaps      of watchdog and tone
    lines         state of the lines of the key added last (crypto.pairing_table), if any

An argument is the address, in decimal, of a file of line coefficients: it is read in place for
the key that it belongs to.
"""

import gc
import sys

import _qemu
import board
import uctypes
from concurrency import Tone, Watchdog

from console import commands
from mikey import offer  # noqa: F401 - loaded here, not while it counts
from mikey.credentials.sakke import KeyRing
from mikey.crypto import pairing_table
from mikey.handset import Handset

_lines_at = [int(word) for word in sys.argv[1:2]]
_spent = {}
_watchdog = Watchdog()
_tone = Tone()


def _lines(user):
    """Return the line coefficients in ROM; whether they are those of `user` is checked by it."""
    return uctypes.bytearray_at(_lines_at[0], pairing_table.LENGTH) if _lines_at else None


def _begin():
    """Start to count; return the heap in use."""
    gc.collect()
    gc.disable()
    _spent.update(instructions=0, allocated=0, kept=gc.mem_alloc())


def _end():
    """Keep what is left of the heap since `_begin`."""
    gc.enable()
    gc.collect()
    _spent["kept"] = gc.mem_alloc() - _spent["kept"]


def _counted(function, *args):
    """Call `function`, and add what it takes to what was spent; return its value."""
    used = gc.mem_alloc()
    _qemu.count_start()
    try:
        return function(*args)
    finally:
        instructions = _qemu.count_stop()
        _spent["instructions"] += instructions
        _spent["allocated"] += gc.mem_alloc() - used
        if "longest" in _spent:
            _spent["longest"] = max(_spent["longest"], instructions)


class CountedHandset(Handset):
    """A handset that counts its offers."""

    def offer(self, mode, peer, streams, **options):
        """As Handset.offer."""
        self._initiator(mode)
        _begin()
        try:
            return _counted(lambda: Handset.offer(self, mode, peer, streams, **options))
        finally:
            _end()

    def receive_steps(self, message, n=None, *context):
        """As Handset.receive_steps, its mode being loaded before anything is counted."""
        self.check(message, n)
        return super().receive_steps(message, n, *context)


class CountedConsole(commands.Console):
    """A console that tells what was counted."""

    def _begin(self):
        super()._begin()
        self.phone.keyring = KeyRing(self.phone.store, _lines)

    def answer(self, line):
        """As Console.answer, with the field "spent" where something was counted."""
        _spent.clear()
        answer = super().answer(line)
        if _spent:
            answer["spent"] = dict(_spent)
            users = self._ring().users
            if users:
                answer["spent"]["lines"] = users[-1].receiver.lines_state
        return answer

    def _run(self, steps):
        return super()._run(self._counted_steps(steps))

    def _counted_steps(self, steps):
        """Run the generator `steps`, counting each step; feed the watchdog after each."""
        _begin()
        _spent["longest"] = 0
        _qemu.stack_paint()
        _watchdog.start()
        _tone.start()
        count = 0
        try:
            while True:
                count += 1
                _counted(next, steps)
                _watchdog.feed()
                _tone.refill()
                yield
        except StopIteration as stop:
            return stop.value
        finally:
            _watchdog.stop()
            _spent["stack"] = _qemu.stack_used()
            _spent["steps"] = count
            _spent["fed"] = _watchdog.fed
            _spent["played_ms"] = _tone.played_ms
            _spent["gaps"] = _tone.gaps
            _end()


commands.Handset = CountedHandset
commands.Console = CountedConsole
commands.main(board, [])
