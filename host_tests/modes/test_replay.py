"""The replay guard where memory is short, stores fail and windows move (RFC 3830 5.4)."""

import pytest

from mikey import errors
from mikey.drivers import TRUSTED, ntp
from mikey.drivers.counter import Counter
from mikey.drivers.replay import ReplayGuard
from mikey.drivers.simulation import StandingClock
from mikey.drivers.store import MemoryStore
from mikey.errors import MikeyError
from mikey.handset import Handset
from support.peers import ALICE, BOB, NOW, PSK, phone

SSRC = b"\xf7\x06\x8d\xee"
MALLORY = b"sip:mallory@example.com"


def fault(action, *args, **kwargs):
    """Return the fault of the MikeyError that `action` raises."""
    with pytest.raises(MikeyError) as caught:
        action(*args, **kwargs)
    return caught.value.fault


def ahead(handset, seconds):
    """Set a handset's clock to `seconds` after NOW."""
    out = bytearray(8)
    ntp.add(out, NOW, seconds, 0)
    handset.clock.set(out, TRUSTED)


def offered(handset):
    return bytes(handset.offer("psk", BOB, [SSRC], verify=False).message)


def fail_once(store, action):
    """Run `action` while `store` cannot save."""
    save = store.save

    def broken(name, buf):
        raise MikeyError(errors.STORE)

    store.save = broken
    try:
        return fault(action)
    finally:
        store.save = save


def test_a_fast_peer_does_not_wash_out_the_cache():
    """Mallory's clock runs 295 s ahead: her messages push Alice's out of a full cache."""
    alice, bob = phone(ALICE, BOB), phone(BOB, ALICE, cache=4)
    mallory = phone(MALLORY, BOB)
    bob.psks.add(MALLORY, PSK)
    message = offered(alice)
    bob.receive(message)
    ahead(mallory, 305)
    ahead(bob, 10)
    for _ in range(4):
        bob.receive(offered(mallory))
    assert fault(bob.receive, message) == errors.STALE


def test_a_wider_window_lets_nothing_in_again():
    alice, bob = phone(ALICE, BOB), phone(BOB, ALICE, cache=2, skew=10)
    message = offered(alice)
    bob.receive(message)
    for seconds in (60, 61):
        ahead(alice, seconds)
        ahead(bob, seconds)
        bob.receive(offered(alice))
    bob.replay.skew = 3600
    assert fault(bob.receive, message) == errors.STALE


@pytest.mark.parametrize("full", [False, True])
def test_a_store_that_fails_changes_nothing(full):
    alice, bob = phone(ALICE, BOB), phone(BOB, ALICE, cache=1)
    if full:
        bob.receive(offered(alice))
    before = bytes(bob.replay._buf)
    message = offered(alice)
    assert fail_once(bob.store, lambda: bob.receive(message)) == errors.STORE
    assert bytes(bob.replay._buf) == before and len(bob.calls) == full
    bob.receive(message)
    assert fault(bob.receive, message) == errors.REPLAYED


def test_a_counter_that_cannot_be_kept_is_not_used_up():
    alice = phone(ALICE, BOB, counter=Counter(MemoryStore()))
    alice.clock = StandingClock()
    bob = phone(BOB, ALICE)
    message = offered(alice)
    assert fail_once(bob.store, lambda: bob.receive(message)) == errors.STORE
    bob.receive(message)
    assert fault(bob.receive, message) == errors.REPLAYED


def test_a_smaller_cache_than_before_waits():
    bob = phone(BOB, ALICE, cache=64)
    again = Handset(bob, BOB, cache=8)
    again.psks.add(ALICE, PSK)
    assert fault(again.receive, offered(phone(ALICE, BOB))) == errors.WAITING


@pytest.mark.parametrize("options", [{"size": 0}, {"size": 256}, {"skew": -1}])
def test_impossible_caches(options):
    assert fault(lambda: ReplayGuard(MemoryStore(), **options)) == errors.BAD_ARGUMENT


def test_updates_do_not_change_places():
    """Held back and delivered after a later one, an update would bring old keys back."""
    alice, bob = phone(ALICE, BOB), phone(BOB, ALICE)
    call = alice.offer("psk", BOB, [SSRC], verify=False)
    got = bob.receive(bytes(call.message))
    updates = []
    for seconds in (5, 10):
        ahead(alice, seconds)
        offer = alice.offer("psk", BOB, [], call=call, verify=False)
        updates.append(bytes(offer.message))
    bob.receive(updates[1])
    assert fault(bob.receive, updates[0]) == errors.REPLAYED
    assert bytes(got.streams[0].tek) == bytes(call.streams[0].tek)


def test_an_error_is_not_answered_by_an_error():
    alice, bob = phone(ALICE, BOB), phone(BOB, ALICE)
    message = bytearray(alice.offer("psk", BOB, [SSRC]).message)
    message[1] = 5
    with pytest.raises(MikeyError) as caught:
        bob.receive(message)
    reply = caught.value.reply
    assert reply is not None
    with pytest.raises(MikeyError) as caught:
        alice.receive(reply)
    assert caught.value.reply is None
