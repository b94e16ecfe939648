"""Who may speak for whom, through the console and the same on the three runtimes."""

import base64

import pytest

from mikey_kms.caller import Caller
from support.consoles import NOW, Console, prepare
from support.sakke_keys import FAR, NEAR, PERIOD, RANDOM, URI, issued

ALICE, BOB, MALLORY = "sip:alice@example.com", "sip:bob@example.com", "sip:mallory@example.com"
KEY, GROUP = "000102030405060708090a0b0c0d0e0f", "646566676869" + "6a" * 10
GRP = "677270"
SSRCS = [{"ssrc": "f7068dee"}]
HOME, AWAY = "kms.example.org", "kms.example.net"
CAROL = "tel:+447700900102"


def domain(kms=NEAR, uri=HOME, **fields):
    return dict({"do": "kms", "uri": uri, "z": kms.Z.hex(), "kpak": kms.kpak.hex()}, **fields)


def keys():
    """Return the request that gives the console the SAKKE keys of URI from HOME."""
    named = zip(("rsk", "ssk", "pvt"), issued(NEAR))
    fields = {"do": "keys", "uri": URI.decode(), "period": PERIOD.decode()}
    return dict(fields, **{name: octets.hex() for name, octets in named})


def sakke(caller=CAROL, kms=NEAR, uri=HOME):
    """Return an I_MESSAGE (base64) for URI, signed by `caller` with a key of `kms`."""
    made = Caller(caller.encode(), kms, uri.encode(), RANDOM)
    now = bytes.fromhex(NOW)
    message, _ = made.call(URI, now, [bytes(range(1, 5))], (NEAR.Z, HOME.encode()))
    return base64.b64encode(message).decode()


def be(console, uri, *psks):
    """Make the console a fresh handset of `uri`."""
    prepare(console, {"do": "identity", "uri": uri}, *psks)


def psk(peer, key=KEY, **fields):
    return dict({"do": "psk", "peer": peer, "key": key}, **fields)


def group(**fields):
    return psk("*", GROUP, id=GRP, **fields)


def offer(console, mode="psk", peer=BOB, **fields):
    return console.done(do="offer", mode=mode, peer=peer, streams=SSRCS, **fields)


@pytest.mark.parametrize("mode", ["psk", "dhhmac"])
def test_a_group_key_vouches_for_the_group(console, mode):
    with Console("cpython") as other:
        be(other, ALICE, group())
        wish = {"do": "offer", "mode": mode, "peer": BOB, "streams": SSRCS}
        assert other.refused(**wish)[0] == "no-key"
        assert other.refused(**wish, group_key=False)[0] == "no-key"
        assert other.refused(**wish, group_key="yes") == ("bad-argument", "group_key")
        made = offer(other, mode, group_key=True)
        be(console, BOB, group())
        got = console.done(do="receive", message=made["message"])
        assert (got["peer"], got["vouched_by"]) == (ALICE, {"group": GRP})
        done = other.done(do="finish", call=made["call"], message=got["reply"])
        assert (done["peer"], done["vouched_by"]) == (BOB, {"group": GRP})
        again = console.done(do="finish", call=got["call"])
        assert (again["peer"], again["vouched_by"]) == (ALICE, {"group": GRP})
        be(console, BOB, group(), psk(ALICE))
        assert console.ask(do="receive", message=made["message"])["reply"] is None
        assert console.refused(do="receive", message=made["message"])[0] == "no-key"
        be(other, BOB, group())
        made = offer(other, mode, group_key=True)
        assert console.refused(do="receive", message=made["message"])[0] == "wrong-identity"


def test_a_pairwise_key_vouches_for_its_peer(console):
    with Console("cpython") as other:
        be(other, ALICE, psk(BOB))
        made = offer(other)
        be(console, BOB, psk(ALICE))
        got = console.done(do="receive", message=made["message"])
        done = other.done(do="finish", call=made["call"], message=got["reply"])
        assert got["vouched_by"] == {"psk": ALICE} and done["vouched_by"] == {"psk": BOB}


def test_members(console):
    be(console, BOB)
    for members in ([], [""], ["*"]):
        assert console.refused(**group(members=members)) == ("bad-argument", "members")
    for members in ("sip:a", {}, [5], [None], [[]], True):
        assert console.refused(**group(members=members)) == ("bad-request", "members")
    assert console.refused(**psk(ALICE, members=[ALICE])) == ("bad-argument", "members")
    console.done(**group(members=[ALICE, BOB]))
    with Console("cpython") as other:
        for uri, peer in ((ALICE, ALICE), (MALLORY, None), (ALICE + "x", None)):
            be(other, uri, group())
            message = offer(other, group_key=True)["message"]
            answer = console.ask(do="receive", message=message)
            assert answer.get("peer") == peer
            assert peer or answer["reason"] == "wrong-identity"
    refused = console.refused(
        do="offer", mode="psk", peer=MALLORY, streams=SSRCS, group_key=True
    )
    assert refused == ("wrong-identity", "no member of the group")
    offer(console, peer=ALICE, group_key=True)


def test_a_group_key_without_an_id(console):
    be(console, BOB, psk("*", GROUP))
    made = offer(console, peer=ALICE, group_key=True, verify=False)
    assert console.done(do="finish", call=made["call"])["vouched_by"] == {"group": ""}


def test_a_kms_vouches_for_its_users(console):
    home = domain(users=["tel:+4477009001", "@home.example"])
    prepare(console, home, domain(FAR, AWAY, users=["tel:+33", "@.home.example"]), keys())
    answer = console.done(do="receive", message=sakke())
    assert (answer["peer"], answer["vouched_by"]) == (CAROL, {"kms": HOME})
    assert console.done(do="finish", call=answer["call"])["vouched_by"] == {"kms": HOME}
    for caller in (CAROL, URI.decode(), "tel:+4477009001", "tel:+49", "tel:+4433"):
        answer = console.ask(do="receive", message=sakke(caller, FAR, AWAY))
        assert (answer["reason"], answer["code"]) == ("unknown-kms", 7)
    for caller in ("tel:+33700900102", "tel:+33"):
        answer = console.done(do="receive", message=sakke(caller, FAR, AWAY))
        assert (answer["peer"], answer["vouched_by"]) == (caller, {"kms": AWAY})
    assert console.refused(do="receive", message=sakke("tel:+33"))[0] == "unknown-kms"


def test_users_lists(console):
    prepare(console, domain(users=["tel:+44"]))
    for users in ([], ["tel:+"], ["tel:44"], [""], ["home.example"], ["@"], ["@a b"]):
        assert console.refused(**domain(users=users)) == ("bad-argument", "users")
    for users in ("tel:+44", {}, [5], [None], True):
        assert console.refused(**domain(users=users)) == ("bad-request", "users")
    refused = console.refused(**domain(FAR, AWAY, users=["tel:+4-4"]))
    assert refused == ("bad-argument", "users of another KMS")
    console.done(**domain(users=["tel:+33"]))
    console.done(**domain(FAR, AWAY, users=["tel:+44"]))
    console.done(**domain())
