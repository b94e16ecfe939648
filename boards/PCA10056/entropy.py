"""Entropy of the nRF52840: its RNG peripheral with bias correction on (product spec. 6.19).

The port's own `os.urandom` leaves bias correction off and waits without end on a source that
stands still. This driver switches it on, limits the wait and tests each octet. Claimed: 4 bits of
min-entropy an octet. The peripheral belongs to the SoftDevice while that is enabled: build
without one.
"""

import machine

from mikey.drivers.entropy import OCTET_FOUR, Conditioned
from mikey.port import const

_START = const(0x4000D000)
_STOP = const(0x4000D004)
_READY = const(0x4000D100)
_CONFIG = const(0x4000D504)
_VALUE = const(0x4000D508)

_CORRECT_BIAS = const(1)
_POLLS = const(5000)  # an octet takes 120 us at the median, with bias correction


class Rng:
    """The RNG peripheral; `registers` is `machine.mem32` or its stand-in in a test."""

    def __init__(self, registers=machine.mem32):
        self._registers = registers

    def raw(self, buf):
        """Fill `buf` with octets of the RNG; True, or False when the source stands still."""
        registers = self._registers
        registers[_CONFIG] = _CORRECT_BIAS
        registers[_READY] = 0
        registers[_START] = 1
        good = registers[_CONFIG] & 1 == _CORRECT_BIAS
        for i in range(len(buf)):
            if not good or not self._wait():
                good = False
                break
            registers[_READY] = 0
            buf[i] = registers[_VALUE] & 0xFF
        registers[_STOP] = 1
        return good

    def _wait(self):
        """Return True when a new octet is there, False when none comes."""
        registers = self._registers
        for _ in range(_POLLS):
            if registers[_READY]:
                return True
        return False


def driver():
    """Return the entropy driver."""
    return Conditioned(Rng().raw, OCTET_FOUR)
