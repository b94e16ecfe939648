"""GStreamer's MIKEY and ours read each other's messages (gst/sdp/gstmikey.c, Debian's build).

It knows T, RAND, SP and a KEMAC that is not encrypted, and loops for ever on other payloads: every
call of it is a process with a time limit (gst_peer.py).
"""

import json
import os
import subprocess
import sys

import pytest

from mikey import errors, srtp
from mikey.errors import MikeyError
from mikey.inspect.explain import explain
from mikey.offer import pack
from support import peers
from support.peers import ALICE, BOB, NOW

PEER = os.path.join(peers.ROOT, "host_tests", "support", "gst_peer.py")
SECONDS = 20
ROC = b"\0\0\0\x05"
KEY, SALT = bytes(range(16)), bytes(range(100, 114))
SPI = (1, b"\x04\x01\x02\x03\x04")
LIFE = (2, b"\x06\xed\x13\0\0\0\0\x06\xed\x14\0\0\0\0")


def gstreamer(**request):
    peers.needs_peers()
    done = subprocess.run(
        [sys.executable, PEER],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def session(number, policy=0, ssrc=b"\xf7\x06\x8d\xee", roc=ROC):
    return (number, bytes((policy,)), ssrc, roc, b"\0\0", b"")


SUITES = [(number, srtp.SUITES[name]) for number, name in enumerate(sorted(srtp.SUITES))]
CM = srtp.SUITES[srtp.DEFAULT]
OURS = {
    "default": ([session(1)], [(0, CM)], [(0, KEY, None, 0, b"")]),
    "no parameters": ([session(1)], [(0, b"")], [(0, KEY, None, 0, b"")]),
    "no session": ([], [], [(0, KEY, None, 0, b"")]),
    "TGK+SALT": ([session(1)], [(0, CM)], [(1, KEY * 2, SALT, 0, b"")]),
    "TEK": ([session(1)], [(0, CM)], [(2, KEY, None, 0, b"")]),
    "TEK+SALT, SPI": ([session(1)], [(0, CM)], [(3, KEY, SALT, *SPI)]),
    "interval": ([session(1)], [(0, CM)], [(0, KEY, None, *LIFE)]),
    "two keys": ([session(1)], [(0, CM)], [(0, KEY, None, *SPI), (1, KEY * 3, SALT, *LIFE)]),
    "seven sessions and suites": (
        [session(i + 1, i, bytes((i, 1, 2, 3)), bytes((0, i, 0, i))) for i in range(7)],
        SUITES,
        [(0, KEY * 2, None, 0, b"")],
    ),
}


@pytest.mark.parametrize("mac", [0, 1], ids=["NULL", "HMAC-SHA-1"])
@pytest.mark.parametrize("name", OURS)
def test_it_reads_ours(name, mac):
    entries, policies, keys = OURS[name]
    wanted = peers.plain_offer(entries, policies, pack(keys))
    wanted.auth_alg = mac
    call = peers.offer(peers.phone(), wanted)
    got = gstreamer(parse=bytes(call.message).hex())
    assert (got["version"], got["data_type"], got["v"], got["prf"]) == (1, 0, 0, 0)
    assert (got["csb_id"], got["map_type"]) == ("9f11c355", 0)
    assert got["sessions"] == [
        [n[0], ssrc.hex(), int.from_bytes(roc, "big")] for _, n, ssrc, roc, _, _ in entries
    ]
    stamp, rand, *policy, kemac = got["payloads"]
    assert stamp == {"kind": 5, "ts_type": 0, "value": NOW.hex()}
    assert rand == {"kind": 11, "rand": bytes(range(16)).hex()}
    assert [(p["kind"], p["number"], p["proto"]) for p in policy] == [
        (10, number, 0) for number, _ in policies
    ]
    for row, (_, params) in zip(policy, policies):
        assert {int(k): int(v, 16) for k, v in row["params"].items()} == srtp.decode(params)
    assert (kemac["kind"], kemac["encr"], kemac["mac"]) == (1, 0, mac)
    for row, (kind, key, salt, kv, data) in zip(kemac["keys"], keys, strict=True):
        assert (row["type"], row["key"], row["salt"]) == (kind, key.hex(), (salt or b"").hex())
        lengths = b"".join(bytes((len(d) // 2,)) + bytes.fromhex(d) for d in row["kv_data"])
        assert (row["kv"], lengths) == (kv, data)
    if mac == 0:  # it computes no MAC, but leaves its place empty
        assert got["again"] == bytes(call.message).hex()


def wish(**changes):
    made = {
        "csb_id": "12345678",
        "sessions": [[0, "deadbeef", 5]],
        "stamp": NOW.hex(),
        "rand": bytes(range(16)).hex(),
        "policies": [{"0": "01", "1": "10", "2": "01", "11": "0a"}],
        "keys": [{"type": 2, "key": KEY.hex(), "salt": SALT.hex(), "spi": "01020304"}],
    }
    made.update(changes)
    return made


def receive(text, secure=True):
    """Receive over a secure transport, from a peer that signalling names."""
    handset = peers.phone(BOB, ALICE)
    message = bytes.fromhex(text)
    call = handset.receive(message, origin=ALICE, target=BOB, secure=secure)
    assert call.reply is None
    return call.streams


def test_we_read_its_fields():
    text = gstreamer(build=wish(v=1, sessions=[[0, "deadbeef", 5], [1, "00000001", 0]],
                                policies=[{"0": "01", "1": "10"}, {}]))  # fmt: skip
    message = bytes.fromhex(text)
    hdr, stamp, rand, first, second, kemac = explain(message, len(message))
    assert (hdr["data_type"], hdr["v"], hdr["prf_func"], hdr["csb_id"]) == (0, 1, 0, "12345678")
    assert [(s["cs_id"], s["policy_no"], s["ssrc"], s["roc"]) for s in hdr["cs_id_map_info"]] == [
        (1, 0, "deadbeef", 5),
        (2, 1, "00000001", 0),
    ]
    assert (stamp["payload"], stamp["ts_type"], stamp["ts_value"]) == ("T", 0, NOW.hex())
    assert (rand["payload"], rand["rand"]) == ("RAND", bytes(range(16)).hex())
    assert [(p["type"], p["value"]) for p in first["policy_param"]] == [(0, 1), (1, 16)]
    assert (second["policy_no"], second["policy_param"]) == (1, [])
    assert (kemac["encr_alg"], kemac["mac_alg"]) == (0, 0)
    [key] = kemac["key_data"]
    assert (key["type_name"], key["key_data"], key["salt_data"], key["spi"]) == (
        "TEK+SALT",
        KEY.hex(),
        SALT.hex(),
        "01020304",
    )


def test_we_take_its_tek():
    [stream] = receive(gstreamer(build=wish()))
    assert (stream.cs, stream.ssrc.hex(), stream.roc) == (1, "deadbeef", ROC)
    assert (stream.tek, stream.salt, stream.mki) == (KEY, SALT, b"\x01\x02\x03\x04")
    assert srtp.name(stream.policy) == "AES_CM_128_HMAC_SHA1_80"


def test_we_derive_from_its_tgk():
    text = gstreamer(build=wish(keys=[{"type": 0, "key": KEY.hex()}], policies=[{}]))
    [stream] = receive(text)
    # The same TGK, CSB ID and RAND in an offer of ours give the same SRTP keys.
    wanted = peers.plain_offer([session(1)], [(0, b"")], pack([(0, KEY, None, 0, b"")]))
    ours = peers.offer(peers.phone(), wanted)
    assert ours.csb_id != b"\x12\x34\x56\x78"
    assert stream.tek != ours.streams[0].tek
    same = wish(csb_id="9f11c355", keys=[{"type": 0, "key": KEY.hex()}], policies=[{}])
    [stream] = receive(gstreamer(build=same))
    assert (stream.tek, stream.salt) == (ours.streams[0].tek, ours.streams[0].salt)


def test_its_null_algorithms_need_a_secure_transport():
    with pytest.raises(MikeyError) as caught:
        receive(gstreamer(build=wish()), secure=False)
    assert caught.value.fault == errors.NULL_ALG


def test_its_own_time_is_in_our_window():
    made = wish()
    del made["stamp"]
    message = bytes.fromhex(gstreamer(build=made))
    with pytest.raises(MikeyError) as caught:  # our clock stands in the past
        receive(message.hex())
    assert caught.value.fault == errors.FUTURE
    handset = peers.phone(BOB, ALICE)
    handset.clock.set(peers.host_now(), 2)
    [stream] = handset.receive(message, origin=ALICE, target=BOB, secure=True).streams
    assert stream.tek == KEY


def rtsp_caps(cipher, key, auth="hmac-sha1-80"):
    return (
        "application/x-srtp, ssrc=(uint)1234, roc=(uint)3, srtp-key=(buffer)%s, mki=(buffer)"
        "01020304, srtp-cipher=%s, srtp-auth=%s, srtcp-cipher=%s, srtcp-auth=%s"
    ) % (key.hex(), cipher, auth, cipher, auth)


@pytest.mark.parametrize(
    ("cipher", "size", "auth"),
    [
        ("aes-128-icm", 16, "hmac-sha1-80"),
        ("aes-128-icm", 16, "hmac-sha1-32"),
        ("aes-256-icm", 32, "hmac-sha1-80"),
    ],
)
def test_its_rtsp_messages_are_read_and_refused(cipher, size, auth):
    """Its RTSP elements put key and salt into one TEK, and the length of the tag where that of the
    authentication key belongs.
    """
    message = bytes.fromhex(gstreamer(caps=rtsp_caps(cipher, bytes(size + 14), auth)))
    hdr, _, _, policy, kemac = explain(message, len(message))
    assert (hdr["cs_count"], policy["policy_param"][1]["value"]) == (0, size)
    assert kemac["key_data"][0]["key_data_len"] == size + 14
    assert (policy["policy_param"][3]["type"], policy["policy_param"][3]["value"]) == (
        3,
        4 if auth == "hmac-sha1-32" else 10,
    )
    with pytest.raises(MikeyError) as caught:
        receive(message.hex())
    assert caught.value.fault == errors.BAD_POLICY_PARAM


def test_key_and_salt_in_one_tek_are_refused():
    made = wish(keys=[{"type": 2, "key": (KEY + SALT).hex()}])
    with pytest.raises(MikeyError) as caught:
        receive(gstreamer(build=made))
    assert caught.value.fault == errors.BAD_KEY_LENGTH


def test_the_peer_refuses_what_is_cut():
    text = gstreamer(build=wish())
    assert gstreamer(parse=text)["again"] == text
    assert gstreamer(parse=text[:-20]) is None
