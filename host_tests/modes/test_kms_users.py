"""For whom a KMS vouches: prefixes of numbers and hosts, the longest one (RFC 6509 2.2.1, 6)."""

import json
from pathlib import Path

import pytest

from conformance.sakke import ready, with_id
from mikey import errors, kms_users
from mikey.drivers.store import MemoryStore
from mikey.errors import MikeyError
from mikey.keyring import KeyRing, Kms
from support.sakke_keys import FAR, NEAR

VECTOR = json.loads((Path(__file__).parents[1] / "vectors" / "sakke.json").read_text())["vectors"][
    0
]
CALLER = VECTOR["inputs"]["initiator_uri"].encode()


def fault(action, *args, **kwargs):
    with pytest.raises(MikeyError) as caught:
        action(*args, **kwargs)
    return caught.value.fault


@pytest.mark.parametrize(
    "entry, name, good",
    [
        (b"tel:+4477009", b"tel:+447700900001", True),
        (b"tel:+447700900001", b"tel:+447700900001", True),
        (b"tel:+447700900001", b"tel:+4477009000012", True),  # a prefix: the longer number too
        (b"tel:+4477009000012", b"tel:+447700900001", False),
        (b"tel:+44", b"tel:+4", False),
        (b"@home.example", b"sip:alice@home.example", True),
        (b"@home.example", b"sip:alice@HOME.example", True),
        (b"@HOME.example", b"sips:alice@home.example:5061;user=phone", True),
        (b"@home.example", b"sip:alice@home.example.evil.org", False),
        (b"@home.example", b"sip:alice@evil.org?@home.example", False),
        (b"@home.example", b"sip:alice@home.example@evil.org", False),
        (b"@home.example", b"sip:alice@evilhome.example", False),
        (b"@home.example", b"sip:alice@a.home.example", False),
        (b"@home.example", b"sip:alice@home%2eexample", False),
        (b"@home.example", b"sip:alice%40home.example", False),
        (b"@home.example", b"tel:+44@home.example", False),
        (b"@.home.example", b"sip:alice@a.home.example", True),
        (b"@.home.example", b"sip:alice@home.example", False),
        (b"@.home.example", b"sip:alice@evilhome.example", False),
    ],
)
def test_an_entry_fits(entry, name, good):
    assert (kms_users.fit(kms_users.entries([entry]), name) > 0) == good


@pytest.mark.parametrize(
    "users",
    [[b""], [b"tel:"], [b"tel:+"], [b"tel:44"], [b"tel:+44x"], [b"home.example"], [b"@"], [b"@."],
     [b"@a@b"], [b"@a..b"], [b"sip:alice@home.example"], ["tel:+44"], b"tel:+44", 1],
)  # fmt: skip
def test_what_is_no_entry_is_refused(users):
    assert fault(kms_users.entries, users) == errors.BAD_ARGUMENT


def test_the_longest_entry_says_whose_a_name_is():
    home = Kms(b"home", b"", b"", (b"tel:+44",))
    partner = Kms(b"partner", b"", b"", (b"tel:+4477009",))
    rest = Kms(b"rest", b"", b"")
    domains = [home, partner, rest]

    def by(name):
        return [kms.uri for kms in domains if kms_users.vouches(kms, domains, name)]

    assert by(b"tel:+447700900001") == [b"partner"]
    assert by(b"tel:+4420") == [b"home"]
    assert by(b"tel:+49") == [b"rest"]


def test_the_same_entry_of_two_kmss_is_refused():
    ring = KeyRing(MemoryStore())
    ring.add_kms(b"near.example.org", NEAR.Z, NEAR.kpak, [b"tel:+44"])
    assert fault(ring.add_kms, b"far.example.org", FAR.Z, FAR.kpak, [b"TEL:+44"]) == (
        errors.BAD_ARGUMENT
    )
    assert len(ring.domains) == 1


def test_the_list_outlives_a_restart_and_can_be_changed():
    store = MemoryStore()
    for users in (None, [b"tel:+44", b"@home.example"], [], [b"tel:+1"]):
        KeyRing(store).add_kms(b"near.example.org", NEAR.Z, NEAR.kpak, users)
        expected = None if users is None else tuple(users)
        assert KeyRing(store).domains[0].users == expected


@pytest.mark.parametrize(
    "own, other, accepted",
    [
        (None, None, True),
        ([CALLER[:9]], None, True),
        ([b"tel:+999"], None, False),
        ([], None, False),
        (None, [CALLER[:7]], False),
        ([CALLER[:7]], [CALLER[:9]], False),
        ([CALLER[:9]], [CALLER[:7]], True),
    ],
)
def test_a_kms_speaks_for_its_own_users_alone(own, other, accepted):
    bob = ready(with_id(VECTOR))
    kms = bob.keyring.domains[0]
    kms.users = None if own is None else kms_users.entries(own)
    if other is not None:
        bob.keyring.domains.append(Kms(b"kms:other", kms.z, kms.kpak, kms_users.entries(other)))
    message = bytes.fromhex(VECTOR["messages"][0]["hex"])
    if accepted:
        assert bob.receive(message).vouched_by == ("kms", kms.uri)
    else:
        assert fault(bob.receive, message) == errors.UNKNOWN_KMS
