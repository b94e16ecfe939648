"""For simulation boards alone: fixed entropy and a clock that stands.

With them a published vector is produced octet for octet. A real board never imports this module.
"""

from mikey import errors
from mikey.drivers import TRUSTED, UNSET
from mikey.drivers.clock import check_set


class FixedEntropy:
    """Gives out `octets` (bytes-like) in order, once, and then fails like a broken source."""

    def __init__(self, octets):
        self._octets = bytes(octets)
        self._at = 0
        self.healthy = True

    def fill(self, buf):
        """Fill `buf` with the next octets; MikeyError(ENTROPY) when too few are left."""
        end = self._at + len(buf)
        if not self.healthy or end > len(self._octets):
            self.healthy = False
            raise errors.MikeyError(errors.ENTROPY)
        buf[:] = self._octets[self._at : end]
        self._at = end


class StandingClock:
    """A clock that stands where it was last set, in any order of times.

    `ntp` (8 octets, NTP-UTC) is where it starts, TRUSTED; None leaves it UNSET.
    """

    def __init__(self, ntp=None):
        self._time = bytearray(8)
        self._trust = UNSET
        if ntp is not None:
            self.set(ntp, TRUSTED)

    def now(self, buf8):
        """Write the time into `buf8` (8 octets, NTP-UTC) and return its trust."""
        buf8[:] = self._time
        return self._trust

    def set(self, buf8, trust):
        """Stand at `buf8` from now on; return `trust`."""
        check_set(buf8, trust)
        self._time[:] = buf8
        self._trust = trust
        return trust

    def forget(self):
        """Forget the time: UNSET."""
        self._trust = UNSET
