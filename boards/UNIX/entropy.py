"""Entropy of the host: its kernel's generator, tested and conditioned like any raw source."""

import os

from mikey.drivers.entropy import OCTET_SIX, Conditioned


def raw(buf):
    """Fill `buf` from the operating system's generator; True."""
    buf[:] = os.urandom(len(buf))
    return True


def driver():
    """Return the entropy driver."""
    return Conditioned(raw, OCTET_SIX)
