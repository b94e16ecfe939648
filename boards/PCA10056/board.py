"""Nordic nRF52840 DK (PCA10056): a handset without a clock of its own.

The tick counter runs on from the time that it was set to, until a reset. After a reset the clock
is UNSET, and COUNTER timestamps serve (`Drivers.counter`). Values lie in files on the littlefs in
flash.
"""

import entropy

from mikey.drivers import Drivers, refuse_fixed
from mikey.drivers.clock import TickClock
from mikey.drivers.counter import Counter
from mikey.drivers.store import flash_store

NAME = "PCA10056"
SIMULATION = False


def drivers(octets=None, directory=None):
    """Return the board's Drivers; `octets` is refused, `directory` (str) is for its values."""
    refuse_fixed(octets)
    store = flash_store(directory or "/flash/.mikey")
    return Drivers(entropy.driver(), TickClock(store), store, Counter(store))


def prompt_button():
    """Return True while the button BUTTON 1 is pressed, which asks for the prompt (start.py)."""
    from machine import Pin

    return Pin("P11", Pin.IN, Pin.PULL_UP).value() == 0
