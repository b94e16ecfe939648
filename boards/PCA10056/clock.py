"""No real-time clock: the tick counter runs on from the time that it was set to, until a reset.

After a reset the clock is UNSET, and COUNTER timestamps serve (`board.drivers().counter`).
"""

from mikey.drivers.clock import TickClock


def driver(store):
    """Return the clock driver, which keeps its last trusted time in `store`."""
    return TickClock(store)
