"""On a device: a PSK call in each role within the heap that it was started with.

`small_heap.py MODE…`: calls in these modes ("psk", "dhhmac"). The handset has a cache of 16
entries and a buffer of 640 octets, as a small one would. Prints what is free in the end.
"""

import gc
import sys

from mikey.drivers import Drivers
from mikey.drivers.simulation import StandingClock
from mikey.drivers.store import MemoryStore
from mikey.handset import Handset


class Counting:
    """An entropy source that counts."""

    at = 0

    def fill(self, buf):
        """Fill `buf`."""
        for i in range(len(buf)):
            self.at = self.at + 1 & 255
            buf[i] = self.at


def peer(name):
    """Return a small handset."""
    clock = StandingClock(b"\xed\x13\x55\x7e\x17\x47\x1e\x7e")
    return Handset(Drivers(Counting(), clock, MemoryStore()), name, cache=16, buffer=640)


def call(mode):
    """A handset calls itself by another name: both roles in one heap."""
    phone = peer(b"sip:a@example.com")
    psk = phone.psks.add(b"sip:b@example.com", bytes(range(16)))
    offer = phone.offer(mode, b"sip:b@example.com", [b"\1\2\3\4"])
    message = bytes(offer.message)
    phone.identity, psk.peer = psk.peer, phone.identity
    answer = phone.receive(message)
    phone.identity, psk.peer = psk.peer, phone.identity
    phone.finish(offer, bytes(answer.reply))
    if bytes(offer.streams[0].tek) != bytes(answer.streams[0].tek):
        raise AssertionError("the two sides differ")
    gc.collect()
    print(mode, "free", gc.mem_free())


gc.threshold(2048)  # as a small handset does: garbage is not left to split the heap
for name in sys.argv[1:]:
    call(name)
