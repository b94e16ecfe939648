"""Runs on an RPI_PICO: what its drivers give, as one JSON object on the last line."""

import json
import time

import board

from mikey.drivers import TRUSTED
from mikey.errors import MikeyError

drivers = board.drivers()
told = {"board": board.NAME, "healthy": drivers.entropy.healthy}
octets = bytearray(16)
try:
    drivers.entropy.fill(octets)
    told["entropy"] = "given"
except MikeyError as error:
    told["entropy"] = error.reason
told["octets"] = octets.hex()

now = bytearray(8)
told["trust"] = drivers.clock.now(now)
try:
    told["set"] = drivers.clock.set(bytes.fromhex("eeae550040000000"), TRUSTED)
except MikeyError as error:
    told["set"] = error.reason
drivers.clock.now(now)
told["now"] = now.hex()
told["rtc"] = list(time.gmtime()[:5])

value = bytearray(8)
told["value"] = drivers.store.load("test", value)
drivers.store.save("test", b"survive")
print(json.dumps(told))
