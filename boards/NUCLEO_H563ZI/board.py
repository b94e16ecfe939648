"""ST NUCLEO-H563ZI (STM32H563).

Its clock is the STM32 RTC on the 32 kHz crystal, kept by VBAT; the tick counter gives the
milliseconds. Values lie in files on the littlefs in flash.
"""

import time

import entropy
import machine

from mikey.drivers import Drivers, refuse_fixed
from mikey.drivers.rtc import rtc_clock
from mikey.drivers.store import flash_store

NAME = "NUCLEO_H563ZI"
SIMULATION = False


def drivers(octets=None, directory=None):
    """Return the board's Drivers; `octets` is refused, `directory` (str) is for its values."""
    refuse_fixed(octets)
    store = flash_store(directory or "/flash/.mikey")
    return Drivers(entropy.driver(), rtc_clock(machine.RTC(), time, store, monday=1), store)


def prompt_button():
    """Return True while the button USER is pressed, which asks for the prompt (start.py)."""
    import pyb

    return pyb.Switch().value()
