"""One call of each mode that is named, both roles in one handset, which changes its name between
them (nobody is called under his own name, decision A66); runs on MicroPython.

It prints what a device form must have in common with its source: keys, a refusal, its numbers.
"""

import sys

from mikey import Handset, MikeyError, errors
from mikey.drivers import TRUSTED, Drivers

PEER = b"sip:a@example.com"
OWN = b"sip:b@example.com"


class Store:
    """A store driver that keeps nothing after the object."""

    def __init__(self):
        self.values = {}

    def load(self, name, buf):
        """Read a value; return its octets."""
        value = self.values.get(name, b"")
        buf[: len(value)] = value
        return len(value)

    def save(self, name, buf):
        """Keep a value."""
        self.values[name] = bytes(buf)

    def remove(self, name):
        """Drop a value."""
        self.values.pop(name, None)


class Clock:
    """A clock driver that stands."""

    def now(self, buf8):
        """Write the time."""
        buf8[:] = b"\xed\x13\x55\x7e\x17\x47\x1e\x7e"
        return TRUSTED


class Counting:
    """An entropy driver that counts."""

    at = 0

    def fill(self, buf):
        """Fill a buffer."""
        for i in range(len(buf)):
            self.at = self.at + 1 & 255
            buf[i] = self.at


def main(modes):
    """Make the calls."""
    phone = Handset(Drivers(Counting(), Clock(), Store()), OWN, cache=16, buffer=640)
    phone.psks.add(PEER, bytes(range(16)))
    phone.psks.add(OWN, bytes(range(16)))
    for mode in modes:
        call = phone.offer(mode, PEER, [b"\1\2\3\4"])
        message = bytes(call.message)
        phone.identity = PEER
        answer = phone.receive(message)
        phone.identity = OWN
        phone.finish(call, bytes(answer.reply))
        if bytes(call.streams[0].tek) != bytes(answer.streams[0].tek):
            raise ValueError("the two sides differ")
        print(mode, "TEK", bytes(answer.streams[0].tek))
        phone.identity = PEER
        try:
            phone.receive(message)
        except MikeyError as error:
            print(repr(error), error.fault == errors.REPLAYED, error.code)
        phone.identity = OWN
    print(phone.check(b"\1\0\5"), phone.check(b""))


main(sys.argv[1:])
