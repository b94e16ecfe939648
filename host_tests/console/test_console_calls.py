"""Calls through consoles, between every two runtimes."""

import base64
import json
import os
import shutil

import pytest

from support import consoles
from support.consoles import RUNTIMES, Console

with open(os.path.join(consoles.ROOT, "host_tests", "vectors", "psk.json")) as _file:
    VECTORS = {v["name"]: v for v in json.load(_file)["vectors"]}
ALICE, BOB = "sip:alice@example.com", "sip:bob@example.com"
from support.psk_rounds import KEY, SSRC, rounds


@pytest.fixture(scope="module")
def peers():
    """Two consoles of every runtime: {runtime: (alice, bob)}, started when they are first asked
    for.
    """
    started = {}

    def get(one, other):
        for runtime in (one, other):
            if runtime not in started:
                started[runtime] = (Console(runtime), Console(runtime))
        alice, bob = started[one][0], started[other][1]
        for console, own, peer in ((alice, ALICE, BOB), (bob, BOB, ALICE)):
            console.done(do="reset")
            console.done(do="identity", uri=own)
            console.done(do="psk", peer=peer, key=KEY)
        return alice, bob

    yield get
    for pair in started.values():
        for console in pair:
            console.__exit__()


def offered(alice, *streams, **options):
    return alice.done(do="offer", mode="psk", peer=BOB, streams=list(streams), **options)


def agree(alice, bob, *streams, **options):
    """Run a call to its end; return (streams, Alice's call, Bob's call)."""
    secure = options.get("secure_transport", False)
    made = offered(alice, *streams, **options)
    got = bob.done(do="receive", line=made["line"], secure_transport=secure)
    if got["reply"] is None:
        assert made["streams"] == got["streams"]
    else:
        assert "streams" not in made or "call" in options
        if "call" not in options:  # an update leaves the streams of before until it is answered
            wish = {"do": "finish", "call": made["call"]}
            assert alice.refused(**wish) == ("wrong-state", "call not verified")
        done = alice.done(
            do="finish", call=made["call"], message=got["reply"], secure_transport=secure
        )
        assert done["streams"] == got["streams"]
    return got["streams"], made["call"], got["call"]


@pytest.mark.parametrize("other", RUNTIMES)
@pytest.mark.parametrize("one", RUNTIMES)
def test_calls_between_runtimes(peers, one, other):
    alice, bob = peers(one, other)
    [stream], _, _ = agree(alice, bob, {"ssrc": SSRC})
    assert (stream["cs"], stream["ssrc"], stream["roc"]) == (1, SSRC, 0)
    assert (len(stream["tek"]), len(stream["salt"])) == (32, 28)
    assert stream["policy"] == {"0": 1, "1": 16, "2": 1, "3": 20, "4": 14, "11": 10}

    several, _, _ = agree(
        alice, bob,
        {"ssrc": SSRC, "policy": "AEAD_AES_256_GCM", "roc": 7},
        {"policy": "AES_CM_128_HMAC_SHA1_32"},
        {"ssrc": "00000001", "policy": {"0": 1, "1": 32}},
        {"policy": "NULL_HMAC_SHA1_80"},
        mac="sha256", prf="sha256", mki="0a0b",
    )  # fmt: skip
    assert [(s["cs"], len(s["tek"]) // 2, len(s["salt"]) // 2) for s in several] == [
        (1, 32, 12), (2, 16, 14), (3, 32, 14), (4, 16, 14),
    ]  # fmt: skip
    assert several[0]["roc"] == 7
    assert {s["mki"] for s in several} == {"0a0b"}
    assert len({s["tek"] for s in several}) == 4
    assert "00000000" not in {s["ssrc"] for s in several}  # the responder filled them in

    agree(alice, bob, {"ssrc": SSRC}, verify=False)
    agree(alice, bob, {"ssrc": SSRC}, encr="aes-kw")
    agree(alice, bob, {"ssrc": SSRC}, encr="null", secure_transport=True)
    agree(alice, bob, {"ssrc": SSRC}, encr="null", mac="null", verify=False, secure_transport=True)
    agree(alice, bob, {"ssrc": SSRC}, encr="null", mac="null", secure_transport=True)


@pytest.mark.parametrize("other", RUNTIMES)
@pytest.mark.parametrize("one", RUNTIMES)
def test_updates_between_runtimes(peers, one, other):
    alice, bob = peers(one, other)
    [first], call, answered = agree(alice, bob, {"ssrc": SSRC})
    [second], same, again = agree(alice, bob, call=call)
    assert (same, again) == (call, answered)
    assert second["tek"] != first["tek"] and second["salt"] != first["salt"]
    assert (second["ssrc"], second["policy"]) == (first["ssrc"], first["policy"])
    # The keys are kept, a session is added under them.
    more, _, _ = agree(
        alice, bob, {"ssrc": SSRC}, {"ssrc": "00000002"}, call=call, rekey=False, verify=False
    )
    assert more[0]["tek"] == second["tek"]
    assert more[1]["tek"] != second["tek"]
    assert alice.done(do="finish", call=call)["streams"] == more
    # Another handset knows no such call.
    bob.done(do="reset")
    bob.done(do="identity", uri=BOB)
    bob.done(do="psk", peer=ALICE, key=KEY)
    update = offered(alice, call=call)
    assert bob.refused(do="receive", message=update["message"])[0] == "missing-payload"


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_refused_answers_leave_a_call_open(peers, runtime):
    alice, bob = peers(runtime, runtime)
    made = offered(alice, {"ssrc": SSRC})
    reply = bob.done(do="receive", message=made["message"])["reply"]
    call = made["call"]
    octets = bytearray(base64.b64decode(reply))
    octets[-1] ^= 1
    spoilt = base64.b64encode(octets).decode()
    assert alice.refused(do="finish", call=call, message=spoilt) == ("auth-failure", None)
    other = offered(alice, {"ssrc": SSRC})
    assert alice.refused(do="finish", call=other["call"], message=reply)[0] == "csb-differs"
    assert alice.refused(do="finish", call=call)[0] == "wrong-state"
    alice.done(do="finish", call=call, message=reply)
    assert alice.refused(do="finish", call=call, message=reply)[0] == "wrong-state"


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_errors_are_sent_and_understood(peers, runtime):
    """A policy that Bob does not know: his ERR message says so to Alice."""
    alice, bob = peers(runtime, runtime)
    made = offered(alice, {"ssrc": SSRC})
    octets = bytearray(base64.b64decode(made["message"]))
    octets[octets.index(bytes((0, 1, 1, 1, 1, 16))) + 2] = 99
    answer = bob.ask(do="receive", message=base64.b64encode(octets).decode())
    assert (answer["reason"], answer["code"]) == ("policy-parameter", 10)
    heard = alice.ask(do="finish", call=made["call"], message=answer["reply"])
    assert (heard["ok"], heard["reason"], heard["code"]) == (False, "peer-error", 10)
    names = [p["payload"] for p in bob.done(do="explain", message=answer["reply"])["payloads"]]
    assert names == ["HDR", "T", "ERR", "SP"]


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_null_algorithms_are_for_secure_transports(peers, runtime):
    alice, bob = peers(runtime, runtime)
    made = offered(alice, {}, encr="null", mac="null", secure_transport=True)
    assert bob.refused(do="receive", message=made["message"]) == ("null-algorithm", None)
    got = bob.done(do="receive", message=made["message"], secure_transport=True)
    wish = {"do": "finish", "call": made["call"], "message": got["reply"]}
    assert alice.refused(**wish) == ("null-algorithm", None)
    assert alice.done(**wish, secure_transport=True)["streams"] == got["streams"]


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_bidding_down_is_refused(peers, runtime):
    """RFC 4567 4.1.4 and 7: the message names the protocols that were offered beside it."""
    alice, bob = peers(runtime, runtime)
    made = offered(alice, {}, sdp_ids=["mikey", "keyp1"])
    for ids in (["mikey"], ["keyp1", "mikey"], ["mikey", "keyp1", "keyp2"], "keyp1"):
        assert bob.refused(do="receive", line=made["line"], sdp_ids=ids)[0] == "sdp-ids-differ"
    bob.done(do="receive", line=made["line"], sdp_ids=["mikey", "keyp1"])
    silent = offered(alice, {})
    assert bob.refused(do="receive", line=silent["line"], sdp_ids="mikey;keyp1") == (
        "sdp-ids-differ",
        None,
    )
    bob.done(do="receive", line=silent["line"], sdp_ids="mikey")


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_signalled_identities(peers, runtime):
    alice, bob = peers(runtime, runtime)
    made = offered(alice, {})
    bob.done(do="identity", uri="sip:carol@example.com")
    assert bob.refused(do="receive", message=made["message"]) == ("wrong-identity", None)
    bob.done(do="identity", uri=BOB)
    bob.done(do="receive", message=made["message"], **{"from": "sip:x", "to": "sip:y"})


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_streams_of_an_answer_go_into_an_offer(peers, runtime):
    """As they are: policy, SSRC, ROC and CS ID hold, the key is a fresh one."""
    alice, bob = peers(runtime, runtime)
    given, call, _ = agree(
        alice, bob, {"ssrc": SSRC, "roc": 0xFFFFFFFF, "policy": "AEAD_AES_256_GCM"},
        {"ssrc": "00000002", "policy": {"0": 1, "1": 32}}, mki="0a0b",
    )  # fmt: skip

    def said(streams):
        return [[s[n] for n in ("cs", "ssrc", "roc", "policy")] for s in streams]

    for chosen in (given, given[1:], given[::-1]):
        for more in ({}, {"mki": "0c"}, {"call": call}):
            made, _, _ = agree(alice, bob, *chosen, **more)
            assert said(sorted(made, key=lambda s: s["cs"])) == said(
                sorted(chosen, key=lambda s: s["cs"])
            )
            assert {s["mki"] for s in made} == {more.get("mki")}
            assert not {s["tek"] for s in made} & {s["tek"] for s in given}
    # A session with two keys is two streams of an answer, and one session.
    twice = [given[1], dict(given[1], tek="00" * 32, mki="0d", valid={"from": "00", "to": "01"})]
    made, _, _ = agree(alice, bob, *twice)
    assert said(made) == said(given[1:])
    wish = {"do": "offer", "mode": "psk", "peer": BOB}
    differs = [given[1], dict(given[1], ssrc="00000009")]
    assert alice.refused(streams=differs, **wish) == ("bad-argument", "cs")
    assert alice.refused(streams=given[1:], map="srtp-id", **wish) == ("bad-argument", "cs")


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_rtsp_headers(peers, runtime):
    """RFC 4567 3.2: with its name or without, parameters in any order, whatever stands beside."""
    alice, bob = peers(runtime, runtime)
    for text in (
        'KeyMgmt: prot=mikey;uri="rtsp://h/a";data="%s"',
        'keymgmt: data="%s";URI="rtsp://h/a";Prot=mikey',
        'prot=keyp1;data=?, prot=mikey;data="%s"',
    ):
        made = offered(alice, {"ssrc": SSRC})
        got = bob.done(do="receive", header=text % made["message"])
        done = alice.done(do="finish", call=made["call"], header=text % got["reply"])
        assert done["streams"] == got["streams"]
    made = offered(alice, {"ssrc": SSRC})
    for bad in ("", "KeyMgmt:", 'prot=mikey;data=""', 'prot=mikey;uri="";data="%s"'):
        bad = bad.replace("%s", made["message"])
        for wish in ({"do": "receive"}, {"do": "finish", "call": made["call"]}):
            assert alice.refused(header=bad, **wish) == ("no-mikey-attribute", None)


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_folded_and_unpadded_lines(peers, runtime):
    alice, bob = peers(runtime, runtime)
    line = offered(alice, {"ssrc": SSRC}, verify=False)["line"].rstrip("=")
    folded = line[:40] + "\r\n " + line[40:90] + "\n" + line[90:]
    for spoilt in (line[:-1] + "*", line[:-3]):
        assert bob.ask(do="receive", line=spoilt)["ok"] is False
    bob.done(do="receive", line=" " + folded)


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_replay_state_outlives_the_console(runtime):
    folder = consoles.store_folder()
    vector = VECTORS["psk-01-basic"]
    [(inputs, _, i_message, _)] = rounds(vector)
    try:
        for first in (True, False):
            with Console(runtime, folder) as bob:
                bob.done(do="identity", uri=BOB)
                bob.done(do="psk", peer=ALICE, key=inputs["psk"])
                bob.done(do="clock", ntp=inputs["receiver_clock"]["now_ntp"])
                if first:
                    bob.done(do="receive", message=i_message)
                assert bob.refused(do="receive", message=i_message) == ("replay", None)
                assert bob.done(do="status")["replay_cache"] == {"used": 1, "size": 64}
                if not first:
                    bob.done(do="reset")
                    assert bob.done(do="status")["replay_cache"]["used"] == 0
    finally:
        shutil.rmtree(folder)


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_entropy_that_runs_out(runtime):
    with Console(runtime, options=["--entropy-hex", "00" * 10]) as alice:
        alice.done(do="identity", uri=ALICE)
        alice.done(do="psk", peer=BOB, key=KEY)
        wish = {"do": "offer", "mode": "psk", "peer": BOB, "streams": [{}]}
        assert alice.refused(**wish) == ("entropy-failure", None)
        assert alice.done(do="status")["calls"] == []
