"""Two emulated handsets, joined by a UART, call each other; the host only says who calls whom."""

import json
import random

import pytest

from mikey.credentials import identifier
from mikey_kms.kms import Kms
from support import consoles, emulator

SCRIPT = "run=/host/host_tests/device/link_call.py"
ALICE = "sip:alice@example.com"
BOB = "sip:bob@example.com"
KEY = "5d" * 16
KMS = "kms.example.com"
CARA = "tel:+447700900123"
DAVE = "tel:+447700900456"
NTP = "ee9b280000000000"  # 2026-11-08


def order(device, **what):
    """Give a handset its order, and wait for nothing."""
    device.send(json.dumps(what).encode() + b"\n")


def answer(device):
    line = device.read_line()
    assert line.startswith(("{", "[")), line + str(device.read_until(b"Error"))
    return json.loads(line)


def call(caller, called, mode, peer, **more):
    """Have `caller` call; return what each end tells."""
    order(called, answer=True)
    order(caller, call=mode, peer=peer, **more)
    return answer(caller), answer(called)


@pytest.fixture(scope="module")
def handsets():
    consoles.needs("qemu")
    with emulator.pair(words=[SCRIPT], heap="1m", timeout=300) as two:
        for device, own, peer in zip(two, (ALICE, BOB), (BOB, ALICE)):
            assert device.read_line() == "ready"
            setting = [{"do": "identity", "uri": own}, {"do": "psk", "peer": peer, "key": KEY}]
            order(device, set=setting)
            assert answer(device) == [True, True]
        yield two


@pytest.mark.parametrize("mode", ["psk", "dhhmac"])
@pytest.mark.parametrize("turn", [0, 1], ids=["alice-calls", "bob-calls"])
def test_call(handsets, mode, turn):
    caller, called = handsets[turn], handsets[1 - turn]
    names = (ALICE, BOB) if turn == 0 else (BOB, ALICE)
    here, there = call(caller, called, mode, names[1])
    assert here.pop("peer") == names[1]
    assert there.pop("peer") == names[0]
    assert here == there
    assert here["mode"] == mode
    keys = [tek for _, tek, _, _ in here["streams"]]
    assert len(keys) == len(set(keys)) == 2
    assert all(len(tek) == 32 for tek in keys)
    # The called side chose the SSRC that was left to it.
    assert all(ssrc != "00000000" for *_, ssrc in here["streams"])


def test_every_call_has_keys_of_its_own(handsets):
    alice, bob = handsets
    one, _ = call(alice, bob, "psk", BOB)
    two, _ = call(alice, bob, "psk", BOB)
    assert one["csb"] != two["csb"]
    assert not {tek for _, tek, _, _ in one["streams"]} & {tek for _, tek, _, _ in two["streams"]}


def test_sakke_call(handsets):
    """Each keeps its keys; the KMS was asked by the host, before."""
    numbers = random.Random(6509)
    kms = Kms(numbers.getrandbits(1000), numbers.getrandbits(250))
    period = identifier.period(bytes.fromhex(NTP))

    def keys(uri):
        return kms.user(identifier.identifier(period, uri.encode()), numbers.randbytes)

    cara, dave = keys(CARA), keys(DAVE)
    caller, called = handsets
    clock = {"do": "clock", "ntp": NTP}
    order(caller, set=[clock, {"do": "identity", "uri": CARA}])
    order(called, set=[
        clock,
        {"do": "identity", "uri": DAVE},
        {"do": "kms", "uri": KMS, "z": kms.Z.hex(), "kpak": kms.kpak.hex()},
        {"do": "keys", "uri": DAVE, "period": period.decode(), "rsk": dave.rsk.hex(),
         "ssk": dave.ssk.hex(), "pvt": dave.pvt.hex()},
    ])  # fmt: skip
    assert answer(caller) == [True, True]
    assert answer(called) == [True, True, True, True]
    own = {name: getattr(cara, name).hex() for name in ("ssk", "pvt", "hs")}
    here, there = call(caller, called, "sakke", DAVE, kms=KMS, z=kms.Z.hex(), **own)
    assert (here.pop("peer"), there.pop("peer")) == (DAVE, CARA)
    assert here == there
    assert len({tek for _, tek, _, _ in here["streams"]}) == 2
