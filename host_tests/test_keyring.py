"""The key ring: what it takes from a KMS, what it refuses, how long it keeps it."""

import calendar
import datetime
import random

import pytest

from mikey import errors, identifier
from mikey.crypto import sakke_file
from mikey.drivers.store import FileStore, MemoryStore
from mikey.errors import MikeyError
from mikey.keyring import KeyRing
from mikey_kms.kms import Kms

URI, OTHER = b"tel:+447700900101", b"tel:+447700900102"
PERIOD = b"2026-01"
_RANDOM = random.Random(6509).randbytes
NEAR, FAR = Kms.generate(_RANDOM), Kms.generate(_RANDOM)
_made = {}


def issued(kms, uri=URI, period=PERIOD, identity=None):
    """Return what `kms` gives a user: (rsk, ssk, pvt). Made once: the ring must not change it."""
    identity = identity or identifier.identifier(period, uri)
    if (kms, identity) not in _made:
        keys = kms.user(identity, _RANDOM)
        _made[kms, identity] = (keys.rsk, keys.ssk, keys.pvt)
    return _made[kms, identity]


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def ring(store):
    """A ring with the domain NEAR."""
    made = KeyRing(store)
    made.add_kms(b"near.example.org", NEAR.Z, NEAR.kpak)
    return made


def refusal(function, *args):
    """Return (fault, detail) of the MikeyError that `function` raises."""
    with pytest.raises(MikeyError) as caught:
        function(*args)
    return caught.value.fault, caught.value.detail


def ntp(year, month, day, hour=0, minute=0, second=0):
    when = datetime.datetime(year, month, day, hour, minute, second)
    seconds = int((when - datetime.datetime(1900, 1, 1)).total_seconds())
    return (seconds & 0xFFFFFFFF).to_bytes(4, "big") + bytes(4)


def changed(octets, at, bit=1):
    out = bytearray(octets)
    out[at] ^= bit
    return bytes(out)


# Domains


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ((b"", NEAR.Z, NEAR.kpak), errors.BAD_ARGUMENT),
        ((b"k" * 256, NEAR.Z, NEAR.kpak), errors.BAD_ARGUMENT),
        ((b"k", b"", NEAR.kpak), errors.BAD_KMS),
        ((b"k", NEAR.Z[:-1], NEAR.kpak), errors.BAD_KMS),
        ((b"k", NEAR.Z + b"\0", NEAR.kpak), errors.BAD_KMS),
        ((b"k", b"\x02" + NEAR.Z[1:], NEAR.kpak), errors.BAD_KMS),
        ((b"k", NEAR.Z, b""), errors.BAD_KMS),
        ((b"k", NEAR.Z, NEAR.kpak[:-1]), errors.BAD_KMS),
        ((b"k", NEAR.Z, NEAR.kpak + b"\0"), errors.BAD_KMS),
        ((b"k", NEAR.Z, b"\x02" + NEAR.kpak[1:]), errors.BAD_KMS),
        ((b"k", NEAR.Z, changed(NEAR.kpak, 64)), errors.BAD_KMS),
        ((b"k", NEAR.Z, b"\x04" + b"\xff" * 64), errors.BAD_KMS),
        ((b"k", NEAR.Z, b"\x04" + bytes(64)), errors.BAD_KMS),
    ],
)
def test_wrong_domains(store, fields, fault):
    ring = KeyRing(store)
    assert refusal(ring.add_kms, *fields)[0] == fault
    assert ring.domains == []
    assert KeyRing(store).domains == []


def test_domain_is_replaced_by_one_of_its_name(ring, store):
    ring.add_kms(b"far.example.org", FAR.Z, FAR.kpak)
    ring.add_kms(b"near.example.org", FAR.Z, FAR.kpak)
    for each in (ring, KeyRing(store)):
        assert [kms.uri for kms in each.domains] == [b"near.example.org", b"far.example.org"]
        assert each.find_kms(b"near.example.org").z == FAR.Z
        assert each.find_kms(b"nowhere.example.org") is None


def test_no_room_for_a_ninth_domain(ring, store):
    for i in range(7):
        ring.add_kms(b"kms%d" % i, FAR.Z, FAR.kpak)
    assert refusal(ring.add_kms, b"ninth", FAR.Z, FAR.kpak)[0] == errors.NO_SPACE
    ring.add_kms(b"kms6", NEAR.Z, NEAR.kpak)
    assert len(ring.domains) == len(KeyRing(store).domains) == 8


# Users' keys


def test_good_keys(ring):
    user = ring.add_user(b"TEL:+44-7700-900-101", PERIOD, *issued(NEAR))
    assert ring.users == [user]
    assert (user.uri, user.period) == (URI, PERIOD)
    assert user.identity == b"2026-01\0tel:+447700900101\0"
    assert user.kms is ring.domains[0]
    assert not user.other_scheme
    assert (bytes(user.rsk), bytes(user.ssk), bytes(user.pvt)) == issued(NEAR)
    assert ring.has_user(URI) and not ring.has_user(OTHER)


RSK, SSK, PVT = issued(NEAR)


@pytest.mark.parametrize(
    "rsk",
    [
        b"",
        RSK[:-1],
        RSK + b"\0",
        b"\x02" + RSK[1:],
        changed(RSK, 256),
        changed(RSK, 1),
        b"\x04" + bytes(256),
        b"\x04" + b"\xff" * 256,
        issued(NEAR, OTHER)[0],
        issued(NEAR, URI, b"2026-02")[0],
        issued(FAR)[0],
        NEAR.Z,
    ],
)
def test_wrong_rsk(ring, store, rsk):
    assert refusal(ring.add_user, URI, PERIOD, rsk, SSK, PVT)[0] == errors.BAD_USER_KEY
    assert ring.users == [] == KeyRing(store).users


@pytest.mark.parametrize(
    ("ssk", "pvt"),
    [
        (b"", PVT),
        (SSK[:-1], PVT),
        (SSK + b"\0", PVT),
        (changed(SSK, 31), PVT),
        (changed(SSK, 0, 128), PVT),
        (bytes(32), PVT),
        (b"\xff" * 32, PVT),
        (SSK, b""),
        (SSK, PVT[:-1]),
        (SSK, PVT + b"\0"),
        (SSK, b"\x02" + PVT[1:]),
        (SSK, changed(PVT, 64)),
        (SSK, b"\x04" + bytes(64)),
        (SSK, NEAR.kpak),
        issued(NEAR, OTHER)[1:],
        issued(FAR)[1:],
    ],
)
def test_wrong_signing_pair(ring, store, ssk, pvt):
    assert refusal(ring.add_user, URI, PERIOD, RSK, ssk, pvt)[0] == errors.BAD_USER_KEY
    assert ring.users == [] == KeyRing(store).users


@pytest.mark.parametrize(
    ("uri", "period", "identity", "detail"),
    [
        (b"", PERIOD, None, "uri: a tel URI in global form"),
        (b"sip:bob@example.com", PERIOD, None, "uri: a tel URI in global form"),
        (b"tel:7700900101", PERIOD, None, "uri: a tel URI in global form"),
        (URI + b";ext=1", PERIOD, None, "uri: a tel URI in global form"),
        (b"tel:+" + b"1" * 251, PERIOD, None, "uri"),
        (URI, b"", None, "period: YYYY-MM"),
        (URI, b"2026-1", None, "period: YYYY-MM"),
        (URI, b"2026-001", None, "period: YYYY-MM"),
        (URI, b"2026-00", None, "period: YYYY-MM"),
        (URI, b"2026-13", None, "period: YYYY-MM"),
        (URI, b"2026/01", None, "period: YYYY-MM"),
        (URI, b"2o26-01", None, "period: YYYY-MM"),
        (URI, b"2026-1a", None, "period: YYYY-MM"),
        (URI, b"-026-01", None, "period: YYYY-MM"),
        (URI, b"2026-13", b"x" * 32, "period: YYYY-MM"),
        (b"", PERIOD, b"x" * 32, "uri"),
        (b"u" * 256, PERIOD, b"x" * 32, "uri"),
        (URI, PERIOD, b"", "uri"),
        (URI, PERIOD, b"x" * 256, "uri"),
    ],
)
def test_wrong_names(ring, store, uri, period, identity, detail):
    found = refusal(ring.add_user, uri, period, RSK, SSK, PVT, identity)
    assert found == (errors.BAD_ARGUMENT, detail)
    assert ring.users == [] == KeyRing(store).users


def test_keys_for_another_name(ring):
    """Good keys, but of another user or month than is said."""
    for uri, period in ((OTHER, PERIOD), (URI, b"2026-02")):
        assert refusal(ring.add_user, uri, period, RSK, SSK, PVT)[0] == errors.BAD_USER_KEY
    assert ring.users == []


def test_a_domain_comes_first(store):
    ring = KeyRing(store)
    assert refusal(ring.add_user, URI, PERIOD, RSK, SSK, PVT)[0] == errors.UNKNOWN_KMS


@pytest.mark.parametrize(
    "z", [b"\x04" + bytes(256), changed(NEAR.Z, 200), b"\x04" + b"\xff" * 256]
)
def test_wrong_z_is_found_with_the_first_keys(store, z):
    """Points of order 2, off the curve, and beyond the field."""
    ring = KeyRing(store)
    ring.add_kms(b"near.example.org", z, NEAR.kpak)
    assert refusal(ring.add_user, URI, PERIOD, RSK, SSK, PVT)[0] == errors.BAD_KMS
    assert ring.users == [] == KeyRing(store).users


def test_own_domain_is_the_one_that_fits(ring):
    ring.add_kms(b"far.example.org", FAR.Z, FAR.kpak)
    assert ring.add_user(URI, PERIOD, *issued(NEAR)).kms.uri == b"near.example.org"
    assert ring.add_user(OTHER, PERIOD, *issued(FAR, OTHER)).kms.uri == b"far.example.org"
    mixed = (issued(FAR)[0], SSK, PVT)
    assert refusal(ring.add_user, URI, PERIOD, *mixed)[0] == errors.BAD_USER_KEY


def test_replacement_wipes_the_old_key(ring, store):
    old = ring.add_user(URI, PERIOD, RSK, SSK, PVT)
    rsk, ssk = old.rsk, old.ssk
    name = identifier.identifier(PERIOD, URI)
    ssk_2, pvt_2, _ = NEAR.signing_pair(name, _RANDOM)
    new = ring.add_user(URI, PERIOD, RSK, ssk_2, pvt_2)
    assert ring.users == [new]
    assert not any(rsk) and not any(ssk)
    assert bytes(KeyRing(store).users[0].ssk) == ssk_2 != SSK


def test_wrong_replacement_leaves_the_old_key(ring, store):
    old = ring.add_user(URI, PERIOD, RSK, SSK, PVT)
    bad = issued(NEAR, OTHER)[0]
    assert refusal(ring.add_user, URI, PERIOD, bad, SSK, PVT)[0] == errors.BAD_USER_KEY
    assert ring.users == [old] and bytes(old.rsk) == RSK
    assert bytes(KeyRing(store).users[0].rsk) == RSK


def test_no_room_for_a_ninth_key(ring, store):
    months = [b"2026-%02d" % month for month in range(1, 10)]
    for month in months[:8]:
        ring.add_user(URI, month, *issued(NEAR, URI, month))
    ninth = issued(NEAR, URI, months[8])
    assert refusal(ring.add_user, URI, months[8], *ninth)[0] == errors.NO_SPACE
    for each in (ring, KeyRing(store)):
        assert [user.period for user in each.users] == months[:8]
    ring.add_user(URI, months[7], *issued(NEAR, URI, months[7]))  # a replacement has its place


class Failing(MemoryStore):
    def save(self, name, buf):
        if name.startswith("user."):
            raise MikeyError(errors.STORE)
        MemoryStore.save(self, name, buf)


def test_failing_store_keeps_nothing():
    ring = KeyRing(Failing())
    ring.add_kms(b"near.example.org", NEAR.Z, NEAR.kpak)
    assert refusal(ring.add_user, URI, PERIOD, RSK, SSK, PVT)[0] == errors.STORE
    assert ring.users == []


# Other identifier schemes


def test_identifier_of_another_scheme(ring, store):
    uid = identifier.mcx_uid(b"sip:bob@example.org", b"near.example.org", 2592000, 0, 5)
    keys = issued(NEAR, identity=uid)
    user = ring.add_user(b"sip:bob@example.org", PERIOD, *keys, uid)
    assert user.other_scheme and user.identity == uid
    again = KeyRing(store).users[0]
    assert again.other_scheme and again.identity == uid
    tel = ring.add_user(URI, PERIOD, RSK, SSK, PVT, identifier.identifier(PERIOD, URI))
    assert not tel.other_scheme


# Time (RFC 6509 3.3)


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
    begins, ends = ntp(*first), ntp(*last, 23, 59, 59)
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
    for _ in sakke_file.make_steps(NEAR.Z, identifier.identifier(PERIOD, URI), RSK, parts.append):
        pass
    lines = b"".join(parts)
    ring = KeyRing(store, lambda user: lines)
    ring.add_kms(b"near.example.org", NEAR.Z, NEAR.kpak)
    user = ring.add_user(URI, PERIOD, RSK, SSK, PVT)
    other = ring.add_user(OTHER, PERIOD, *issued(NEAR, OTHER))
    assert user.receiver.lines_state == sakke_file.READY
    assert other.receiver.lines_state == sakke_file.OTHER_KEY
    again = KeyRing(store, lambda user: lines).users
    assert again[0].receiver.lines_state == sakke_file.READY
    assert again[0].use_lines(lines[:-1]) == sakke_file.BAD_FORMAT
    assert again[0].use_lines(None) == sakke_file.MISSING


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
