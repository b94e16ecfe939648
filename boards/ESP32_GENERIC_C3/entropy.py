"""Entropy of the ESP32-C3: its random number register, while a radio is on."""

import esp32_random

from mikey.port import const

_WDEV_RND_REG = const(0x600260B0)


def driver():
    """Return the entropy driver."""
    return esp32_random.driver(_WDEV_RND_REG)
