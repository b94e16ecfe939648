"""MIKEY-SAKKE through the console, the same on the three runtimes: a KMS and its keys made for the
test, a simulated caller, the handset that is called.
"""

import base64
import json
import os
import random
import shutil

import pytest

from mikey.credentials import identifier
from mikey.transport import sdp
from mikey_kms.caller import Caller
from mikey_kms.kms import Kms
from support import consoles
from support.consoles import NOW, RUNTIMES, Console, prepare

PERIOD = identifier.period(bytes.fromhex(NOW))
DAY = 86400
MONTH_ENDS = 1425538  # seconds after NOW
BOB, CAROL, DAVE = "tel:+447700900101", "tel:+447700900102", "tel:+447700900103"
HOME, AWAY = "kms.example.org", "kms.example.net"
_RANDOM = random.Random(6508).randbytes
NEAR, FAR = Kms.generate(_RANDOM), Kms.generate(_RANDOM)
SUITES = ("AES_CM_128_HMAC_SHA1_80", "AEAD_AES_256_GCM")


def later(seconds):
    """Return NOW and `seconds` more (may be negative) as the console takes it."""
    value = (int(NOW[:8], 16) + seconds) & 0xFFFFFFFF
    return "%08x" % value + NOW[8:]


def domain(kms=NEAR, uri: object = HOME, **changes):
    return dict({"do": "kms", "uri": uri, "z": kms.Z.hex(), "kpak": kms.kpak.hex()}, **changes)


def keys(kms=NEAR, uri=BOB, period=PERIOD, **changes):
    user = kms.user(identifier.identifier(period, uri.encode()), _RANDOM)
    fields = {"do": "keys", "uri": uri, "period": period.decode()}
    fields.update(rsk=user.rsk.hex(), ssk=user.ssk.hex(), pvt=user.pvt.hex())
    return dict(fields, **changes)


KEYS = keys()


def offered(peer=BOB, now=NOW, caller=CAROL, kms=NEAR, uri=HOME, **options):
    """Return (message, the streams that it must give) of a caller in the domain of `kms`."""
    streams = [(bytes([1, 2, 3, i]), suite) for i, suite in enumerate(SUITES)]
    made = Caller(caller.encode(), kms, uri.encode(), _RANDOM)
    message, call = made.call(peer.encode(), bytes.fromhex(now), streams, **options)
    return message, [(s.cs, bytes(s.ssrc).hex(), bytes(s.tek).hex(), bytes(s.salt).hex())
                     for s in call.streams]  # fmt: skip


def coded(message):
    return base64.b64encode(message).decode()


def got(answer):
    return [(s["cs"], s["ssrc"], s["tek"], s["salt"]) for s in answer["streams"]]


def test_whole_call(console):
    prepare(console)
    assert "sakke" in console.done(do="hello")["modes"]
    assert console.done(**domain()) == {}
    told = {"kms": HOME, "period": PERIOD.decode(), "uri": KEYS["uri"], "lines": "missing"}
    assert console.done(**KEYS) == told
    assert console.done(do="status")["keys"] == [told]
    for prf in (0, 1):
        message, streams = offered(prf=prf)
        answer = console.done(do="receive", line=sdp.line(message), sdp_ids=["mikey"])
        assert (answer["mode"], answer["peer"], answer["reply"]) == ("sakke", CAROL, None)
        assert answer["csb_id"] == message[4:8].hex()
        assert got(answer) == streams
        assert got(console.done(do="finish", call=answer["call"])) == streams
        assert console.refused(do="receive", message=coded(message)) == ("replay", None)
        console.done(do="forget", call=answer["call"])
    status = console.done(do="status")
    assert (status["accepted"], status["replays"], status["calls"]) == (2, 2, [])


def test_wrong_domains(console):
    prepare(console)
    z, kpak = NEAR.Z.hex(), NEAR.kpak.hex()
    for request, refusal in [
        (domain(uri=""), ("bad-request", "uri")),
        (domain(uri=5), ("bad-request", "uri")),
        (domain(uri="k" * 256), ("bad-argument", "uri")),
        (domain(z=None), ("bad-request", "z")),
        (domain(z=z[:-1]), ("bad-request", "z")),
        (domain(z="xx" * 257), ("bad-request", "z")),
        (domain(z=z[:-2]), ("bad-kms-key", None)),
        (domain(z="05" + z[2:]), ("bad-kms-key", None)),
        (domain(kpak=None), ("bad-request", "kpak")),
        (domain(kpak=kpak[:-2]), ("bad-kms-key", None)),
        (domain(kpak=kpak[:-2] + "00"), ("bad-kms-key", None)),
    ]:
        assert console.refused(**request) == refusal
    assert console.refused(**KEYS) == ("unknown-kms", "kms comes before keys")


def test_wrong_keys(console):
    prepare(console, domain())
    other = keys(uri=CAROL)
    for request, refusal in [
        (dict(KEYS, uri="sip:bob@example.com"), ("bad-argument", "uri: a tel URI in global form")),
        (dict(KEYS, uri=None), ("bad-request", "uri")),
        (dict(KEYS, period=None), ("bad-request", "period")),
        (dict(KEYS, period="2026-13"), ("bad-argument", "period: YYYY-MM")),
        (dict(KEYS, period="2026-02"), ("bad-user-key", "ssk and pvt")),
        (dict(KEYS, uri=CAROL), ("bad-user-key", "ssk and pvt")),
        (dict(KEYS, rsk=None), ("bad-request", "rsk")),
        (dict(KEYS, rsk=KEYS["rsk"][:-2]), ("bad-user-key", "length")),
        (dict(KEYS, rsk=other["rsk"]), ("bad-user-key", None)),
        (dict(KEYS, rsk=NEAR.Z.hex()), ("bad-user-key", None)),
        (dict(KEYS, rsk="04" + "00" * 256), ("bad-user-key", None)),
        (dict(KEYS, ssk=KEYS["ssk"] + "00"), ("bad-user-key", "length")),
        (dict(KEYS, ssk="00" * 32), ("bad-user-key", "ssk and pvt")),
        (dict(KEYS, ssk=other["ssk"], pvt=other["pvt"]), ("bad-user-key", "ssk and pvt")),
        (dict(KEYS, pvt=KEYS["pvt"][:-2]), ("bad-user-key", "length")),
        (dict(KEYS, pvt=NEAR.kpak.hex()), ("bad-user-key", "ssk and pvt")),
        (keys(kms=FAR), ("bad-user-key", "ssk and pvt")),
        (dict(KEYS, id="x"), ("bad-request", "id")),
        (dict(KEYS, id="00" * 256), ("bad-argument", "uri")),
    ]:
        assert console.refused(**request) == refusal
        for secret in ("rsk", "ssk"):
            text = json.dumps(console.ask(**request))
            assert not request[secret] or request[secret] not in text
    # nothing of all this was kept
    assert console.refused(do="receive", message=coded(offered()[0]))[0] == "no-key"
    console.done(**domain(FAR, HOME))
    assert console.refused(**KEYS) == ("bad-user-key", "ssk and pvt")


def test_wrong_messages(console):
    prepare(console, domain(), KEYS)
    message, streams = offered()
    signature = len(message) - 129
    hint = signature - 4  # of the SAKKE payload
    for at in (hint, signature, signature + 40, len(message) - 1):
        changed = bytearray(message)
        changed[at] ^= 1
        assert console.refused(do="receive", message=coded(changed)) == ("auth-failure", None)
    for made, reason in [
        (offered(peer=DAVE)[0], "wrong-identity"),
        (offered(kms=FAR, uri=AWAY)[0], "unknown-kms"),
        (offered(kms=FAR)[0], "auth-failure"),
        (offered(peer_kms=(FAR.Z, HOME.encode()))[0], "sakke-failure"),
        (offered(now=later(-DAY))[0], "stale"),
        (offered(now=later(DAY))[0], "future"),
        (offered(now=later(20 * DAY))[0], "wrong-key-period"),
    ]:
        assert console.refused(do="receive", message=coded(made))[0] == reason
    # none of them spoiled the good one
    assert got(console.done(do="receive", message=coded(message))) == streams


def test_caller_of_another_domain(console):
    prepare(console, domain(), domain(FAR, AWAY), KEYS)
    made = {"kms": FAR, "uri": AWAY, "peer_kms": (NEAR.Z, HOME.encode())}
    message, streams = offered(**made)
    answer = console.done(do="receive", message=coded(message))
    assert (answer["peer"], got(answer)) == (CAROL, streams)


def test_deferred_delivery(console):
    """RFC 6509 2.5: a stored message opens as often as wanted, in its store's window."""
    prepare(console, domain(), KEYS, now=later(3 * DAY))
    message, streams = offered()
    request = {"do": "receive", "message": coded(message)}
    assert console.refused(**request)[0] == "stale"
    for stored in (NOW, later(299), later(-299), NOW):
        assert got(console.done(**dict(request, stored_at=stored))) == streams
    assert console.refused(**dict(request, stored_at=later(301)))[0] == "stale"
    assert console.refused(**dict(request, stored_at=later(-301)))[0] == "future"
    for bad in ("", NOW[:-2], NOW + "00", 5, "zz" * 8):
        assert console.refused(**dict(request, stored_at=bad)) == ("bad-request", "stored_at")


def test_key_periods(console):
    """RFC 6509 3.3: both months' keys at their border; two days later the old ones are gone."""
    assert identifier.period(bytes.fromhex(later(MONTH_ENDS - 1))) == PERIOD == b"2026-01"
    february = keys(period=b"2026-02")
    prepare(console, domain(), KEYS, february, now=later(MONTH_ENDS))
    for moment in (MONTH_ENDS - 1, MONTH_ENDS):
        message, streams = offered(now=later(moment))
        assert got(console.done(do="receive", message=coded(message))) == streams
    message, streams = offered()
    request = {"do": "receive", "message": coded(message), "stored_at": NOW}
    console.done(do="clock", ntp=later(MONTH_ENDS + 2 * DAY - 1))
    assert got(console.done(**request)) == streams
    console.done(do="clock", ntp=later(MONTH_ENDS + 2 * DAY))
    assert console.refused(**request)[0] == "wrong-key-period"


def test_reset_forgets_the_keys(console):
    prepare(console, domain(), KEYS)
    prepare(console)
    assert console.refused(**KEYS)[0] == "unknown-kms"
    assert console.refused(do="receive", message=coded(offered()[0]))[0] == "no-key"


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_keys_survive_a_restart(runtime):
    folder = consoles.store_folder()
    try:
        with Console(runtime, folder) as console:
            prepare(console, domain(), KEYS)
            message, streams = offered()
            assert got(console.done(do="receive", message=coded(message))) == streams
        with Console(runtime, folder) as console:
            console.done(do="clock", ntp=later(20))
            assert console.refused(do="receive", message=coded(message))[0] == "replay"
            again, streams = offered(now=later(10))
            assert got(console.done(do="receive", message=coded(again))) == streams
            console.done(do="reset")
        with Console(runtime, folder) as console:
            console.done(do="clock", ntp=later(30))
            last, _ = offered(now=later(30))
            assert console.refused(do="receive", message=coded(last))[0] == "no-key"
        secret = bytes.fromhex(KEYS["ssk"])
        for name in os.listdir(folder):
            with open(os.path.join(folder, name), "rb") as file:
                assert secret not in file.read()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
