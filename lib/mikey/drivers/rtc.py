"""The clock driver of a port that has `machine.RTC` and `time.time` (rp2, stm32, esp32)."""

from mikey.drivers import ntp
from mikey.drivers.clock import WallClock


def rtc_clock(rtc, time, store, monday=0):
    """Return a WallClock over the port's clock.

    `rtc` is a `machine.RTC`, `time` the module, `store` the store driver that keeps the last
    trusted time, `monday` the number of that day in `rtc.datetime` (stm32: 1). The port's clock
    is set to whole seconds, rounded up, so that a reset never takes the time back.
    """
    epoch = ntp.port_epoch(time.gmtime)

    def write(buf8):
        seconds = ntp.to_epoch(buf8, epoch)
        if ntp.milliseconds(buf8):
            seconds += 1
        year, month, day, hour, minute, second, weekday = time.gmtime(seconds)[:7]
        rtc.datetime((year, month, day, weekday + monday, hour, minute, second, 0))

    return WallClock(time.time, epoch, write, store=store)
