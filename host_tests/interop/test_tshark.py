"""tshark's MIKEY dissector finds nothing malformed in what we build, and reads the same fields.

BUILDERS says what is shown to it. It has no GENERIC-ID map (RFC 6043), so those are left out.
"""

import functools
import json
import struct
import subprocess

import pytest

from mikey import errors, srtp
from mikey.drivers.counter import Counter
from mikey.drivers.store import MemoryStore
from mikey.errors import MikeyError
from mikey.inspect.explain import explain
from mikey.modes import installed
from support import peers
from support.peers import ALICE, BOB, phone

SSRC = b"\xf7\x06\x8d\xee"
PORT = 2269  # MIKEY's, IANA
SECONDS = 60


def exchange(*streams, mode="psk", update=None, counter=None, psk=peers.PSK, **options):
    """Return the messages of an exchange, as far as it goes, one tuple (name, octets) each."""
    alice = phone(ALICE, BOB, psk, key_id=options.pop("key_id", b""), counter=counter)
    if counter is not None:
        alice.clock.forget()
    bob = phone(BOB, ALICE, psk)
    secure = options.get("secure", False)
    call = None
    for number, wish in enumerate([{}] if update is None else [{}, update]):
        named = list(streams) if number == 0 else []
        call = alice.offer(mode, BOB, named, call=call, **dict(options, **wish))
        offer = bytes(call.message)
        answered = bob.receive(offer, secure=secure)
        yield "offer %d" % number, offer
        if answered.reply is not None:
            answer = bytes(answered.reply)
            alice.finish(call, answer, secure=secure)
            yield "answer %d" % number, answer


def error(fault, spoil):
    """Return the ERR message for a good offer that `spoil` has changed."""
    offer = bytearray(phone().offer("psk", BOB, [SSRC]).message)
    spoil(offer)
    with pytest.raises(MikeyError) as caught:
        phone(BOB, ALICE).receive(offer)
    assert caught.value.fault == fault
    yield "error", caught.value.reply


def _bad_prf(offer):
    offer[3] = offer[3] & 0x80 | 9


def _bad_policy(offer):
    at = offer.index(srtp.SUITES[srtp.DEFAULT])
    offer[at + 2] = 9


SHA256 = {"mac": "sha256", "prf": "sha256"}  # type: dict[str, Any]
BUILDERS = {
    "psk": lambda: exchange(SSRC),
    "psk without V": lambda: exchange(SSRC, verify=False),
    "psk key wrap": lambda: exchange(SSRC, encr="aes-kw"),
    "psk null": lambda: exchange(SSRC, encr="null", mac="null", secure=True),
    "psk null encryption": lambda: exchange(SSRC, encr="null", secure=True),
    "psk SHA-256": lambda: exchange(SSRC, **SHA256),
    "psk extensions": lambda: exchange(SSRC, vendor=b"mikey", sdp_ids=b"mikey;keyp1"),
    "psk key ID": lambda: exchange(SSRC, key_id=b"key-7"),
    "psk MKI": lambda: exchange(SSRC, mki=b"\1\2\3\4"),
    "psk interval": lambda: exchange(SSRC, valid=(bytes(6), b"\xff" * 6)),
    "psk long TGK": lambda: exchange(SSRC, tgk_bits=2040),
    "psk empty map": lambda: exchange(map="empty"),
    "psk no session": exchange,
    "psk SSRC left open": lambda: exchange(bytes(4), bytes(4)),
    "psk every suite": lambda: exchange(*[(SSRC, name) for name in srtp.SUITES]),
    "psk bare policy": lambda: exchange((SSRC, b""), (SSRC, {0: 1, 13: 300})),
    "psk 60 sessions": lambda: exchange(*[bytes((1, 2, 3, i)) for i in range(60)]),
    "psk counter": lambda: exchange(SSRC, counter=Counter(MemoryStore())),
    "psk update": lambda: exchange(SSRC, update={"rekey": False}),
    "psk re-key": lambda: exchange(SSRC, SSRC, update={}),
    "error 2": lambda: error(errors.BAD_PRF, _bad_prf),
    "error 10": lambda: error(errors.BAD_POLICY_PARAM, _bad_policy),
}
if "dhhmac" in installed():
    for _group in (5, 1, 2):
        BUILDERS["dhhmac %d" % _group] = functools.partial(
            exchange, SSRC, mode="dhhmac", group=_group
        )


def pcap(messages):
    """Return a capture (bytes) of `messages`, each in one UDP datagram from and to port 2269."""
    out = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101)  # 101: raw IP
    for number, message in enumerate(messages):
        udp = struct.pack(">HHHH", PORT, PORT, 8 + len(message), 0) + message
        head = struct.pack(
            ">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), number, 0, 64, 17, 0,
            b"\x7f\0\0\1", b"\x7f\0\0\2",
        )  # fmt: skip
        packet = head + udp
        out += struct.pack("<IIII", number, 0, len(packet), len(packet)) + packet
    return out


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """Return {(builder, message name): (octets, tshark's layers)} from one run of tshark."""
    peers.needs_peers()
    built = [(name, *row) for name in BUILDERS for row in BUILDERS[name]()]
    path = tmp_path_factory.mktemp("tshark") / "messages.pcap"
    path.write_bytes(pcap([octets for _, _, octets in built]))
    done = subprocess.run(
        ["tshark", "-r", path, "-d", "udp.port==%d,mikey" % PORT, "-T", "json",
         "--no-duplicate-keys", "-o", "ip.check_checksum:false"],
        capture_output=True, text=True, timeout=SECONDS,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    frames = json.loads(done.stdout)
    assert len(frames) == len(built)
    return {
        (name, step): (octets, frame["_source"]["layers"])
        for (name, step, octets), frame in zip(built, frames)
    }


def keys_in(value):
    """Yield every key of nested JSON."""
    if isinstance(value, dict):
        for key in value:
            yield key
            yield from keys_in(value[key])
    elif isinstance(value, list):
        for one in value:
            yield from keys_in(one)


def values_of(value, name):
    """Yield every value under the key `name` of nested JSON, lists taken apart."""
    if isinstance(value, dict):
        for key in value:
            if key == name:
                yield from value[key] if isinstance(value[key], list) else [value[key]]
            else:
                yield from values_of(value[key], name)
    elif isinstance(value, list):
        for one in value:
            yield from values_of(one, name)


# tshark's fields for those of `explain`.
SAME = (
    ("mikey.csb_id", "csb_id", lambda text: text[2:]),
    ("mikey.type", "data_type", int),
    ("mikey.cs_count", "cs_count", int),
    ("mikey.t.ts_type", "ts_type", int),
    ("mikey.id.data", "id_data", lambda text: text.encode().hex()),
    ("mikey.kemac.encr_alg", "encr_alg", int),
    ("mikey.kemac.key_data", "encr_data", lambda text: text.replace(":", "")),
    ("mikey.kemac.mac", "mac", lambda text: text.replace(":", "")),
    ("mikey.rand.data", "rand", lambda text: text.replace(":", "")),
    ("mikey.v.ver_data", "ver_data", lambda text: text.replace(":", "")),
    ("mikey.sp.param_len", "policy_param_length", int),
    ("mikey.err.no", "error_no", int),
    ("mikey.dh.value", "dh_value", lambda text: text.replace(":", "")),
)


# Where tshark fails an assertion of its own (4.4: policy parameters beyond its table), it says so
# and reads no further; what it read must still be ours.
BUG = "_ws.dissector_bug"


def faults(layers):
    """Return the sorted keys of what tshark finds wrong with a message, its own bugs apart."""
    found = set(keys_in({key: layers[key] for key in layers if key != BUG}))
    return sorted(key for key in found if "malformed" in key or "_ws." in key)


@pytest.mark.parametrize("name", BUILDERS)
def test_nothing_is_malformed(shown, name):
    steps = [step for builder, step in shown if builder == name]
    assert steps
    for step in steps:
        octets, layers = shown[name, step]
        assert "mikey" in layers, step
        assert faults(layers) == [], step
        ours = explain(octets, len(octets))
        for theirs, field, convert in SAME:
            expected = [row[field] for row in ours if is_known(row, field)]
            got = [convert(v) for v in values_of(layers["mikey"], theirs) if v]
            assert got == (expected[: len(got)] if BUG in layers else expected), theirs


def is_known(row, field):
    """Return True if tshark shows `field` of the payload `row`: no MAC but HMAC-SHA-1's, and what
    is in a KEMAC that is not encrypted in place of its octets.
    """
    if field in ("mac", "ver_data") and row.get("mac_alg", row.get("auth_alg")) != 1:
        return False
    if field == "encr_data" and row.get("encr_alg") == 0:
        return False
    return field in row and row[field] != ""


def test_its_own_bugs_alone_are_set_apart():
    expert = {"_ws.expert": {"_ws.expert.message": "Unregistered hf!"}}
    assert faults({"mikey": {"mikey.type": "0"}, BUG: expert}) == []
    assert faults({"mikey": dict(expert), BUG: expert}) == ["_ws.expert", "_ws.expert.message"]
    assert faults({"mikey": {}, BUG: expert, "_ws.malformed": ""}) == ["_ws.malformed"]


def test_it_would_tell(tmp_path):
    """What is cut is malformed to tshark: the test above can fail."""
    peers.needs_peers()
    [(_, offer), _] = exchange(SSRC)
    path = tmp_path / "cut.pcap"
    path.write_bytes(pcap([offer[:-25]]))
    done = subprocess.run(
        ["tshark", "-r", path, "-d", "udp.port==%d,mikey" % PORT, "-T", "json"],
        capture_output=True, text=True, timeout=SECONDS,
    )  # fmt: skip
    assert "malformed" in done.stdout
