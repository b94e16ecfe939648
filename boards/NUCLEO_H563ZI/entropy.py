"""Entropy of the STM32H5: its RNG peripheral, with the error flags that the port ignores.

The port's own `os.urandom` gives zeros when the peripheral is late, and never looks at the seed
and clock error flags. This driver waits for each word, takes a flag, a zero word (RM0481: a seed
error between status and data) or a time-out as a failure, and tests what it reads. The peripheral
samples ring oscillators and conditions them itself; its raw bits are not readable. Claimed: 4
bits of min-entropy an octet.
"""

import machine

from mikey.drivers.entropy import OCTET_FOUR, Conditioned
from mikey.port import const

_SR = const(0x420C0804)
_DR = const(0x420C0808)
_DRDY = const(0x01)
_ERRORS = const(0x66)  # SEIS, CEIS and the present states SECS, CECS
_POLLS = const(10000)  # some 10 ms: a word takes 10 us


class Rng:
    """The RNG peripheral; `registers` is `machine.mem32` or its stand-in in a test.

    `enable` starts the peripheral and its clock: `machine.rng`, whose result is dropped.
    """

    def __init__(self, registers=machine.mem32, enable=machine.rng):
        self._registers = registers
        enable()

    def raw(self, buf):
        """Fill `buf` with octets of the RNG; True, or False on an error flag or a time-out."""
        for i in range(0, len(buf), 4):
            value = self._word()
            if not value:
                return False
            for j in range(i, min(i + 4, len(buf))):
                buf[j] = value & 0xFF
                value >>= 8
        return True

    def _word(self):
        """Return the next word (32 bits), 0 on an error."""
        registers = self._registers
        for _ in range(_POLLS):
            status = registers[_SR]
            if status & _ERRORS:
                return 0
            if status & _DRDY:
                value = registers[_DR]
                return 0 if registers[_SR] & _ERRORS else value
        return 0


def driver():
    """Return the entropy driver."""
    return Conditioned(Rng().raw, OCTET_FOUR)
