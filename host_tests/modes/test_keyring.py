"""The key ring: what it takes from a KMS, and what it refuses."""

import pytest

from mikey import errors
from mikey.credentials import identifier
from mikey.credentials.sakke import KeyRing
from mikey.drivers.store import MemoryStore
from mikey.errors import MikeyError
from support.sakke_keys import (
    FAR,
    NEAR,
    OTHER,
    PERIOD,
    PVT,
    RANDOM,
    RSK,
    SSK,
    URI,
    changed,
    issued,
    refusal,
)


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def ring(store):
    """A ring with the domain NEAR."""
    made = KeyRing(store)
    made.add_kms(b"near.example.org", NEAR.Z, NEAR.kpak)
    return made


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
        near = each.find_kms(b"near.example.org")
        assert near and near.z == FAR.Z
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
    ssk_2, pvt_2, _ = NEAR.signing_pair(name, RANDOM)
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


# Limits


def test_the_longest_names_outlive_a_restart(store):
    """255 octets each for the KMS, the user and the identifier."""
    ring = KeyRing(store)
    kms, uri, identity = b"k" * 255, b"u" * 255, b"i" * 255
    ring.add_kms(kms, NEAR.Z, NEAR.kpak)
    keys = issued(NEAR, identity=identity)
    ring.add_user(uri, PERIOD, *keys, identity=identity)
    again = KeyRing(store)
    (user,) = again.users
    assert (user.kms.uri, user.uri, user.identity) == (kms, uri, identity)
    assert (bytes(user.rsk), bytes(user.ssk), bytes(user.pvt)) == keys


def test_no_room_for_the_keys_of_a_ninth_period(ring, store):
    months = [b"2026-%02d" % month for month in range(1, 10)]
    for month in months[:8]:
        ring.add_user(URI, month, *issued(NEAR, URI, month))
    assert refusal(ring.add_user, URI, months[8], *issued(NEAR, URI, months[8]))[0] == (
        errors.NO_SPACE
    )
    ring.add_user(URI, months[7], *issued(NEAR, URI, months[7]))
    for each in (ring, KeyRing(store)):
        assert [user.period for user in each.users] == months[:8]
