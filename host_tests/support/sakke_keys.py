"""Keys of two KMSs, made once for the tests of the key ring, and what these tests share."""

import random

import pytest

from mikey.credentials import identifier
from mikey.errors import MikeyError
from mikey_kms.kms import Kms

URI, OTHER = b"tel:+447700900101", b"tel:+447700900102"
PERIOD = b"2026-01"
RANDOM = random.Random(6509).randbytes
NEAR, FAR = Kms.generate(RANDOM), Kms.generate(RANDOM)
_made = {}


def issued(kms, uri=URI, period=PERIOD, identity=None):
    """Return what `kms` gives a user: (rsk, ssk, pvt), made once."""
    identity = identity or identifier.identifier(period, uri)
    if (kms, identity) not in _made:
        keys = kms.user(identity, RANDOM)
        _made[kms, identity] = (keys.rsk, keys.ssk, keys.pvt)
    return _made[kms, identity]


RSK, SSK, PVT = issued(NEAR)


def refusal(function, *args):
    """Return (fault, detail) of the MikeyError that `function` raises."""
    with pytest.raises(MikeyError) as caught:
        function(*args)
    return caught.value.fault, caught.value.detail


def changed(octets, at, bit=1):
    """Return `octets` with one bit changed."""
    out = bytearray(octets)
    out[at] ^= bit
    return bytes(out)
