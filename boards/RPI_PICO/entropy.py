"""Entropy of the RP2040: the raw random bit of its ring oscillator (RP2040 datasheet 2.17.5).

`os.urandom` stirs the same bit through a shift register, which still looks random when the bit is
stuck; this driver tests the bit itself. A Python loop samples it every few microseconds, far more
slowly than the oscillator runs. Claimed: 1/4 bit of min-entropy a sample.
"""

import machine

from mikey.drivers.entropy import BIT_QUARTER, Conditioned
from mikey.port import const

_RANDOMBIT = const(0x4006001C)


def raw(buf, registers=machine.mem32):
    """Fill `buf` with raw bits, one an octet; True. `registers` is `machine.mem32`."""
    for i in range(len(buf)):
        buf[i] = registers[_RANDOMBIT] & 1
    return True


def driver():
    """Return the entropy driver."""
    return Conditioned(raw, BIT_QUARTER)
