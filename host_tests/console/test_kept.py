"""Identity and keys that `make provision` leaves on a device: how many, and how long."""

import json
import os
import sys

import pytest

from mikey.drivers import Drivers
from mikey.drivers.entropy import OCTET_SIX, Conditioned
from mikey.drivers.simulation import StandingClock
from mikey.drivers.store import MemoryStore
from support.peers import NOW, ROOT, random

sys.path.append(os.path.join(ROOT, "firmware", "app"))
import console
from console import provisioning as kept

KEY = "00" * 16


class _Board:
    NAME = "UNIX"
    SIMULATION = True


@pytest.fixture
def store():
    return MemoryStore()


def started(store):
    """A console that has carried out what is kept."""
    drivers = Drivers(Conditioned(random, OCTET_SIX), StandingClock(NOW), store)
    made = console.Console(_Board, drivers)
    kept.restore(made, store)
    return made


def psk(name, key=KEY):
    return json.dumps({"do": "psk", "peer": name, "key": key}).encode()


def test_32_requests_are_kept(store):
    one = started(store)
    for i in range(34):
        answer = kept.keep(one, store, psk("sip:%d" % i))
        assert (answer["ok"], answer["kept"]) == (True, i < 32), i
    assert len(started(store).phone.psks) == 32
    # A new key for a peer that is kept takes the place of the old one, the first and the last.
    for i in (0, 31):
        assert kept.keep(one, store, psk("sip:%d" % i, "11" * 16))["kept"] is True
    keys = {psk.peer: bytes(psk.key) for psk in started(store).phone.psks.keys}
    assert len(keys) == 32
    assert [name for name in keys if any(keys[name])] == [b"sip:0", b"sip:31"]
    kept.forget(store)
    assert len(started(store).phone.psks) == 0


@pytest.mark.parametrize("size", [1023, 1024, 1025])
def test_a_request_of_1024_octets_is_kept(store, size):
    line = psk("sip:bob@example.com")
    line += b" " * (size - len(line))
    answer = kept.keep(started(store), store, line)
    assert (answer["ok"], answer["kept"]) == (True, size <= 1024)
    assert len(started(store).phone.psks) == (size <= 1024)
