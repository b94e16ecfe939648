"""The port's real-time clock, in whole seconds; the tick counter gives the milliseconds."""

import time

import machine

from mikey.drivers.rtc import rtc_clock


def driver(store):
    """Return the clock driver, which keeps its last trusted time in `store`."""
    return rtc_clock(machine.RTC(), time, store)
