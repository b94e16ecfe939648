"""Raspberry Pi Pico (RP2040).

Its clock is the port's, in whole seconds; the tick counter gives the milliseconds. Values lie in
files on the littlefs in flash.
"""

import time

import entropy
import machine

from mikey.drivers import Drivers, refuse_fixed
from mikey.drivers.rtc import rtc_clock
from mikey.drivers.store import flash_store

NAME = "RPI_PICO"
SIMULATION = False


def drivers(octets=None, directory=None):
    """Return the board's Drivers; `octets` is refused, `directory` (str) is for its values."""
    refuse_fixed(octets)
    store = flash_store(directory or "/.mikey")
    return Drivers(entropy.driver(), rtc_clock(machine.RTC(), time, store), store)


def prompt_button():
    """Return True while the button BOOTSEL is pressed, which asks for the prompt (start.py)."""
    import rp2

    return rp2.bootsel_button() == 1
