"""The reference device: an emulated Cortex-M4 (QEMU mps2-an386) as a handset.

The emulator's host tells the time once, by semihosting, and the tick counter keeps it: TRUSTED.
"""

import _qemu
import entropy

from mikey.drivers.simulation_board import board_drivers, host_clock

NAME = "QEMU_M4"
SIMULATION = True


def drivers(octets=None, directory=None):
    """Return the board's Drivers; see `simulation_board` for the arguments."""
    clock = host_clock(_qemu.epoch() * 1000)
    return board_drivers(octets, directory, entropy.driver(), clock)
