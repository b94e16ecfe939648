"""The host's clock, which its operating system keeps on UTC: TRUSTED from the start."""

import time

from mikey.drivers import TRUSTED, ntp
from mikey.drivers.clock import TickClock


def host_time(buf8):
    """Write the host's time into `buf8` (8 octets, NTP-UTC), to the millisecond."""
    ms = time.time_ns() // 1000000
    ntp.from_epoch(buf8, ms // 1000, ms % 1000, ntp.EPOCH_1970)


def driver():
    """Return the clock driver: it may be set to any time, as it plays messages of any year."""
    clock = TickClock(step_back=True)
    now = bytearray(8)
    host_time(now)
    clock.set(now, TRUSTED)
    return clock
