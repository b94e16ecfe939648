"""Entropy of the emulator's host, by RISC-V semihosting, tested and conditioned as raw."""

import _qemu

from mikey.drivers.entropy import OCTET_SIX, Conditioned


def raw(buf):
    """Fill `buf` from the host's generator; True, or False when the host gave less."""
    try:
        _qemu.urandom(buf)
    except OSError:
        return False
    return True


def driver():
    """Return the entropy driver."""
    return Conditioned(raw, OCTET_SIX)
