"""Entropy of the RP2350: its TRNG with the decorrelator and autocorrelation test bypassed.

That is the mode the block's makers name for SP 800-90B: raw bits of a ring oscillator, sampled
every 200 system clocks, 192 at a time (RP2350 datasheet 12.12). The block's own continuous test
stays on, and its error flag is a failure. Octets of eight raw bits are the samples. Claimed: 1/4
bit of min-entropy a raw bit.
"""

import machine

from mikey.drivers.entropy import OCTET_TWO, Conditioned
from mikey.port import const

_ISR = const(0x400F0104)
_ICR = const(0x400F0108)
_CONFIG = const(0x400F010C)
_EHR_DATA0 = const(0x400F0114)
_EHR_DATA1 = const(0x400F0118)
_EHR_DATA2 = const(0x400F011C)
_EHR_DATA3 = const(0x400F0120)
_EHR_DATA4 = const(0x400F0124)
_EHR_DATA5 = const(0x400F0128)
_SOURCE_ENABLE = const(0x400F012C)
_SAMPLE_COUNT = const(0x400F0130)
_DEBUG_CONTROL = const(0x400F0138)
_RESET_BITS = const(0x400F01BC)

_EHR_VALID = const(0x01)
_ERRORS = const(0x0E)  # von Neumann, continuous test, autocorrelation
_ALL = const(0x3F)
_RAW = const(0x0A)  # bypass the von Neumann decorrelator and the autocorrelation test
_CLOCKS = const(200)
_POLLS = const(20000)  # over 100 times what 192 samples take


class Trng:
    """The registers of the TRNG; `registers` is `machine.mem32` or its stand-in in a test."""

    def __init__(self, registers=machine.mem32):
        self._registers = registers

    def raw(self, buf):
        """Fill `buf` with octets of raw bits; True, or False on an error flag or a time-out."""
        registers = self._registers
        registers[_SOURCE_ENABLE] = 0
        registers[_ICR] = _ALL
        registers[_CONFIG] = 0
        registers[_SAMPLE_COUNT] = _CLOCKS
        registers[_DEBUG_CONTROL] = _RAW
        registers[_RESET_BITS] = 1
        registers[_SOURCE_ENABLE] = 1
        good = self._collect(buf)
        registers[_SOURCE_ENABLE] = 0
        return good

    def _collect(self, buf):
        registers = self._registers
        at = 0
        while at < len(buf):
            if not self._wait():
                return False
            # Reading the last word starts the next collection.
            for word in (_EHR_DATA0, _EHR_DATA1, _EHR_DATA2, _EHR_DATA3, _EHR_DATA4, _EHR_DATA5):
                value = registers[word]
                for shift in (0, 8, 16, 24):
                    if at < len(buf):
                        buf[at] = value >> shift & 0xFF
                        at += 1
            registers[_ICR] = _ALL
        return True

    def _wait(self):
        """Return True when 192 new bits are there, False on an error or when none come."""
        registers = self._registers
        for _ in range(_POLLS):
            status = registers[_ISR]
            if status & _ERRORS:
                return False
            if status & _EHR_VALID:
                return True
        return False


def driver():
    """Return the entropy driver."""
    return Conditioned(Trng().raw, OCTET_TWO)
