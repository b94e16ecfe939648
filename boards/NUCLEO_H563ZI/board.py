"""ST NUCLEO-H563ZI (STM32H563)."""

import clock
import entropy
import store

from mikey.drivers import Drivers, refuse_fixed

NAME = "NUCLEO_H563ZI"
SIMULATION = False


def drivers(octets=None, directory=None):
    """Return the board's Drivers; `octets` is refused, `directory` (str) is for its values."""
    refuse_fixed(octets)
    values = store.driver(directory)
    return Drivers(entropy.driver(), clock.driver(values), values)
