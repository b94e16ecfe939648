"""Time from an SNTP server (RFC 4330, the client of RFC 5905), without I/O of its own.

    query = Query(entropy)
    socket.sendto(query.request, server)
    n = socket.readinto(reply)
    if query.accept(memoryview(reply)[:n], now):
        clock.set(now, TRUSTED)

Plain SNTP is not authenticated: the time deserves TRUSTED only where the way to it is secure
(RFC 3830 5.4 asks for that), otherwise HELD.
"""

from mikey.crypto.hash import equal
from mikey.drivers import ntp
from mikey.port import const, ticks_diff, ticks_ms

_SIZE = const(48)
_ORIGIN = const(24)
_TRANSMIT = const(40)
_CLIENT = const(0x23)  # no leap warning, version 4, mode 3
_SLOWEST = const(5000)  # ms: half of the way to and fro is the error of the time


class Query:
    """One question. `request` (48 octets) is what to send.

    Its transmit timestamp is random, drawn from the driver `entropy` (MikeyError(ENTROPY) when it
    cannot): an answer must repeat it, and the device does not tell its own time.
    """

    def __init__(self, entropy, ticks=ticks_ms, diff=ticks_diff):
        self.request = bytearray(_SIZE)
        self.request[0] = _CLIENT
        self._ticks = ticks
        self._diff = diff
        self._sent = ticks()
        nonce = bytearray(8)
        entropy.fill(nonce)
        self.request[_TRANSMIT:] = nonce

    def accept(self, reply, now):
        """Check `reply` (octets) and write its time into `now` (8 octets, NTP-UTC).

        Half of the time since the question is added. Return False, with `now` untouched, for
        anything but the timely answer of a synchronised server to this question.
        """
        passed = self._diff(self._ticks(), self._sent)
        if len(reply) < _SIZE or not 0 <= passed <= _SLOWEST:
            return False
        if reply[0] >> 6 == 3 or reply[0] & 7 != 4 or not 1 <= reply[1] <= 15:
            return False
        if not equal(reply, _ORIGIN, self.request, _TRANSMIT, 8):
            return False
        transmit = bytes(reply[_TRANSMIT:_SIZE])
        if not any(transmit):
            return False
        self.request[_TRANSMIT] ^= 0xFF  # one answer a question
        half = passed // 2
        ntp.add(now, transmit, half // 1000, half % 1000)
        return True
