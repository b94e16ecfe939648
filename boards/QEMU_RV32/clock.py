"""The Goldfish real-time clock of QEMU's virt machine, which shows the host's UTC: TRUSTED.

It serves as the tick counter too: nanoseconds since 1970, read 32 bits at a time.
"""

import machine

from mikey.drivers.simulation_board import host_clock
from mikey.port import const

_LOW = const(0x101000)  # reading it latches the other half
_HIGH = const(0x101004)


class Goldfish:
    """The clock's registers; `registers` is `machine.mem32` or its stand-in in a test."""

    def __init__(self, registers=machine.mem32):
        self._registers = registers

    def ms(self):
        """Return the milliseconds since 1970 (int)."""
        low = self._registers[_LOW] & 0xFFFFFFFF
        return ((self._registers[_HIGH] << 32) + low) // 1000000


def _diff(later, earlier):
    return later - earlier


def driver(goldfish=None):
    """Return the clock driver: it may be set to any time, as it plays messages of any year."""
    goldfish = goldfish or Goldfish()
    return host_clock(goldfish.ms(), ticks=goldfish.ms, diff=_diff)
