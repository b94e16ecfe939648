"""The console as a black box: every request and every refusal, the same on the three runtimes.

Calls between two consoles are in test_console_calls.py.
"""

import base64
import json
import os
import subprocess

import pytest

from support import consoles
from support.consoles import RUNTIMES, Console

NTP = "ed13557e17471e7e"
KEY = "b0e30e9a3c6ec4dc6366d8972e0b3b19"
with open(os.path.join(consoles.ROOT, "host_tests", "vectors", "psk.json")) as _file:
    GOOD = json.load(_file)["vectors"][0]["messages"][0]["base64"]  # for BOB, from ALICE
ALICE, BOB = "sip:alice@example.com", "sip:bob@example.com"

NOT_JSON = [
    b"", b" ", b"hello", b"{", b"}", b'"', b"-", b"tru", b"\x00", b"\xff",
    b'{"do":"hello",}', b'{"do" "hello"}', b'{"do"::"hello"}', b"{'do':'hello'}", b'{do:"hello"}',
    b'{"do":"hello"} x', b'{"do":"hello"}{"do":"hello"}', b'{"do":"identity","uri"}', b"[1 2]",
    b'{"do":"identity","uri":NaN}', b'{"do":"clock","ntp":"%s","skew":01}' % NTP.encode(),
    b'{"do":"clock","ntp":"%s","skew":.5}' % NTP.encode(), b'{"do":"hello","x":+1}',
    b'{"do":"hello","x":0x10}', b'{"do":"hello","x":1e}', b'{"do":"hello","x":' + b"9" * 21 + b"}",
    b'{"do":"identity","uri":"a\x00b"}', b'{"do":"identity","uri":"a\tb"}',
    b'{"do":"identity","uri":"\\x41"}', b'{"do":"identity","uri":"\\u12"}',
    b'{"do":"identity","uri":"\\ud800"}', b'{"do":"identity","uri":"\\ude00\\ud83d"}',
    b'{"do":"identity","uri":"\xff\xfe"}', b'{"do":"identity","uri":"\xed\xa0\x80"}',
    b'{"do":"identity","uri":"\xc0\xaf"}', b'\xef\xbb\xbf{"do":"hello"}',
    "{\"do\":\"hello\"}".encode("utf-16"), b"[" * 4000, b'{"a":' * 800,
    b'{"do":"identity","uri":' + b"[" * 2000 + b"]" * 2000 + b"}",
]  # fmt: skip
TOO_LONG = [b"x", b'{"do":"identity","uri":"%s"}' % (b"a" * 20000), b"[" * 30000]


def request(do, **fields):
    return dict(fields, do=do)


def offer(**fields):
    return dict({"do": "offer", "mode": "psk", "peer": BOB, "streams": [{}]}, **fields)


def streams(*wishes):
    return offer(streams=list(wishes))


# (request, reason, detail); `peer` BOB has a key.
REFUSED = [
    ([], "bad-request", "not an object"),
    (1, "bad-request", "not an object"),
    (None, "bad-request", "not an object"),
    ("hello", "bad-request", "not an object"),
    ({}, "bad-request", "do"),
    ({"do": None}, "bad-request", "do"),
    ({"do": "Hello"}, "bad-request", "do"),
    ({"do": ["hello"]}, "bad-request", "do"),
    ({"do": {"hello": 1}}, "bad-request", "do"),
    ({"do": "__init__"}, "bad-request", "do"),
    ({"do": "_hello"}, "bad-request", "do"),
    (request("clock"), "bad-request", "ntp"),
    (request("clock", ntp=NTP[:-1]), "bad-request", "ntp"),
    (request("clock", ntp=NTP[:-2]), "bad-request", "ntp"),
    (request("clock", ntp=NTP + "00"), "bad-request", "ntp"),
    (request("clock", ntp="0x" + NTP[2:]), "bad-request", "ntp"),
    (request("clock", ntp=int(NTP, 16) >> 20), "bad-request", "ntp"),
    (request("clock", ntp=NTP, skew=0), "bad-request", "skew"),
    (request("clock", ntp=NTP, skew=-1), "bad-request", "skew"),
    (request("clock", ntp=NTP, skew=1.0), "bad-request", "skew"),
    (request("clock", ntp=NTP, skew=True), "bad-request", "skew"),
    (request("clock", ntp=NTP, skew="300"), "bad-request", "skew"),
    (request("clock", ntp=NTP, skew=86400 * 366 + 1), "bad-request", "skew"),
    (request("clock", ntp=NTP, trust="trusted"), "bad-request", "trust"),
    (request("clock", ntp=NTP, trust=1), "bad-request", "trust"),
    (request("identity"), "bad-request", "uri"),
    (request("identity", uri=""), "bad-request", "uri"),
    (request("identity", uri=5), "bad-request", "uri"),
    (request("identity", uri=["sip:a"]), "bad-request", "uri"),
    (request("psk", peer=BOB), "bad-request", "key"),
    (request("psk", key=KEY), "bad-request", "peer"),
    (request("psk", peer=BOB, key=KEY[:-1]), "bad-request", "key"),
    (request("psk", peer=BOB, key="0g" * 16), "bad-request", "key"),
    (request("psk", peer=BOB, key=" 0" * 16), "bad-request", "key"),
    (request("psk", peer=BOB, key=KEY[:-2]), "key-length", "psk of 16 to 255 octets"),
    (request("psk", peer=BOB, key=""), "key-length", "psk of 16 to 255 octets"),
    (request("psk", peer=BOB, key="00" * 256), "key-length", "psk of 16 to 255 octets"),
    (request("psk", peer=BOB, key=KEY, id="xx"), "bad-request", "id"),
    (offer(mode=None), "bad-request", "mode"),
    (offer(mode=1), "bad-request", "mode"),
    (offer(mode="PSK"), "mode-not-installed", "mode"),
    (offer(mode="rsa"), "mode-not-installed", "mode"),
    (offer(peer=None), "bad-request", "peer"),
    (offer(peer="sip:nobody@example.com"), "no-key", "no key for this peer"),
    (offer(streams=None), "bad-request", "streams"),
    (offer(streams={}), "bad-request", "streams"),
    (streams("f7068dee"), "bad-request", "streams"),
    (streams({"ssrc": "f7068d"}), "bad-request", "ssrc"),
    (streams({"ssrc": 1}), "bad-request", "ssrc"),
    (streams({"roc": "00000000"}), "bad-request", "roc"),
    (streams({"roc": -1}), "bad-request", "roc"),
    (streams({"roc": 1.0}), "bad-request", "roc"),
    (streams({"roc": True}), "bad-request", "roc"),
    (streams({"roc": 1 << 32}), "bad-request", "roc"),
    (streams({"cs": 256}), "bad-request", "cs"),
    (streams({"cs": -1}), "bad-request", "cs"),
    (streams({"cs": 1.0}), "bad-request", "cs"),
    (streams({"cs": "1"}), "bad-request", "cs"),
    (streams({"cs": 1}, {"cs": 1, "roc": 1}), "bad-argument", "cs"),
    (streams({"cs": 2}, {}), "bad-argument", "cs"),
    (streams({"tek": 1}), "bad-request", "tek"),
    (streams({"salt": "x"}), "bad-request", "salt"),
    (streams({"mki": {}}), "bad-request", "mki"),
    (streams({"valid": "00"}), "bad-request", "valid"),
    (streams({"valid": {"from": "00"}}), "bad-request", "to"),
    (streams({"policy": "AES"}), "bad-argument", "policy"),
    (streams({"policy": 5}), "bad-request", "policy"),
    (streams({"policy": {"x": 1}}), "bad-request", "x"),
    (streams({"policy": {"256": 1}}), "bad-request", "256"),
    (streams({"policy": {"-1": 1}}), "bad-request", "-1"),
    (streams({"policy": {"01": 1}}), "bad-request", "01"),
    (streams({"policy": {"0": 1, "b": 1, "a": 1}}), "bad-request", "a"),
    (streams({"policy": {"0": True}}), "bad-request", "0"),
    (streams({"policy": {"0": 1.0}}), "bad-request", "0"),
    (streams({"policy": {"0": "1"}}), "bad-request", "0"),
    (streams({"policy": {"0": -1}}), "bad-request", "0"),
    (streams({"policy": {"0": 99}}), "policy-parameter", "policy"),
    (streams({"policy": {"77": 1}}), "policy-parameter", "policy"),
    (offer(streams=[{}] * 256), "bad-argument", "streams"),
    (offer(map="empty"), "bad-argument", "streams with an empty map"),
    (offer(map="other"), "bad-argument", "map"),
    (offer(verify=1), "bad-argument", "verify"),
    (offer(verify="yes"), "bad-argument", "verify"),
    (offer(encr="aes"), "bad-argument", "encr"),
    (offer(encr=["aes-cm"]), "bad-argument", "encr"),
    (offer(mac={}), "bad-argument", "mac"),
    (offer(prf=0), "bad-argument", "prf"),
    (offer(group=5.0), "bad-argument", "group"),
    (offer(group=True), "bad-argument", "group"),
    (offer(group="5"), "bad-argument", "group"),
    (offer(rekey="no"), "bad-argument", "rekey"),
    (offer(rekey=0), "bad-argument", "rekey"),
    (offer(tgk_bits=True), "bad-argument", "tgk_bits"),
    (offer(tgk_bits=0), "bad-argument", "tgk_bits"),
    (offer(tgk_bits=127), "bad-argument", "tgk_bits"),
    (offer(tgk_bits=2048), "bad-argument", "tgk_bits"),
    (offer(tgk_bits="128"), "bad-argument", "tgk_bits"),
    (offer(tgk_bits=128.0), "bad-argument", "tgk_bits"),
    (offer(mki="0"), "bad-request", "mki"),
    (offer(mki=""), "bad-argument", "mki"),
    (offer(vendor=7), "bad-request", "vendor"),
    (offer(sdp_ids=[]), "bad-argument", "protocols"),
    (offer(sdp_ids=[1]), "bad-request", "sdp_ids"),
    (offer(sdp_ids=["mi key"]), "bad-argument", "protocols"),
    (offer(secure_transport=1), "bad-request", "secure_transport"),
    (offer(encr="null"), "null-algorithm", "offer"),
    (offer(mac="null"), "null-algorithm", "offer"),
    (offer(mac="sha256", prf="sha1"), "mixed-algorithms", "offer"),
    (offer(call=1), "unknown-call", "call"),
    (offer(call="1"), "bad-request", "call"),
    (request("receive"), "bad-request", "message, line or header"),
    (request("receive", message="AQAF", line="a=key-mgmt:mikey AQAF"), "bad-request",
     "message, line or header"),
    (request("receive", message="AQAF", header='prot=mikey;data="AQAF"'), "bad-request",
     "message, line or header"),
    (request("receive", header=["AQAF"]), "bad-request", "header"),
    (request("receive", header='prot=mikey;data="AQ!F"'), "base64", None),
    (request("receive", header='prot=mikey;data="%s"' % ("AAAA" * 700)), "too-long", None),
    (request("receive", line="a=key-mgmt:mikey " + "AAAA" * 700), "too-long", None),
    (request("receive", message=5), "bad-request", "message"),
    (request("receive", message=""), "truncated", None),
    (request("receive", message="AQA"), "base64", None),
    (request("receive", message="AQA!"), "base64", None),
    (request("receive", message="A==="), "base64", None),
    (request("receive", message="A=AA"), "base64", None),
    (request("receive", message="AQAF\n"), "base64", None),
    (request("receive", message="AQAF"), "truncated", None),
    (request("receive", message="AAAA" * 700), "too-long", None),
    (request("receive", message="AQAF", secure_transport="yes"), "bad-request",
     "secure_transport"),
    (request("receive", line=""), "no-mikey-attribute", None),
    (request("receive", line=7), "bad-request", "line"),
    (request("receive", line="a=key-mgmt:keyp1 AQAF"), "no-mikey-attribute", None),
    (request("receive", line="a=key-mgmt:mikey AQ!F"), "base64", None),
    (request("receive", line="a=key-mgmt:mikey AQAF"), "truncated", None),
    (request("finish"), "bad-request", "call"),
    (request("finish", call=1), "unknown-call", "call"),
    (request("finish", call=1.0), "bad-request", "call"),
    (request("explain"), "bad-request", "message or line"),
    (request("explain", message="AQAFgJ8Rw1UA"), "truncated", None),
    (request("forget"), "bad-request", "call"),
    (request("forget", call=0), "bad-request", "call"),
    (request("forget", call=True), "bad-request", "call"),
    (request("forget", call=4294967296), "bad-request", "call"),
    (request("forget", call=1), "unknown-call", "call"),
]  # fmt: skip


@pytest.fixture
def alice(console):
    """A console that has just been reset, and knows who it is and Bob's key."""
    console.done(do="reset")
    console.done(do="clock", ntp=NTP, skew=300)
    console.done(do="identity", uri=ALICE)
    console.done(do="psk", peer=BOB, key=KEY)
    return console


def is_error(answer):
    assert sorted(answer) == ["code", "detail", "ok", "reason", "reply", "section"]
    assert answer["ok"] is False and answer["section"]
    assert isinstance(answer["code"], int)
    return answer["reason"], answer["detail"]


def settled(console):
    """Return what a refused request may not change."""
    status = console.done(do="status")
    return status["calls"], status["accepted"], status["replay_cache"]


def test_hello(console):
    answer = console.done(do="hello")
    assert sorted(answer) == [
        "board", "form", "heap_free", "kernel", "line_max", "message_max", "modes", "profiles",
        "runtime", "version",
    ]  # fmt: skip
    assert (answer["profiles"], answer["form"]) == ([], "source")
    assert answer["line_max"] >= 4096 and answer["message_max"] == 2048
    assert answer["board"] in ("UNIX", "QEMU_M4")
    assert answer["runtime"] in ("cpython", "micropython")
    assert answer["kernel"] in ("native", "python")
    assert "psk" in answer["modes"]


def test_lines_that_are_no_json(alice):
    for line in NOT_JSON:
        assert is_error(alice.raw(line)) == ("bad-request", "not JSON"), line[:60]


def test_lines_that_are_too_long(alice):
    longest = alice.done(do="hello")["line_max"]
    for line in TOO_LONG:
        line += b" " * (longest + 1 - len(line))
        assert is_error(alice.raw(line)) == ("bad-request", "line too long"), line[:60]
    line = b'{"do":"identity","uri":"sip:%s"}' % (b"a" * 4000)
    assert alice.raw(line + b" " * (longest - 1 - len(line)))["ok"] is True  # a line end follows


def padded(line, size):
    return line + b" " * (size - len(line))


@pytest.mark.parametrize("end", [b"", b"\r"])
def test_a_line_as_long_as_it_may_be(alice, end):
    """Its end aside: 4096 octets on a device."""
    longest = alice.done(do="hello")["line_max"]
    for size in (longest - 1, longest):
        assert alice.raw(padded(b'{"do":"status"}', size) + end)["ok"] is True, size
    for size in (longest + 1, longest + 2, longest + 3):
        answer = alice.raw(padded(b'{"do":"status"}', size) + end)
        assert is_error(answer) == ("bad-request", "line too long"), size
    alice.done(do="status")


def test_levels_and_digits_of_json(alice):
    for depth in (6, 7, 8):
        line = b'{"do":"status","x":' + b"[" * depth + b"]" * depth + b"}"
        assert (is_error(alice.raw(line))[1] == "not JSON") is (depth > 7), depth
    for digits in (19, 20, 21):
        line = b'{"do":"status","x":' + b"9" * digits + b"}"
        assert (is_error(alice.raw(line))[1] == "not JSON") is (digits > 20), digits


def test_a_skew_of_a_second_to_a_leap_year(alice):
    for skew, good in ((0, False), (1, True), (31622399, True), (31622400, True),
                       (31622401, False)):  # fmt: skip
        wish = {"do": "clock", "ntp": NTP, "skew": skew}
        assert alice.raw(json.dumps(wish).encode())["ok"] is good, skew
    alice.done(do="clock", ntp=NTP, skew=300)


def test_refusals(alice):
    before = settled(alice)
    for wish, reason, detail in REFUSED:
        answer = alice.raw(json.dumps(wish).encode())
        assert is_error(answer) == (reason, detail), wish
        assert answer["reply"] is None
    assert settled(alice) == before
    # Nothing of all that has reached the handset: it still makes an offer to Bob.
    alice.done(**offer())


# A good request of each kind, whose fields are then misspelt.
GOOD_REQUESTS = [
    request("hello"),
    request("reset"),
    request("clock", ntp=NTP, skew=300, trust="held"),
    request("identity", uri=ALICE),
    request("psk", peer=BOB, key=KEY, id=""),
    request("kms", uri="kms.example.org", z="04" + "00" * 256, kpak="04" + "00" * 64),
    request("keys", uri="tel:+15550001", period="2026-01", rsk="", ssk="", pvt="", id=""),
    offer(verify=True, rekey=True, vendor="x", sdp_ids="mikey", secure_transport=False),
    request("receive", message=GOOD, to=BOB, sdp_ids=["mikey"], secure_transport=False),
    request("finish", call=1, message=GOOD, secure_transport=False),
    request("explain", message=GOOD),
    request("forget", call=1),
    request("status"),
]
# What other requests have, what comes later, what is nearly a field.
UNKNOWN = [
    "x", "Do", "do ", "", "KEY", "secure", "secure-transport", "securetransport", "stored",
    "peers", "certificates", "groups", "allow", "profile", "tolerate", "ticket", "roc", "ssrc",
    "ok", "\u00e9\U0001f600", "__class__",
]  # fmt: skip


def test_unknown_fields_are_refused_by_their_name(alice):
    before = settled(alice)
    for wish in GOOD_REQUESTS:
        for name in UNKNOWN:
            for value in (None, False, wish["do"]):
                answer = alice.raw(json.dumps(dict(wish, **{name: value})).encode())
                assert is_error(answer) == ("bad-request", name), wish
        # of several the first by its octets, on every runtime
        several = dict(wish, zz=1, xx=1, yy=1, **{"x" * 1000: 1})
        assert is_error(alice.raw(json.dumps(several).encode())) == ("bad-request", "xx")
    assert alice.refused(do="hello", **{"x" * 1000: 1}) == ("bad-request", "x" * 64)
    for name in UNKNOWN:
        if name not in ("ssrc", "roc"):
            assert alice.refused(**streams({}, {name: 1})) == ("bad-request", name)
        assert alice.refused(**streams({"policy": {name: 1}})) == ("bad-request", name)
        valid = {"from": "00", "to": "01", name: "00"}
        assert alice.refused(**streams({"valid": valid})) == ("bad-request", name)
    assert settled(alice) == before


def test_null_is_no_value(alice):
    """A field that is null is as good as absent, in every request that can do without it."""
    for name in ("verify", "encr", "mac", "prf", "group", "tgk_bits", "secure_transport", "call",
                 "rekey", "map", "mki", "vendor", "sdp_ids"):  # fmt: skip
        alice.done(**offer(**{name: None}))
    names = ("ssrc", "policy", "roc", "cs", "tek", "salt", "mki", "valid")
    alice.done(**streams(dict.fromkeys(names), {}))
    alice.done(do="clock", ntp=NTP, skew=None, trust=None)


def test_trust_of_the_clock(alice):
    assert alice.done(do="clock", ntp=NTP) == {"trust": "TRUSTED"}
    # what is trusted does not give way to a time that is held
    assert alice.done(do="clock", ntp=NTP, trust="held") == {"trust": "TRUSTED"}


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_octet_3_is_an_octet(runtime):
    """No Ctrl-C: it spoils the JSON of its line, wherever it stands, and leads to no prompt."""
    with Console(runtime) as console:
        for line in (b"\x03", b"\x03\x03\x03\x03", b'{"do":"hello"}\x03', b'\x03{"do":"hello"}',
                     b'{"do":\x03"hello"}', b'{"do":"hel\x03lo"}', b"\r\x03\x01",
                     b"\x03" * 3000, b"\x03\x02\x04\x01print(1)"):  # fmt: skip
            assert is_error(console.raw(line)) == ("bad-request", "not JSON")
            assert console.raw(b'{"do":"hello"}')["ok"] is True
        # while it works on a request too
        console.send(b'{"do":"hello"}\n\x03\n' * 20)
        assert [json.loads(console.line())["ok"] for _ in range(40)] == [True, False] * 20


@pytest.mark.parametrize("runtime", ["cpython", "micropython"])
def test_a_signal_ends_a_host_console_quietly(runtime):
    with Console(runtime) as console:
        console.done(do="hello")
        console.interrupt()
        status, out, err = console.end()
    assert status != 0
    assert (out, err) == (b"", "")


def test_a_host_explains_longer_messages(console):
    """RFC 3830 6.7: two certificates of RSA keys are more than a handset takes."""
    answer = console.done(do="hello")
    longest = 16384 if answer["board"] == "UNIX" else answer["message_max"]
    for size, reason in ((longest - 14, None), (longest - 13, "too-long")):
        octets = bytes.fromhex("010015009f11c3550001" "0000") + size.to_bytes(2, "big")
        coded = base64.b64encode(octets + bytes(size)).decode()
        got = console.ask(do="explain", message=coded)
        assert got.get("reason") == reason, got
        if reason is None:
            assert [p["payload"] for p in got["payloads"]] == ["HDR", "General Ext."]


def test_a_line_end_may_have_a_carriage_return(alice):
    assert alice.raw(b'{"do":"hello"}\r')["ok"] is True
    assert alice.raw(b' \t{ "do" : "hello" } ')["ok"] is True


def test_identities_are_octets(alice):
    """Escaped, plain or as a pair of surrogates, one text is one peer."""
    alice.done(do="psk", peer="sip:\u00e9\U0001f600@example.com", key=KEY)
    for peer in (b"sip:\xc3\xa9\xf0\x9f\x98\x80@example.com",
                 b"sip:\\u00E9\\ud83d\\ude00@example.com"):  # fmt: skip
        line = b'{"do":"offer","mode":"psk","peer":"%s","streams":[{}]}' % peer
        assert alice.raw(line)["ok"] is True


def test_nothing_works_before_it_is_told_who_it_is(console):
    console.done(do="reset")
    assert console.refused(**offer()) == ("wrong-state", "no identity set")
    assert console.refused(do="receive", message=GOOD) == ("wrong-state", None)
    console.done(do="identity", uri=BOB)
    assert console.refused(**offer()) == ("no-key", "no key for this peer")
    assert console.refused(do="receive", message=GOOD) == ("no-key", None)
    assert console.done(do="explain", message=GOOD)["payloads"][0]["csb_id"] == "9f11c355"


def test_status_counts(alice):
    made = alice.done(**offer())
    alice.done(do="identity", uri=BOB)
    alice.done(do="psk", peer=ALICE, key=KEY)
    before = alice.done(do="status")
    got = alice.done(do="receive", message=made["message"])
    assert alice.refused(do="receive", message=made["message"]) == ("replay", None)
    after = alice.done(do="status")
    assert after["accepted"] == before["accepted"] + 1
    assert after["replays"] == before["replays"] + 1
    assert after["rejected"] == {"1": 1}
    assert after["replay_cache"] == {"used": 1, "size": 64}
    assert after["calls"] == [
        {"call": made["call"], "mode": "psk", "peer": BOB},
        {"call": got["call"], "mode": "psk", "peer": ALICE},
    ]
    assert after["worst_step_ms"] >= 0


def test_forget_and_reset(alice):
    made = alice.done(**offer(verify=False))
    assert alice.done(do="finish", call=made["call"])["streams"] == made["streams"]
    alice.done(do="forget", call=made["call"])
    assert alice.refused(do="finish", call=made["call"]) == ("unknown-call", "call")
    assert alice.refused(do="forget", call=made["call"]) == ("unknown-call", "call")
    again = alice.done(**offer())
    assert again["call"] != made["call"]
    alice.done(do="reset")
    assert alice.refused(do="finish", call=again["call"]) == ("unknown-call", "call")
    assert alice.refused(**offer()) == ("wrong-state", "no identity set")
    assert alice.done(do="status")["calls"] == []


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_the_input_ends_the_console(runtime):
    with Console(runtime) as console:
        console.send(b'{"do":"identity","uri":"sip:a"}\n{"do":"status"}')
        status, out, err = console.end()
    answers = [json.loads(line) for line in out.splitlines()]
    assert (status, err) == (0, "")
    assert [answer["ok"] for answer in answers] == [True, True]
    assert answers[1]["calls"] == []


@pytest.mark.parametrize("options", [["--entropy-hex", "0"], ["--entropy-hex"], ["--other"]])
def test_bad_options(options):
    with Console("cpython", options=options) as console:
        status, out, err = console.end()
    assert (status, out) == (2, b"")
    assert "bad-request" in err and "Traceback" not in err


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_make_console(runtime):
    """`make -s console` gives one answer a request on standard output, and nothing else."""
    consoles.needs(runtime)
    done = subprocess.run(
        ["make", "-s", "console", "RUN=" + runtime],
        input=b'{"do":"hello"}\nnothing\n{"do":"status"}\n',
        capture_output=True,
        cwd=consoles.ROOT,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["ok"] for answer in answers] == [True, False, True]
