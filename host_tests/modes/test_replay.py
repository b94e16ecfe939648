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


@pytest.mark.parametrize("options", [
    {"size": 0}, {"size": 256}, {"skew": -1}, {"skew": 1 << 29}, {"peers": -1}, {"peers": 256},
])  # fmt: skip
def test_impossible_caches(options):
    assert fault(lambda: ReplayGuard(MemoryStore(), **options)) == errors.BAD_ARGUMENT


@pytest.mark.parametrize("options", [
    {"size": 1}, {"size": 2}, {"size": 255}, {"skew": 0}, {"skew": (1 << 29) - 1}, {"peers": 0},
    {"peers": 255},
])  # fmt: skip
def test_the_smallest_and_largest_caches(options):
    store = MemoryStore()
    guard = ReplayGuard(store, **options)
    stamp = bytes(NOW)
    for csb in (b"aaaa", b"bbbb"):
        assert guard.check(NOW, stamp, 0) == errors.NONE
        if guard.seen(csb, b"peer", 0) == errors.NONE:
            guard.commit()
    assert guard.seen(b"aaaa", b"peer", 0) == errors.REPLAYED or guard.size() == 1
    again = ReplayGuard(store, **options)
    assert (again.used(), again.size()) == (guard.used(), guard.size())
    assert guard.used() == min(2, guard.size())


@pytest.mark.parametrize("skew", [1, 2, 300])
def test_a_timestamp_at_the_edge_of_the_skew(skew):
    guard = ReplayGuard(MemoryStore(), skew=skew)
    seconds = int.from_bytes(NOW[:4], "big")
    for off in (-skew - 1, -skew, -skew + 1, 0, skew - 1, skew, skew + 1):
        stamp = (seconds + off).to_bytes(4, "big") + bytes(NOW[4:])
        expected = errors.STALE if off < -skew else errors.FUTURE if off > skew else errors.NONE
        assert guard.check(NOW, stamp, 0) == expected, off


@pytest.mark.parametrize("peers", [1, 2, 8])
def test_as_many_peers_with_counters_as_there_is_room_for(peers):
    guard = ReplayGuard(MemoryStore(), peers=peers)
    for i in range(peers):
        for _ in range(2):
            tag = b"tag" + bytes((i,))
            assert guard.counter(tag, 0, b"\0\0\0\1", 0, False) == errors.NONE
        guard.counter(tag, 0, b"\0\0\0\1", 0, True)
        assert guard.counter(tag, 0, b"\0\0\0\1", 0, False) == errors.REPLAYED
    assert guard.counter(b"next", 0, b"\0\0\0\1", 0, False) == errors.REPLAYED


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


# Shares: one peer cannot narrow the window of another


class Log:
    """A guard with a cache of `size`, and what it accepted."""

    def __init__(self, size=64, store=None, skew=300):
        self.store = store or MemoryStore()
        self.guard = ReplayGuard(self.store, size, skew=skew)
        self.accepted = []
        self.csb = 0

    def message(self, tag, seconds, now, csb=None):
        """Judge a message of `tag` at NOW + `seconds`, the clock being at NOW + `now`."""
        if csb is None:
            self.csb += 1
            csb = self.csb
        stamp, clock = bytearray(8), bytearray(8)
        ntp.add(stamp, BASE, 10000 + seconds, 0)
        ntp.add(clock, BASE, 10000 + now, 0)
        octets = csb.to_bytes(4, "big")
        result = self.guard.check(clock, stamp, 0) or self.guard.seen(octets, tag, 0)
        if not result:
            self.guard.commit()
            self.accepted.append((tag, seconds, csb))
        return result

    def holds(self, now):
        """Every accepted message is refused now."""
        for tag, seconds, csb in self.accepted:
            assert self.message(tag, seconds, now, csb) != errors.NONE, (tag, seconds)


BASE = b"\xed\x13\x00\x00\x00\x00\x00\x00"
EVE, ALF = b"eve.", b"alf."


@pytest.mark.parametrize("size", [8, 16, 64, 255])
def test_a_peer_at_the_edge_of_the_window_harms_nobody_else(size):
    log = Log(size)
    for _ in range(1000):
        log.message(EVE, 300, 0)
    assert log.message(EVE, 300, 0) == errors.WAITING
    assert log.message(ALF, 0, 0) == errors.NONE
    assert log.message(ALF, -299, 0) == errors.NONE
    log.holds(0)
    log.holds(300)


def test_calls_of_others_between_a_flood_are_accepted():
    log = Log()
    for n in range(1000):
        log.message(EVE, 299 + n // 4, n // 4)
        if n % 40 == 0:
            assert log.message(ALF, n // 4 - 5, n // 4) == errors.NONE, n
    log.holds(250)


def test_many_peers_each_find_room():
    log = Log(16)
    for n in range(200):
        tag = (n % 40).to_bytes(4, "big")
        assert log.message(tag, 30 * n, 30 * n) == errors.NONE, n
    log.holds(30 * 200)


def test_nothing_evicted_comes_back_after_a_restart_or_in_a_wider_window():
    log = Log(8)
    for n in range(60):
        log.message((n % 3).to_bytes(4, "big"), 7 * n, 7 * n)
    again = Log(8, log.store, skew=3000)
    again.accepted = log.accepted
    again.holds(7 * 60)


def test_a_flood_of_many_peers_waits_rather_than_raise_the_floor_of_all():
    """More peers than there are floors, each with more than its share within the window."""
    log = Log(16)
    results = set()
    for n in range(400):
        results.add(log.message((n % 20).to_bytes(4, "big"), n % 7, 10))
    assert results <= {errors.NONE, errors.WAITING, errors.STALE}
    head = bytes(log.guard._buf[:16])
    assert not head[1] & 1  # no floor of all
    log.holds(10)


def test_memory_that_runs_out_at_the_first_check_keeps_the_waiting_window(monkeypatch):
    store = MemoryStore()
    ReplayGuard(store)
    store.remove("replay")
    guard = ReplayGuard(store)
    clock = bytearray(8)
    ntp.add(clock, BASE, 10000, 0)

    def out(*_):
        raise MemoryError

    with monkeypatch.context() as short:
        short.setattr(ReplayGuard, "_raise_floor", out)
        with pytest.raises(MemoryError):
            guard.check(clock, clock, 0)
    assert guard.check(clock, clock, 0) == errors.WAITING


def test_the_state_of_version_0_1_0_counts_as_lost():
    """Its layout has no floors of peers: the device waits one skew, as RFC 3830 5.4 has it."""
    store = MemoryStore()
    store.save("born", b"\x01")
    state = bytearray(16 + 16 * 64 + 8 * 8)
    state[0], state[2], state[3] = 1, 1, 1
    state[16:32] = b"\xed\x13\x55\x7e\x00\x00\x00\x00" + b"csb." + b"tag."
    store.save("replay", state)
    guard = ReplayGuard(store)
    clock = b"\xed\x13\x55\x80\x00\x00\x00\x00"
    assert guard.check(clock, clock, 0) == errors.WAITING
