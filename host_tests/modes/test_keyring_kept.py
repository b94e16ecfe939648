"""The key ring: how long it keeps what it has taken (RFC 6509 3.3), and where."""

import calendar
import datetime
import json
from pathlib import Path

import pytest

from mikey import errors
from mikey.credentials import identifier
from mikey.credentials.sakke import KeyRing
from mikey.crypto import pairing_table
from mikey.crypto.sakke import Engine
from mikey.drivers import HELD, TRUSTED, Drivers
from mikey.drivers.simulation import StandingClock
from mikey.drivers.store import FileStore, MemoryStore
from mikey.errors import MikeyError
from mikey.handset import Handset
from support.sakke_keys import NEAR, OTHER, PERIOD, PVT, RSK, SSK, URI, changed, issued


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def ring(store):
    """A ring with the domain NEAR."""
    made = KeyRing(store)
    made.add_kms(b"near.example.org", NEAR.Z, NEAR.kpak)
    return made


def ntp(year, month, day, hour=0, minute=0, second=0):
    when = datetime.datetime(year, month, day, hour, minute, second)
    seconds = int((when - datetime.datetime(1900, 1, 1)).total_seconds())
    return (seconds & 0xFFFFFFFF).to_bytes(4, "big") + bytes(4)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (b"2026-01", (2025, 12, 30), (2026, 2, 2)),
        (b"2026-02", (2026, 1, 30), (2026, 3, 2)),
        (b"2026-03", (2026, 2, 27), (2026, 4, 2)),
        (b"2028-03", (2028, 2, 28), (2028, 4, 2)),
        (b"2026-05", (2026, 4, 29), (2026, 6, 2)),
        (b"2036-02", (2036, 1, 30), (2036, 3, 2)),
    ],
)
def test_period_to_the_second(ring, store, period, first, last):
    user = ring.add_user(URI, period, *issued(NEAR, URI, period))
    begins, ends = ntp(*first), ntp(*last, hour=23, minute=59, second=59)
    before, after = (
        ((int.from_bytes(when[:4], "big") + step) & 0xFFFFFFFF).to_bytes(4, "big") + bytes(4)
        for when, step in ((begins, -1), (ends, 1))
    )
    for now, there in ((before, False), (begins, True), (ends, True), (after, False)):
        assert (ring.find_user(period, URI, now) is user) == there
    assert ring.find_user(period, URI) is user
    assert ring.find_user(period, OTHER, begins) is None
    rsk, ssk = user.rsk, user.ssk
    for now in (before, begins, ends):
        ring.expire(now)
        assert ring.users == [user] and any(rsk) and any(ssk)
    ring.expire(after)
    assert ring.users == [] and not any(rsk) and not any(ssk)
    assert KeyRing(store).users == []


@pytest.mark.parametrize("trust", [HELD, TRUSTED])
@pytest.mark.parametrize("act", ["check", "receive"])
def test_a_clock_that_is_wrong_costs_no_key(ring, store, trust, act):
    """62 days ahead, a message of nobody's arrives: keys and store are as before."""
    user = ring.add_user(URI, b"2026-01", *issued(NEAR, URI, b"2026-01"))
    phone = Handset(Drivers(None, StandingClock(), store), URI)
    phone.keyring = ring
    vectors = Path(__file__).parents[1] / "vectors" / "sakke.json"
    message = json.loads(vectors.read_text())["vectors"][0]["messages"][0]["hex"]
    before = {name: bytes(value) for name, value in store._values.items() if "user" in name}
    phone.clock.set(ntp(2026, 3, 20), trust)
    if act == "check":
        assert phone.check(bytes.fromhex(message))
    else:
        with pytest.raises(MikeyError):
            phone.receive(bytes.fromhex(message))
    assert ring.users == [user] and any(user.rsk)
    assert {n: bytes(v) for n, v in store._values.items() if "user" in n} == before
    assert ring.find_user(b"2026-01", URI, ntp(2026, 1, 20)) is user


def test_the_month_before_is_spared_where_the_owner_wants_it(ring):
    for month in (b"2026-01", b"2026-02", b"2026-03"):
        ring.add_user(URI, month, *issued(NEAR, URI, month))
    ring.expire(ntp(2026, 3, 20), 1)
    assert [user.period for user in ring.users] == [b"2026-02", b"2026-03"]


def test_expiry_drops_the_old_keys_alone(ring, store):
    months = [b"2026-01", b"2026-02", b"2026-03", b"2025-12"]
    for month in months:
        ring.add_user(URI, month, *issued(NEAR, URI, month))
    last = calendar.monthrange(2026, 2)[1]
    ring.expire(ntp(2026, 2, last, 12))
    for each in (ring, KeyRing(store)):
        assert [user.period for user in each.users] == months[1:3]
    assert ring.find_user(b"2026-03", URI, ntp(2026, 2, last, 12)) is not None
    assert [store.load("user.%d" % slot, bytearray(2000)) > 0 for slot in range(4)] == [
        True,
        True,
        False,
        False,
    ]


# The store


def test_store_on_files(tmp_path):
    folder = str(tmp_path / "ring")
    ring = KeyRing(FileStore(folder))
    ring.add_kms(b"near.example.org", NEAR.Z, NEAR.kpak)
    ring.add_user(URI, PERIOD, RSK, SSK, PVT)
    again = KeyRing(FileStore(folder))
    user = again.users[0]
    assert (user.uri, user.period, user.kms) == (URI, PERIOD, again.domains[0])
    assert (bytes(user.rsk), bytes(user.ssk), bytes(user.pvt)) == (RSK, SSK, PVT)
    assert user.receiver.check() == errors.NONE
    again.wipe()
    third = KeyRing(FileStore(folder))
    assert (third.domains, third.users) == ([], [])
    assert not any(user.rsk) and not any(user.ssk)
    for path in (tmp_path / "ring").iterdir():
        assert SSK not in path.read_bytes() and RSK not in path.read_bytes()


def test_damaged_values_are_passed_over(ring, store):
    ring.add_user(URI, PERIOD, RSK, SSK, PVT)
    whole = bytearray(2000)
    size = store.load("user.0", whole)
    for cut in (0, 1, 5, size - 1):
        store.save("user.0", whole[:cut])
        assert KeyRing(store).users == []
    store.save("user.0", whole[:size])
    assert len(KeyRing(store).users) == 1
    store.remove("kms.0")
    assert KeyRing(store).users == []


def test_wipe_forgets_everything(ring, store):
    user = ring.add_user(URI, PERIOD, RSK, SSK, PVT)
    ring.wipe()
    assert not any(user.rsk) and not any(user.ssk)
    assert (ring.users, ring.domains) == ([], [])
    for slot in range(8):
        assert store.load("user.%d" % slot, bytearray(2000)) == 0
        assert store.load("kms.%d" % slot, bytearray(2000)) == 0


# Line coefficients


def test_lines_are_those_of_the_key(store):
    parts = []
    identity = identifier.identifier(PERIOD, URI)
    made = Engine().make_steps(RSK)
    for _ in pairing_table.make_steps(NEAR.Z, identity, RSK, made, parts.append):
        pass
    lines = b"".join(parts)
    ring = KeyRing(store, lambda user: lines)
    ring.add_kms(b"near.example.org", NEAR.Z, NEAR.kpak)
    user = ring.add_user(URI, PERIOD, RSK, SSK, PVT)
    other = ring.add_user(OTHER, PERIOD, *issued(NEAR, OTHER))
    assert user.receiver.lines_state == pairing_table.READY
    assert other.receiver.lines_state == pairing_table.OTHER_KEY
    again = KeyRing(store, lambda user: lines).users
    assert again[0].receiver.lines_state == pairing_table.READY
    assert again[0].use_lines(lines[:-1]) == pairing_table.BAD_FORMAT
    assert again[0].use_lines(None) == pairing_table.MISSING


# Secrecy


def test_no_secret_in_a_text(ring):
    user = ring.add_user(URI, PERIOD, RSK, SSK, PVT)
    texts = [repr(user), str(user), repr(ring), repr(ring.domains), repr(user.receiver)]
    with pytest.raises(MikeyError) as caught:
        ring.add_user(URI, PERIOD, changed(RSK, 256), SSK, PVT)
    texts += [repr(caught.value), str(caught.value), repr(caught.value.args)]
    for text in texts:
        for secret in (RSK, SSK):
            assert secret.hex()[:16] not in text.lower()
            assert repr(secret)[2:18] not in text
