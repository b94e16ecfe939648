"""What the interoperability tests share: other implementations, and messages of ours for them."""

import functools
import os
import subprocess
import time

import pytest

from mikey import Handset
from mikey.drivers import Drivers, ntp
from mikey.drivers.entropy import OCTET_SIX, Conditioned
from mikey.drivers.simulation import StandingClock
from mikey.drivers.store import MemoryStore
from mikey.modes.psk import Initiator
from mikey.offer import Offer
from mikey.wire.message import Message

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
SCRIPT = os.path.join(ROOT, "firmware", "scripts", "build", "debian.sh")
ALICE, BOB = b"sip:alice@example.com", b"sip:bob@example.com"
PSK = bytes(range(16))
NOW = bytes.fromhex("ed13557c17471e7e")


@functools.lru_cache(maxsize=None)
def _setup():
    done = subprocess.run([SCRIPT, "interop"], capture_output=True, text=True, timeout=600)
    return done.returncode, done.stderr


def needs_peers():
    """Have the Debian packages of the peers installed, or skip; in CI that is a failure."""
    status, reason = _setup()
    if status:
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason.strip().splitlines()[-1])


def payload_at(message, kind, place):
    """Return where the `place`-th payload `kind` of `message` (octets) stands: (start, end)."""
    index = Message()
    assert index.scan(message, len(message)) == 0
    i = -1
    for _ in range(place + 1):
        i = index.find(kind, i)
    return index.starts[i], index.ends[i]


def random(buf):
    """Fill `buf` with octets of the host."""
    buf[:] = os.urandom(len(buf))
    return True


def host_now():
    """Return the host's time as NTP-UTC."""
    now = bytearray(8)
    ms = time.time_ns() // 1000000
    ntp.from_epoch(now, ms // 1000, ms % 1000, ntp.EPOCH_1970)
    return now


def phone(identity=ALICE, peer=BOB, psk=PSK, key_id=b"", counter=None, skew=300, cache=64):
    """Return a handset at NOW that shares a key with `peer`."""
    drivers = Drivers(Conditioned(random, OCTET_SIX), StandingClock(NOW), MemoryStore(), counter)
    made = Handset(drivers, identity, skew=skew, cache=cache)
    made.psks.add(peer, psk, key_id)
    return made


def offer(handset, wanted):
    # type: (Any, Any) -> Any
    """Return the call that `wanted` (mikey.offer.Offer, its key and stamp filled in here) makes,
    over a secure transport.
    """
    wanted.psk = handset.psks.find(wanted.peer, 0, len(wanted.peer))
    wanted.stamp[:] = NOW
    wanted.csb[:] = b"\x9f\x11\xc3\x55"
    wanted.rand = bytes(range(16))
    context = handset.context
    context.secure = True
    fault = Initiator(context).build(wanted)
    context.secure = False
    assert fault == 0
    return wanted.made


def plain_offer(entries, policies, keys):
    """Return an Offer of what GStreamer knows: T, RAND, SP and a KEMAC that is not encrypted."""
    made = Offer(BOB)
    made.send_idi = made.send_idr = False
    made.v = 0
    made.encr_alg = 0
    made.entries = entries
    made.policies = policies
    made.key_data = keys
    return made
