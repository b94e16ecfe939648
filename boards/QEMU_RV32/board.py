"""An emulated RISC-V device (QEMU virt, RV32) as a handset."""

import clock
import entropy

from mikey.drivers.simulation_board import board_drivers

NAME = "QEMU_RV32"
SIMULATION = True


def drivers(octets=None, directory=None):
    """Return the board's Drivers; see `simulation_board` for the arguments."""
    return board_drivers(octets, directory, entropy.driver(), clock.driver())
