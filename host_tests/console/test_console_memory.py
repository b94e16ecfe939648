"""A console whose memory is out says so, keeps nothing, and serves again when there is some."""

import pytest

from support.consoles import Console, needs
from support.emulator import Device

ALICE, BOB = "sip:alice@example.com", "sip:bob@example.com"
KEY = "000102030405060708090a0b0c0d0e0f"
REFUSALS = 8


def given(ask, own, peer, ntp="ed13557e17471e7e"):
    """Give a console a time, a name and a key, through its function `ask` of a request."""
    for request in (
        {"do": "clock", "ntp": ntp},
        {"do": "identity", "uri": own},
        {"do": "psk", "peer": peer, "key": KEY},
    ):
        assert ask(request)["ok"]


@pytest.mark.parametrize("mode,sessions", [("dhhmac", 1), ("psk", 12)])
@pytest.mark.parametrize("heap", ["56k", "64k", "96k"])
def test_a_full_heap_leaks_no_call_and_wedges_nothing(heap, mode, sessions):
    needs("qemu")
    with Console("cpython") as alice, Device(heap=heap) as device:
        bob = device.console
        given(lambda request: alice.ask(**request), ALICE, BOB)
        # A minute ahead: on a busy machine emulated time falls behind the host's, and what is
        # older than an evicted entry has to be newer than Bob's clock nowhere.
        given(bob, BOB, ALICE, "ed1355ba17471e7e")
        known, refused = [], []
        while len(refused) < REFUSALS:
            made = alice.done(do="offer", mode=mode, peer=BOB, streams=[{}] * sessions)
            got = bob({"do": "receive", "message": made["message"]})
            if got["ok"]:
                known.append(got["call"])
            else:
                assert (got["reason"], got["reply"]) == ("no-space", None)
                refused.append(made)
        assert known
        status = bob({"do": "status"})
        if status["ok"]:  # else there is no room for the list either
            assert [call["call"] for call in status["calls"]] == known
        for call in known:
            assert bob({"do": "forget", "call": call})["ok"]
        for made in refused:  # the same messages: none of them was remembered
            got = bob({"do": "receive", "message": made["message"]})
            assert got["ok"], got
            done = alice.done(do="finish", call=made["call"], message=got["reply"])
            assert done["streams"] == got["streams"]
            assert bob({"do": "forget", "call": got["call"]})["ok"]
        assert bob({"do": "status"})["calls"] == []
