"""The three drivers that a handset is given, and what is the same on every board.

A driver is any object with the methods below; the modules of this package build them, a board's
own files (`boards/<BOARD>/`) join them to its hardware. Nothing here imports a board.

Entropy
    `fill(buf)` fills a bytearray or memoryview with random octets, or raises MikeyError(ENTROPY)
    when the source is not healthy. The failure is latched: only a restart clears it.

Clock
    `now(buf8)` writes the time as 64-bit NTP-UTC (RFC 3830 6.6: 32 bits of seconds since 1900
    modulo 2^32, 32 bits of fraction, big endian) into 8 octets and returns its trust: UNSET, HELD
    or TRUSTED. `set(buf8, trust)` gives it a time (HELD or TRUSTED) and returns the trust it now
    has. Time never steps back: see `mikey.drivers.clock`.

Store
    `load(name, buf)` reads a value into `buf` and returns its length in octets, 0 when there is
    none; `save(name, buf)` replaces it; `remove(name)` wipes it. A loss of power at any moment
    leaves the old or the new value, whole. Failures raise MikeyError(STORE).

Counter (only where a board has no clock)
    `next(buf4)` writes a 32-bit number, big endian, that was never given before and is above all
    earlier ones: a COUNTER timestamp (RFC 3830 6.6).

Every board's `board.py` has NAME (str), SIMULATION (bool) and `drivers(octets=None,
directory=None)`, which returns a `Drivers`. `octets` (fixed entropy, for published vectors) is
for simulations alone.
"""

from mikey import errors
from mikey.port import const

# Trust in a clock, in ascending order.
UNSET = const(0)  # nobody said what time it is
HELD = const(1)  # a clock that ran through a reset says so
TRUSTED = const(2)  # a trusted source said so since the last reset


class Drivers:
    """What a board gives to a handset: `entropy`, `clock`, `store`, and `counter` or None."""

    def __init__(self, entropy, clock, store, counter=None):
        self.entropy = entropy
        self.clock = clock
        self.store = store
        self.counter = counter


def refuse_fixed(octets):
    """Raise MikeyError(BAD_ARGUMENT) for fixed entropy on a real board: keys would be known."""
    if octets is not None:
        raise errors.MikeyError(errors.BAD_ARGUMENT, None, "fixed entropy on a real board")
