"""The ESP32 family's random number register, which is an entropy source while a radio is on.

With Wi-Fi and Bluetooth off the register runs on without a noise source behind it and still looks
random, which no test of its octets can see; so the driver asks the radios, and refuses, without a
lasting failure, while both are off: switch one on (`WLAN.active(True)`, no connection is needed).
Two octets of each word are the samples. Claimed: 2 bits of min-entropy an octet.
"""

import bluetooth
import machine
import network

from mikey.drivers.entropy import OCTET_TWO, Conditioned


def radio_on():
    """Return whether Wi-Fi (either interface) or Bluetooth is active."""
    if bluetooth.BLE().active():
        return True  # not asked further: the mere question costs Wi-Fi's memory
    for interface in (network.WLAN.IF_STA, network.WLAN.IF_AP):
        if network.WLAN(interface).active():
            return True
    return False


class Register:
    """The register at `address`; `registers` is `machine.mem32`, `radio` tells if one is on."""

    def __init__(self, address, registers=machine.mem32, radio=radio_on):
        self._address = address
        self._registers = registers
        self._radio = radio

    def raw(self, buf):
        """Fill `buf` with octets of the register; True, or None while no radio is on."""
        if not self._radio():
            return None
        registers = self._registers
        for i in range(0, len(buf), 2):
            value = registers[self._address]
            buf[i] = value & 0xFF
            if i + 1 < len(buf):
                buf[i + 1] = value >> 8 & 0xFF
        # It may have been switched off meanwhile.
        return True if self._radio() else None


def driver(address):
    """Return the entropy driver over the register at `address` (WDEV_RND_REG of the chip)."""
    return Conditioned(Register(address).raw, OCTET_TWO)
