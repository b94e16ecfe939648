"""Nordic nRF52840 DK (PCA10056): a handset without a clock of its own."""

import clock
import entropy
import store

from mikey.drivers import Drivers, refuse_fixed
from mikey.drivers.counter import Counter

NAME = "PCA10056"
SIMULATION = False


def drivers(octets=None, directory=None):
    """Return the board's Drivers; `octets` is refused, `directory` (str) is for its values."""
    refuse_fixed(octets)
    values = store.driver(directory)
    return Drivers(entropy.driver(), clock.driver(values), values, Counter(values))
