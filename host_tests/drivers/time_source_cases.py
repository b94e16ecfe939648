"""Time from SNTP and GPS: the same on every runtime."""

from mikey.drivers import gps, ntp, sntp
from support import portable
from support.portable import ntp64


class Entropy:
    """Eight octets that a test knows."""

    def fill(self, buf):
        buf[:] = b"\x11\x22\x33\x44\x55\x66\x77\x88"


class Ticks:
    """A millisecond counter that a test moves."""

    value = 5

    def __call__(self):
        return self.value


def query():
    ticks = Ticks()
    return sntp.Query(Entropy(), ticks, lambda later, earlier: later - earlier), ticks


def answer(question, stamp=0xEE00000080000000):
    """What a good server says to `question`."""
    reply = bytearray(48)
    reply[0] = 0x24
    reply[1] = 2
    reply[24:32] = question.request[40:48]
    reply[40:48] = ntp64(stamp)
    return reply


def check_sntp_question():
    question, _ = query()
    assert question.request[0] == 0x23
    assert question.request[1:40] == bytes(39)
    assert question.request[40:] == b"\x11\x22\x33\x44\x55\x66\x77\x88"


def check_sntp_answer():
    question, ticks = query()
    ticks.value += 3000
    now = bytearray(8)
    reply = answer(question)
    assert question.accept(memoryview(reply), now)
    assert now == ntp64(0xEE00000200000000)  # and half of the 3 s that it took
    assert not question.accept(reply, now)  # one answer a question


def check_sntp_refusals():
    for place, value in (
        (0, 0xE4),  # the server is not synchronised
        (0, 0x23),  # no server
        (0, 0x25),  # broadcast
        (1, 0),  # kiss of death
        (1, 16),
        (24, 0),  # an answer to another question
        (31, 0),
    ):
        question, _ = query()
        reply = answer(question)
        reply[place] = value
        now = bytearray(8)
        assert not question.accept(reply, now), place
        assert now == bytes(8)
    question, ticks = query()
    now = bytearray(8)
    assert not question.accept(answer(question, 0), now)
    assert not question.accept(answer(question)[:47], now)
    assert not question.accept(b"", now)
    ticks.value += 5001
    assert not question.accept(answer(question), now)
    assert now == bytes(8)


def sentence(body):
    check = 0
    for octet in body:
        check ^= octet
    return b"$" + body + b"*%02X\r\n" % check


GOOD = b"GPRMC,120000.250,A,4807.038,N,01131.000,E,022.4,084.4,010726,003.1,W"


def check_gps_sentence():
    now = bytearray(8)
    assert gps.rmc(sentence(GOOD), now)
    assert ntp.to_epoch(now, ntp.EPOCH_1970) == 1782907200  # 2026-07-01 12:00:00
    assert ntp.milliseconds(now) == 250
    assert gps.rmc(sentence(b"GN" + GOOD[2:]).lower().replace(b"gnrmc", b"GNRMC"), now) is False
    assert gps.rmc(memoryview(sentence(b"GNRMC,000000,A,,,,,,,290228,")), now)
    assert ntp.to_epoch(now, ntp.EPOCH_1970) == 1835395200  # 2028-02-29
    assert gps.rmc(sentence(b"GNRMC,235959.9,A,,,,,,,311279,"), now)
    assert ntp.to_epoch(now, ntp.EPOCH_1970) == 3471292799
    assert ntp.milliseconds(now) in (899, 900)
    assert gps.rmc(sentence(b"GNRMC,062816,A,,,,,,,070236,"), now)
    assert now == bytes(8)  # NTP's roll-over


def check_gps_refusals():
    now = bytearray(8)
    good = sentence(GOOD)
    for line in (
        b"",
        b"$GPRMC*00",
        good[:-4] + b"00\r\n",
        good[1:],
        sentence(GOOD.replace(b",A,", b",V,")),
        sentence(GOOD.replace(b"RMC", b"GGA")),
        sentence(GOOD.replace(b"010726", b"310626")),
        sentence(GOOD.replace(b"010726", b"290227")),
        sentence(GOOD.replace(b"010726", b"011326")),
        sentence(GOOD.replace(b"010726", b"000726")),
        sentence(GOOD.replace(b"010726", b"060180")),
        sentence(GOOD.replace(b"010726", b"150906")),  # a GPS week roll-over
        sentence(GOOD.replace(b"010726", b"")),
        sentence(GOOD.replace(b"120000.250", b"")),
        sentence(GOOD.replace(b"120000.250", b"246000")),
        sentence(GOOD.replace(b"120000.250", b"12x000")),
        sentence(GOOD[:30]),
    ):
        assert not gps.rmc(line, now), line
        assert now == bytes(8)


if __name__ == "__main__":
    portable.main(globals())
