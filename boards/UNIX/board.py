"""CPython, and the unix port of MicroPython, as a handset: for development, tests and hosts.

The operating system keeps the host's clock on UTC: it is TRUSTED from the start.
"""

import time

import entropy

from mikey.drivers.simulation_board import board_drivers, host_clock

NAME = "UNIX"
SIMULATION = True


def host_time():
    """Return the milliseconds since 1970 (int)."""
    return time.time_ns() // 1000000


def drivers(octets=None, directory=None):
    """Return the board's Drivers; see `simulation_board` for the arguments."""
    clock = host_clock(host_time())
    return board_drivers(octets, directory, entropy.driver(), clock)
