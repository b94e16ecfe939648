"""The KMS side, and identifiers: RFC 6509 3.2 and 3.3, RFC 3966, the hashed UID of TS 33.180."""

import calendar
import datetime
import hashlib
import random

import pytest

from mikey import errors
from mikey.credentials import identifier
from mikey.crypto import eccsi, sakke
from mikey.crypto.soft import numbers, p256
from mikey.crypto.soft import sakke as sender
from mikey.crypto.soft.numbers import Q
from mikey_kms.kms import Kms

ERA_0 = datetime.datetime(1900, 1, 1)


def ntp(year, month, day, hour=0, minute=0, second=0):
    when = datetime.datetime(year, month, day, hour, minute, second)
    seconds = int((when - ERA_0).total_seconds())
    return (seconds & 0xFFFFFFFF).to_bytes(4, "big") + b"\x12\x34\x56\x78"


def test_whole_call():
    """Keys from a seed, a message sealed and signed, opened and verified."""
    rng = random.Random(2024)
    kms = Kms.generate(rng.randbytes)
    again = Kms.generate(random.Random(2024).randbytes)
    assert (kms.Z, kms.kpak) == (again.Z, again.kpak)
    alice = kms.user(b"2026-01\0tel:+15550001\0", rng.randbytes)
    bob = kms.user(b"2026-01\0tel:+15550002\0", rng.randbytes)
    assert sakke.check_rsk(kms.Z, bob.identity, bob.rsk)
    assert eccsi.check_ssk(kms.kpak, alice.identity, alice.ssk, alice.pvt)
    assert not eccsi.check_ssk(kms.kpak, bob.identity, alice.ssk, alice.pvt)
    ssv = rng.randbytes(16)
    data = sender.encapsulate(ssv, bob.identity, kms.Z)
    signature = sender.sign(data, alice.ssk, alice.pvt, alice.hs, rng.randbytes)
    assert eccsi.verify(kms.kpak, alice.identity, (data,), signature)
    assert not eccsi.verify(kms.kpak, bob.identity, (data,), signature)
    out = bytearray(16)
    assert sakke.Receiver(kms.Z, bob.identity, bob.rsk).decapsulate(data, out) == errors.NONE
    assert out == ssv
    receiver = sakke.Receiver(kms.Z, alice.identity, alice.rsk)
    assert receiver.decapsulate(data, out) == errors.SAKKE_FAILED


def test_master_secrets_in_range():
    for z, ksak in ((0, 1), (1, 1), (Q, 1), (2, 0), (2, p256.N)):
        with pytest.raises(ValueError):
            Kms(z, ksak)
    with pytest.raises(ValueError):
        Kms(5, 1).rsk((Q - 5).to_bytes(128, "big"))
    with pytest.raises(ValueError):
        sender.encapsulate(bytes(16), b"b", b"\x04" + bytes(256))
    with pytest.raises(ValueError):
        sender.encapsulate(bytes(16), (Q - 5).to_bytes(128, "big"), Kms(5, 1).Z)


def test_below():
    """Draws out of range are drawn again."""
    draws = [b"\xff", b"\x00", b"\x60"]
    assert numbers.below(lambda n: draws.pop(0), 2, 200) == 0x60
    assert draws == []


@pytest.mark.parametrize(
    "uri, expected",
    [
        (b"tel:+447700900123", b"tel:+447700900123"),
        (b"TEL:+44-7700.900(123)", b"tel:+447700900123"),
        (b"tel:+4477%30%2D0", b"tel:+447700"),
        (b"tel:+1%2e2", b"tel:+12"),
        (b"tel:%2B44", None),
        (b"tel:+4%280", None),
        (b"tel:+4%", None),
        (b"tel:+4%3", None),
        (b"tel:+4%zz", None),
        (b"tel:+4%00", None),
        (b"tel:7042", None),
        (b"tel:7042;phone-context=+44", None),
        (b"tel:+44;ext=1", None),
        (b"tel:+44;isub=1", None),
        (b"tel:+44 77", None),
        (b"tel:+44a", None),
        (b"tel:+44*", None),
        (b"tel:+", None),
        (b"tel:+--", None),
        (b"tel:", None),
        (b"", None),
        (b"sip:alice@example.com", None),
        (b"tel:+44\0", None),
        (b"tel:++44", None),
        (b"tel:+\xd9\xa1", None),
        # 255 octets; with separators or encodings a number of 64, of which 8 encoded.
        (b"tel:+" + b"1" * 249, b"tel:+" + b"1" * 249),
        (b"tel:+" + b"1" * 250, b"tel:+" + b"1" * 250),
        (b"tel:+" + b"1" * 251, None),
        (b"tel:+" + b"1-" * 31 + b"1", b"tel:+" + b"1" * 32),
        (b"tel:+" + b"1-" * 32, b"tel:+" + b"1" * 32),
        (b"tel:+" + b"1-" * 32 + b"1", None),
        (b"tel:+" + b"%31" * 7, b"tel:+1111111"),
        (b"tel:+" + b"%31" * 8, b"tel:+11111111"),
        (b"tel:+" + b"%31" * 9, None),
        (b"tel:+%%331", None),
        (b"tel:+%3%331", None),
        (b"tel:+1%2E%2d2", b"tel:+12"),
        (b"tel:+1%2F", None),
        (b"tel:+1%2f", None),
        (b"tel:+1%3a", None),
    ],
)
def test_normalise(uri, expected):
    assert identifier.normalise(uri) == expected
    assert identifier.normalise(memoryview(uri)) == expected


def test_identifier():
    name = identifier.period(bytes.fromhex("d103749800000000"))
    made = identifier.identifier(name, identifier.normalise(b"tel:+44-7700-900-123"))
    assert made == b"2011-02\0tel:+447700900123\0"


def test_period_of_every_day():
    """Every day from 1968 to 2104, both NTP eras, first and last second."""
    day = datetime.date(1968, 1, 21)
    while day < datetime.date(2104, 2, 26):
        name = b"%04d-%02d" % (day.year, day.month)
        assert identifier.period(ntp(day.year, day.month, day.day)) == name
        assert identifier.period(ntp(day.year, day.month, day.day, 23, 59, 59)) == name
        day += datetime.timedelta(1)
    # the turn of the era
    assert identifier.period(b"\xff" * 8) == b"2036-02"
    assert identifier.period(bytes(8)) == b"2036-02"


def test_neighbouring_periods():
    assert identifier.period(ntp(2026, 1, 15), -1) == b"2025-12"
    assert identifier.period(ntp(2025, 12, 15), 1) == b"2026-01"
    assert identifier.period(ntp(2026, 1, 31, 23, 59, 59), 1) == b"2026-02"
    assert identifier.period(ntp(2026, 1, 15), -13) == b"2024-12"


def test_in_force():
    """RFC 6509 3.3, against its wording, for every day of many months."""
    day = datetime.date(2023, 12, 1)
    while day < datetime.date(2028, 4, 1):
        now = ntp(day.year, day.month, day.day, 23, 59, 59)
        last = calendar.monthrange(day.year, day.month)[1]
        for step in range(-2, 3):
            expected = (
                step == 0
                or (step == 1 and day.day >= last - 1)
                or (step == -1 and day.day <= 2)
            )
            name = identifier.period(now, step)
            assert identifier.in_force(name, now) == expected
            assert identifier.expired(name, now) == (step < 0 and not expected)
        day += datetime.timedelta(1)
    assert identifier.in_force(b"2100-03", ntp(2100, 2, 27))
    assert not identifier.in_force(b"2100-03", ntp(2100, 2, 26))


def test_mcx_uid():
    """TS 33.180 F.2.1, written out by hand."""
    user, kms = b"sip:alice@example.org", b"kms.example.org"
    ts = ntp(2026, 1, 15)
    number = identifier.mcx_period(ts, 2592000)
    assert number == int.from_bytes(ts[:4], "big") // 2592000
    s = b"\x00"
    for p in (b"MIKEY-SAKKE-UID", user, kms, b"\x27\x8d\x00", b"\x00", number.to_bytes(2, "big")):
        s += p + len(p).to_bytes(2, "big")
    assert identifier.mcx_uid(user, kms, 2592000, 0, number) == hashlib.sha256(s).digest()
    assert identifier.mcx_period(bytes(8), 1 << 32) == 1
