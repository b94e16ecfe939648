"""Entropy of the RP2350: raw bits of the ring oscillator in its TRNG (RP2350 datasheet 12.12).

The block's decorrelator and tests are bypassed: they cost entropy and time, and its continuous
test (two equal groups of 16 bits are an error) would refuse a healthy source once in some hundred
starts. The tests of this library take their place. The oscillator is sampled every 200 system
clocks, 192 bits a collection; octets of eight raw bits are the samples. Claimed: 1/4 bit of
min-entropy a raw bit.
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
_SW_RESET = const(0x400F0140)
_RESET_BITS = const(0x400F01BC)

_EHR_VALID = const(0x01)
_ERRORS = const(0x0E)  # none can appear with all tests bypassed, unless the block is broken
_ALL = const(0x0F)
_BYPASS = const(0x0E)  # von Neumann decorrelator, continuous test, autocorrelation test
_CLOCKS = const(200)  # at least 17 without the decorrelator
_POLLS = const(20000)  # over 100 times what 192 samples take


class Trng:
    """The registers of the TRNG; `registers` is `machine.mem32` or its stand-in in a test."""

    def __init__(self, registers=machine.mem32):
        self._registers = registers

    def raw(self, buf):
        """Fill `buf` with octets of raw bits; True, or False on an error flag or a time-out."""
        registers = self._registers
        registers[_SW_RESET] = 1  # os.urandom uses the block with settings of its own
        registers[_SOURCE_ENABLE] = 0
        registers[_CONFIG] = 0
        registers[_SAMPLE_COUNT] = _CLOCKS
        registers[_DEBUG_CONTROL] = _BYPASS
        at = 0
        while at < len(buf) and at >= 0:
            at = self._collect(buf, at)
        registers[_SOURCE_ENABLE] = 0
        return at >= 0

    def _collect(self, buf, at):
        """Put one collection of 24 octets at `at`; return where it ends, -1 on an error."""
        registers = self._registers
        # The counter of bits is reset only while the source is off.
        registers[_SOURCE_ENABLE] = 0
        registers[_RESET_BITS] = 1
        registers[_ICR] = _ALL
        registers[_SOURCE_ENABLE] = 1
        if not self._wait():
            return -1
        for word in (_EHR_DATA0, _EHR_DATA1, _EHR_DATA2, _EHR_DATA3, _EHR_DATA4, _EHR_DATA5):
            value = registers[word]
            for shift in (0, 8, 16, 24):
                if at < len(buf):
                    buf[at] = value >> shift & 0xFF
                    at += 1
        return at

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
