"""For whom a KMS vouches: users lists, the identities that they match, and SAKKE calls."""

import pytest

from mikey import errors
from mikey.credentials import kms_users
from mikey.credentials.sakke import KeyRing
from mikey.drivers.store import MemoryStore
from mikey.errors import MikeyError
from mikey.wire import payloads
from mikey.wire.message import Message
from mikey_kms.caller import Caller
from support.peers import NOW, payload_at, phone
from support.sakke_keys import FAR, NEAR, PERIOD, RANDOM, URI, issued, refusal

HOME, AWAY = b"kms.home.example", b"kms.away.example"
SSRC = b"\1\2\3\4"


def ring(home=None, away=None, store=None):
    """Return a key ring with two domains and their users lists."""
    made = KeyRing(store or MemoryStore())
    made.add_kms(HOME, NEAR.Z, NEAR.kpak, home)
    made.add_kms(AWAY, FAR.Z, FAR.kpak, away)
    return made


def whose(made, uri):
    """Return which of the domains HOME and AWAY vouch for `uri`, as letters."""
    letters = (("h", made.find_kms(HOME)), ("a", made.find_kms(AWAY)))
    return "".join([letter for letter, kms in letters if made.vouches(kms, uri)])


def fault(action, *args, **kwargs):
    with pytest.raises(MikeyError) as caught:
        action(*args, **kwargs)
    return caught.value.fault


# Entries


@pytest.mark.parametrize(
    "entry",
    [b"", b"tel:", b"tel:+", b"tel:44", b"tel:+44x", b"tel:+4%34", b"tel:+44;a=b", b"+4477",
     b"447", b"@", b"@.", b"@..example", b"@a..b", b"@.a.", b"@a.", b"@-a", b"@a-.b", b"@a b",
     b"@a_b", b"@*.example", b"@a@b", b"@home.example:5060", b"@home%2eexample",
     b"@h\xc3\xb6me.example", b"home.example", b"alice@home.example", b"sip:a@home.example",
     b"sip:@home.example", b"*",
     b"@home.example/", b"@home.example;a", "tel:+44", 44, None],
)  # fmt: skip
def test_an_entry_that_is_none_is_refused(entry):
    made = KeyRing(MemoryStore())
    for users in ([entry], (b"tel:+1", entry)):
        assert fault(made.add_kms, HOME, NEAR.Z, NEAR.kpak, users) == errors.BAD_ARGUMENT
    assert made.domains == []


@pytest.mark.parametrize("users", [(), [], b"tel:+44", "tel:+44", 5, {b"tel:+44"}])
def test_a_list_that_is_none_is_refused(users):
    made = KeyRing(MemoryStore())
    assert fault(made.add_kms, HOME, NEAR.Z, NEAR.kpak, users) == errors.BAD_ARGUMENT


def test_a_list_has_room_for_half_a_kilobyte():
    made = KeyRing(MemoryStore())
    many = [b"tel:+%09d" % i for i in range(32)]
    kms = made.add_kms(HOME, NEAR.Z, NEAR.kpak, many)
    assert len(kms.users) == 32
    more = many + [b"tel:+1"]
    assert fault(made.add_kms, HOME, NEAR.Z, NEAR.kpak, more) == errors.NO_SPACE
    assert len(kms.users) == 32


def test_entries_have_one_form():
    made = kms_users.entries([b"TEL:+44-77.(00)", b"tel:+447700", b"@Home.Example"])
    assert made == (b"tel:+447700", b"@home.example")


def test_two_kmss_have_no_entry_in_common():
    store = MemoryStore()
    made = ring([b"tel:+44", b"@a.example"], [b"tel:+447", b"@.a.example"], store)
    for shared in (b"tel:+44", b"TEL:+4-4", b"@A.example"):
        users = (b"tel:+1", shared)
        assert fault(made.add_kms, AWAY, FAR.Z, FAR.kpak, users) == errors.BAD_ARGUMENT
        assert fault(made.add_kms, b"third", FAR.Z, FAR.kpak, users) == errors.BAD_ARGUMENT
    for each in (made, KeyRing(store)):
        assert [kms.uri for kms in each.domains] == [HOME, AWAY]
        assert each.domains[1].users == (b"tel:+447", b"@.a.example")
    made.add_kms(HOME, NEAR.Z, NEAR.kpak, (b"tel:+44",))  # its own it may keep
    made.add_kms(AWAY, FAR.Z, FAR.kpak, (b"@a.example",))  # and what it gave up is free


# Identities


@pytest.mark.parametrize(
    ("uri", "by"),
    [
        (b"tel:+447700900101", "h"),
        (b"tel:+4477009", "h"),
        (b"tel:+4477009001010000", "h"),
        (b"tel:+447700", "a"),  # fewer digits than the entry
        (b"tel:+447", "a"),
        (b"tel:+44", ""),
        (b"tel:+4", ""),
        (b"tel:+14477009", ""),  # the digits stand elsewhere
        (b"tel:+447800900101", "a"),
        (b"tel:+45", ""),
    ],
)
def test_the_longest_prefix_decides(uri, by):
    assert whose(ring([b"tel:+4477009", b"tel:+33"], [b"tel:+447"]), uri) == by


@pytest.mark.parametrize(
    ("uri", "by"),
    [
        (b"sip:alice@home.example", "h"),
        (b"SIPS:alice@HOME.Example", "h"),
        (b"sip:alice@home.example:5061", "h"),
        (b"sip:alice@home.example;user=phone", "h"),
        (b"sip:alice:password@home.example", "h"),
        (b"alice@home.example", "h"),
        (b"alice@Home.Example", "h"),
        (b"sip:alice@sub.home.example", "a"),
        (b"sip:alice@a.b.home.example", "a"),
        (b"sip:alice@home.example.evil.org", ""),
        (b"sip:alice@evil.org?@home.example", ""),
        (b"sip:alice@evil.org;x=@home.example", ""),
        (b"sip:alice@home.example@evil.org", ""),
        (b"sip:alice@evil.org@home.example", ""),
        (b"sip:alice@evil.org/@home.example", ""),
        (b"sip:evil.org/@home.example", ""),
        (b"sip:evil.org?@home.example", ""),
        (b"sip:evil.org#@home.example", ""),
        (b"sip:evil.org\\@home.example", ""),
        (b"sip:alice@evil.org#@home.example", ""),
        (b"sip:alice@home.example/", ""),
        (b"sip:alice@home.example#x", ""),
        (b"sip:alice@home.example%2eevil.org", ""),
        (b"sip:alice@home%2eexample", ""),
        (b"sip:alice%40home.example@evil.org", ""),
        (b"sip:alice%40home.example", ""),
        (b"sip:alice@home.example.", ""),
        (b"sip:alice@.home.example", ""),
        (b"sip:alice@xhome.example", ""),
        (b"sip:alice@example", ""),
        (b"sip:alice@home.example\0.evil.org", ""),
        (b"sip:alice@home.example ", ""),
        (b"sip: alice@home.example", ""),
        (b"sip:ali\0ce@home.example", ""),
        (b"sip:@home.example", ""),
        (b"@home.example", ""),
        (b"sip:home.example", ""),
        (b"home.example", ""),
        (b"alice:x@home.example:y@evil.org", ""),
        (b"s p:alice@home.example", ""),
        (b":alice@home.example", ""),
        (b"sip:alice@h\xc3\xb6me.example", ""),
        (b"http://alice@home.example/", ""),
        (b"", ""),
    ],
)
def test_a_host_is_a_whole_host(uri, by):
    made = ring([b"@home.example", b"tel:+1"], [b"@.home.example", b"tel:+2"])
    assert whose(made, uri) == by


@pytest.mark.parametrize("uri", [b"sip:alice@home.example@evil.org", b"sip:a@b%2ec", b"sip:a@b/"])
def test_nobody_vouches_for_an_identity_that_reads_two_ways(uri):
    assert whose(ring(), uri) == ""


def test_a_kms_without_a_list_vouches_for_whom_nobody_claims():
    made = ring(None, [b"tel:+447", b"@away.example"])
    assert whose(made, b"tel:+4477") == whose(made, b"sip:a@away.example") == "a"
    assert whose(made, b"tel:+33") == whose(made, b"sip:a@home.example") == "h"
    assert whose(ring(), b"tel:+447700900101") == "ha"


# What is kept


def test_lists_are_kept_and_may_change():
    store = MemoryStore()
    made = ring([b"tel:+44", b"@home.example"], None, store)
    made.add_user(URI, PERIOD, *issued(NEAR))
    again = KeyRing(store)
    assert [kms.users for kms in again.domains] == [(b"tel:+44", b"@home.example"), ()]
    for users, kept in (((b"tel:+33",), (b"tel:+33",)), (None, ())):
        kms = again.add_kms(HOME, NEAR.Z, NEAR.kpak, users)
        assert kms is again.domains[0] is again.users[0].kms
        for each in (again, KeyRing(store)):
            assert each.domains[0].users == kept and len(each.users) == 1
    again.add_kms(HOME, FAR.Z, FAR.kpak, (b"tel:+33",))
    for each in (again, KeyRing(store)):
        assert each.domains[0].users == (b"tel:+33",) and each.users == []


def test_domains_of_version_0_1_0_have_no_list():
    store = MemoryStore()
    KeyRing(store)._save("kms", 0, (HOME, NEAR.Z, NEAR.kpak))
    made = KeyRing(store)
    assert [(kms.uri, kms.users) for kms in made.domains] == [(HOME, ())]
    assert made.vouches(made.domains[0], b"tel:+447700900101")


def test_a_store_that_fails_changes_no_list():
    store = MemoryStore()
    made = ring([b"tel:+44"], None, store)

    def save(name, buf):
        raise MikeyError(errors.STORE)

    store.save = save
    assert refusal(made.add_kms, HOME, NEAR.Z, NEAR.kpak, [b"tel:+33"])[0] == errors.STORE
    assert made.domains[0].users == (b"tel:+44",)


# Calls


def called(home=None, away=None, own=(NEAR, HOME)):
    """Return a handset of URI whose keys are from HOME."""
    made = phone(b"sip:bob@example.com", b"sip:bob@example.com")
    made.clock.set(NOW, 2)
    made.keyring = ring(home, away, made.store)
    made.keyring.add_user(URI, PERIOD, *issued(own[0]))
    return made


def signed(kms, uri, name, caller=b"tel:+447700900102", peer_kms=(NEAR.Z, HOME)):
    return Caller(caller, kms, name, RANDOM).call(URI, NOW, [SSRC], peer_kms)[0]


def test_another_kms_does_not_vouch_for_a_subscriber():
    """Security of RFC 6509 6 holds within one KMS: the weakest must not forge everybody."""
    bob = called([b"tel:+4477009"], [b"tel:+33"])
    message = signed(FAR, URI, AWAY)
    with pytest.raises(MikeyError) as caught:
        bob.receive(message)
    assert (caught.value.fault, caught.value.code) == (errors.UNKNOWN_KMS, 7)
    assert bob.calls == [] and bob.replay.used() == 0
    got = bob.receive(signed(NEAR, URI, HOME))
    assert (got.peer, got.vouched_by) == (b"tel:+447700900102", ("kms", HOME))
    french = signed(FAR, URI, AWAY, b"tel:+33700900102")
    assert bob.receive(french).vouched_by == ("kms", AWAY)
    assert fault(bob.receive, signed(NEAR, URI, HOME, b"tel:+33700900102")) == errors.UNKNOWN_KMS
    assert fault(bob.receive, signed(NEAR, URI, HOME, b"tel:+49700900102")) == errors.UNKNOWN_KMS


def test_nor_for_one_that_only_its_own_list_leaves_out():
    bob = called(None, [b"tel:+447"])
    assert fault(bob.receive, signed(NEAR, URI, HOME)) == errors.UNKNOWN_KMS
    assert bob.receive(signed(FAR, URI, AWAY)).vouched_by == ("kms", AWAY)
    assert bob.receive(signed(NEAR, URI, HOME, b"tel:+4670")).vouched_by == ("kms", HOME)


def test_without_lists_every_kms_vouches_and_the_call_says_which():
    bob = called()
    assert bob.receive(signed(NEAR, URI, HOME)).vouched_by == ("kms", HOME)
    assert bob.receive(signed(FAR, URI, AWAY)).vouched_by == ("kms", AWAY)
    assert bob.calls[0].group is None


def test_signed_as_oneself_is_another_device_of_ones_own():
    """Decision A66: with a signature only a reflection of an own offer is refused."""
    bob = called([b"tel:+4477"])
    message = signed(NEAR, URI, HOME, URI)
    offer = bob.offer("psk", b"sip:bob@example.com", [SSRC])
    octets = offer._octets
    index = Message()
    assert index.scan(message, len(message)) == 0
    octets[0:4] = message[4:8]
    octets[12:] = message[index.start(11) + 2 : index.end(11)]
    assert fault(bob.receive, message) == errors.WRONG_PEER
    bob.forget(offer)
    got = bob.receive(message)
    assert (got.peer, got.vouched_by) == (URI, ("kms", HOME))


@pytest.mark.parametrize("place", range(4))
def test_an_identity_has_a_known_type_and_is_not_empty(place):
    """IDRi, IDRr and the KMSs' (decision A52): an empty one would leave the name to signalling."""
    bob = called()
    message = signed(NEAR, URI, HOME)
    start, end = payload_at(message, payloads.IDR, place)
    empty = message[: start + 3] + b"\0\0" + message[end:]
    for spoilt in [empty] + [
        message[: start + 2] + bytes((kind,)) + message[start + 3 :] for kind in (3, 200, 255)
    ]:
        with pytest.raises(MikeyError) as caught:
            bob.receive(spoilt, origin=b"tel:+447700900102", target=URI)
        assert (caught.value.fault, caught.value.code) == (errors.BAD_ID, 7)
    assert fault(bob.receive, message[: start + 2] + b"\2" + message[start + 3 :]) == (
        errors.AUTH_FAILED
    )
