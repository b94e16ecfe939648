"""Published PSK vectors through the console: received, and made octet for octet."""

import json
import os

import pytest

from support import consoles
from support.consoles import RUNTIMES, Console
from support.psk_rounds import rounds

with open(os.path.join(consoles.ROOT, "host_tests", "vectors", "psk.json")) as _file:
    VECTORS = {v["name"]: v for v in json.load(_file)["vectors"]}
ALICE, BOB = "sip:alice@example.com", "sip:bob@example.com"
# Vectors that a console can make: TGKs without a salt, policies ascending
# by number, identities in updates too.
MADE = (
    "psk-01-basic", "psk-05-null-null", "psk-07-aes-kw", "psk-11-responder-fills-ssrc",
    "psk-13-nai-vendor-ext", "psk-15-ntp-wrap-skew", "psk-19-zero-cs", "psk-21-update-new-tgk",
)  # fmt: skip


def rows(outputs):
    """Return (CS ID, TEK, salt, ROC, MKI, validity) of every stream that a vector expects."""
    found = []
    for session in outputs["crypto_sessions"]:
        for key in session["keys"]:
            kv = key["kv"]
            valid = {"from": kv["from"], "to": kv["to"]} if kv["type"] == "interval" else None
            found.append(
                (session["cs_id"], key["tek"], key["salt"], session.get("roc", 0), kv.get("spi"),
                 valid)
            )  # fmt: skip
    return found


def streams(answer):
    return [
        (s["cs"], s["tek"], s["salt"], s["roc"], s["mki"], s["valid"]) for s in answer["streams"]
    ]


def text(identity):
    return bytes.fromhex(identity["data"]).decode()


def prepare(console, inputs, own, peer):
    console.done(do="reset")
    console.done(do="identity", uri=text(inputs[own]))
    console.done(do="psk", peer=text(inputs[peer]), key=inputs["psk"])


def receive_vector(console, vector):
    inputs = vector["inputs"]
    prepare(console, inputs, "responder_id", "initiator_id")
    call = None
    for exchange, outputs, i_message, r_message in rounds(vector):
        clock = exchange["receiver_clock"]
        console.done(do="clock", ntp=clock["now_ntp"], skew=clock["skew_seconds"])
        null = exchange["kemac"]["mac_alg"] == 0
        answer = console.done(do="receive", message=i_message, secure_transport=null)
        assert answer["reply"] == r_message
        assert answer["csb_id"] == inputs["csb_id"]
        assert (answer["mode"], answer["peer"]) == ("psk", text(inputs["initiator_id"]))
        assert streams(answer) == rows(outputs)
        assert call in (None, answer["call"])  # an update is of the same call
        call = answer["call"]


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_vectors_are_received(runtime):
    with Console(runtime) as console:
        for name in sorted(VECTORS):
            if name != "psk-11-responder-fills-ssrc":
                receive_vector(console, VECTORS[name])


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_the_responder_fills_in_ssrcs(runtime):
    """The vector's SSRC is what its entropy gives."""
    vector = VECTORS["psk-11-responder-fills-ssrc"]
    before = vector["inputs"]["cs_map"]["entries"]
    after = vector["inputs"]["cs_map_response"]["entries"]
    drawn = [a["ssrc"] for b, a in zip(before, after) if not b["ssrc"]]
    assert drawn
    entropy = "".join("%08x" % ssrc for ssrc in drawn)
    with Console(runtime, options=["--entropy-hex", entropy]) as console:
        receive_vector(console, vector)


def wishes(exchange):
    """Return an exchange of a vector as fields of `offer`."""
    policies = {
        p["policy_no"]: {str(q["type"]): int(q["value"], 16) for q in p["params"]}
        for p in exchange["policies"]
    }
    made = {
        "streams": [
            {"ssrc": "%08x" % e["ssrc"], "roc": e["roc"], "policy": policies[e["policy"]]}
            for e in exchange["cs_map"]["entries"]
            if e["policy"] in policies
        ],
        "verify": exchange.get("v_flag", 1) == 1,
        "encr": ("null", "aes-cm", "aes-kw")[exchange["kemac"]["encr_alg"]],
        "mac": ("null", "sha1")[exchange["kemac"]["mac_alg"]],
        "secure_transport": exchange["kemac"]["mac_alg"] == 0,
    }
    for extension in exchange.get("general_extensions", []):
        data = bytes.fromhex(extension["data"]).decode()
        made[("vendor", "sdp_ids")[extension["type"]]] = data
    if exchange["keys"]:
        [key] = exchange["keys"]
        assert key["type"] == "TGK"
        made["tgk_bits"] = len(key["key"]) * 4
        if key["kv"]["type"] == "spi":
            made["mki"] = key["kv"]["spi"]
    else:
        made["rekey"] = False
    return made


@pytest.mark.parametrize("runtime", RUNTIMES)
@pytest.mark.parametrize("name", MADE)
def test_vectors_are_made(runtime, name):
    """With the vector's CSB ID, RAND and TGKs as entropy, its octets come out."""
    vector = VECTORS[name]
    inputs = vector["inputs"]
    entropy = inputs["csb_id"] + inputs["rand"]
    for exchange, _, _, _ in rounds(vector):
        entropy += "".join(key["key"] for key in exchange["keys"])
    with Console(runtime, options=["--entropy-hex", entropy]) as console:
        prepare(console, inputs, "initiator_id", "responder_id")
        call = None
        for exchange, outputs, i_message, r_message in rounds(vector):
            console.done(do="clock", ntp=exchange["timestamp"]["value"])
            answer = console.done(
                do="offer", mode="psk", peer=text(inputs["responder_id"]), call=call,
                **wishes(exchange),
            )  # fmt: skip
            call = answer["call"]
            assert answer["message"] == i_message
            assert answer["line"] == "a=key-mgmt:mikey " + i_message
            assert ("streams" in answer) == (r_message is None)
            null = exchange["kemac"]["mac_alg"] == 0
            if r_message is not None:
                answer = console.done(do="finish", call=call, message=r_message)
            assert streams(answer) == rows(outputs)
            assert null == (name == "psk-05-null-null")
