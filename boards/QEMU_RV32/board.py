"""An emulated RISC-V device (QEMU virt, RV32) as a handset."""

import clock
import entropy
import store

from mikey.drivers import simulation

NAME = "QEMU_RV32"
SIMULATION = True


def drivers(octets=None, directory=None):
    """Return the board's Drivers.

    `octets` (bytes-like) replaces the entropy source, and then the clock stands still too, so
    that a published vector comes out octet for octet. `directory` (str) keeps values between
    runs.
    """
    return simulation.drivers(octets, entropy.driver(), clock.driver(), store.driver(directory))
