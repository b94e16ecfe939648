"""What simulation boards have in common: their clock is a host's, their values lie in a folder."""

from mikey.drivers import TRUSTED, Drivers, ntp
from mikey.drivers.clock import TickClock
from mikey.drivers.simulation import FixedEntropy, StandingClock
from mikey.drivers.store import FileStore, MemoryStore


def host_clock(ms, **ticks):
    """Return a clock that was set to `ms`, milliseconds since 1970 (int): TRUSTED.

    It may be set to any time, as it plays messages of any year. `ticks`: see TickClock.
    """
    clock = TickClock(step_back=True, **ticks)
    now = bytearray(8)
    ntp.from_epoch(now, ms // 1000, ms % 1000, ntp.EPOCH_1970)
    clock.set(now, TRUSTED)
    return clock


def board_drivers(octets, directory, entropy, clock):
    """Return a simulation board's Drivers, given its entropy and clock drivers.

    `octets` (bytes-like, not None) replace the entropy source, and then the clock stands still at
    the present time, so that a published vector comes out the same octet for octet. Values are
    kept in the folder `directory` (str), in memory where it is None.
    """
    store = MemoryStore() if directory is None else FileStore(directory)
    if octets is None:
        return Drivers(entropy, clock, store)
    now = bytearray(8)
    clock.now(now)
    return Drivers(FixedEntropy(octets), StandingClock(now), store)
