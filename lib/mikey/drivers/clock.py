"""Clocks that give NTP-UTC with a state of trust, and never step back.

Trust: UNSET until somebody says what time it is; HELD when a clock that ran through the reset
says so; TRUSTED when a trusted source said so (SNTP over a secure link, GPS, the console). A HELD
time never replaces a TRUSTED one.

Setting a clock ahead takes effect at once. Setting it back by up to SLEW_LIMIT seconds makes it
run at half speed until the true time has caught up, so that no time is given twice. Setting it
back further is refused with MikeyError(BAD_ARGUMENT) and changes nothing: whoever could do it
could replay messages that were accepted before (RFC 3830 5.4). The way out for an owner whose
device was set years ahead is `forget()`, together with wiping the replay state, so that the
waiting window of RFC 3830 5.4 applies. With a store, the last trusted time is kept (at most once
a day) and binds the next run too. Simulation boards pass `step_back=True`: they play messages of
any year in any order.
"""

from mikey import errors
from mikey.drivers import HELD, TRUSTED, UNSET, ntp
from mikey.drivers.ntp import seconds_between
from mikey.port import const, ticks_diff, ticks_ms

SLEW_LIMIT = const(600)  # seconds

_NAME = "clock"
_DAY = const(86400)
_RESYNC = const(3600000)  # ms after which the tick counter and the wall clock are joined anew
# 2026-01-01: a wall clock that shows less was never set (rp2 starts at 2021, others at 2000).
_EARLIEST = b"\xed\x00\x37\x80\x00\x00\x00\x00"


def check_set(buf8, trust):
    """Raise MikeyError(BAD_ARGUMENT) unless `buf8` has 8 octets and `trust` is HELD or TRUSTED."""
    if len(buf8) != 8:
        raise errors.MikeyError(errors.BAD_ARGUMENT, None, "ntp")
    if trust != HELD and trust != TRUSTED:
        raise errors.MikeyError(errors.BAD_ARGUMENT, None, "trust")


class TickClock:
    """A clock on a millisecond tick counter: set once, kept by the ticks until the next reset.

    `now` must be called at least once in six days (MicroPython's counter wraps after twelve); a
    longer silence that shows in the counter makes the clock UNSET. `store` (a store driver or
    None) keeps the last trusted time. `ticks` and `diff` are `time.ticks_ms` and
    `time.ticks_diff`, given by tests.
    """

    def __init__(self, store=None, step_back=False, ticks=ticks_ms, diff=ticks_diff):
        self._store = store
        self._step_back = step_back
        self._ticks = ticks
        self._diff = diff
        self._tick = ticks()
        self._trust = UNSET
        self._base = bytearray(8)  # what the clock was set to
        self._s = 0  # what has passed since
        self._ms = 0
        self._ahead = 0  # ms by which the clock runs before true time
        self._odd = 0
        self._scratch = bytearray(8)
        self._floor = bytearray(8)
        self._bound = False
        if store is not None:
            self._bound = store.load(_NAME, self._floor) == 8

    def now(self, buf8):
        """Write the time into `buf8` (8 octets, NTP-UTC), return its trust; allocates nothing."""
        self._advance()
        ntp.add(buf8, self._base, self._s, self._ms)
        return self._trust

    def set(self, buf8, trust):
        """Take the time `buf8` (8 octets, NTP-UTC) from a source of `trust`; return the trust."""
        check_set(buf8, trust)
        self._advance()
        if trust < self._trust:
            return self._trust
        behind = self._behind(buf8)
        if behind > SLEW_LIMIT:
            raise errors.MikeyError(errors.BAD_ARGUMENT, None, "clock is never set back")
        if trust == TRUSTED:
            self._remember(buf8)  # it may fail: before anything changes
        if behind >= 0 and self._trust != UNSET:
            now = self._scratch
            ntp.add(now, self._base, self._s, self._ms)
            self._ahead = behind * 1000 + self._fraction_behind(now, buf8)
        else:
            self._base[:] = buf8
            self._s = self._ms = self._ahead = 0
        self._trust = trust
        return trust

    def forget(self):
        """Make the clock UNSET and free of its past; the replay state must be wiped with it."""
        self._trust = UNSET
        self._bound = False
        if self._store is not None:
            self._store.remove(_NAME)

    def _behind(self, buf8):
        """Return the whole seconds by which `buf8` lies before what may not be passed, or -1."""
        behind = -1
        if not self._step_back:
            if self._trust != UNSET:
                now = self._scratch
                ntp.add(now, self._base, self._s, self._ms)
                behind = seconds_between(now, buf8)
            if self._bound:
                behind = max(behind, seconds_between(self._floor, buf8))
        return behind

    def _fraction_behind(self, now, buf8):
        """Return what `seconds_between(now, buf8)` rounded away, in ms."""
        return (ntp.milliseconds(now) - ntp.milliseconds(buf8)) % 1000

    def _remember(self, buf8):
        """Keep `buf8` as the time that the next run may not go below, at most once a day."""
        if self._store is not None:
            age = seconds_between(buf8, self._floor)
            if not self._bound or age >= _DAY:
                self._store.save(_NAME, buf8)
                self._floor[:] = buf8
                self._bound = True

    def _advance(self):
        """Count the ticks since the last call; return the milliseconds that passed."""
        tick = self._ticks()
        passed = self._diff(tick, self._tick)
        self._tick = tick
        if passed < 0:
            self._trust = UNSET
            return 0
        self._pass(passed)
        return passed

    def _pass(self, ms):
        """Let `ms` pass, at half speed while the clock is ahead of true time."""
        if self._ahead:
            self._odd += ms
            lost = min(self._odd >> 1, self._ahead, ms)
            self._odd &= 1
            self._ahead -= lost
            ms -= lost
        ms += self._ms
        if ms >= 1000:
            seconds = ms // 1000
            self._s += seconds
            ms -= seconds * 1000
        self._ms = ms


class WallClock(TickClock):
    """A TickClock that starts from, and is corrected forward by, a clock of the port.

    `seconds` is the port's `time.time` and `epoch` what it counts from (`ntp.EPOCH_…`). A port's
    clock that runs through sleep moves this one forward after the ticks stood still; the time
    then is HELD, as only that clock vouches for it. `write(buf8)`, where given, sets the port's
    clock, so that the time outlives a reset. `trust` is what the port's clock deserves at the
    start, if it shows no time before 2026 and none before the stored last trusted time.
    """

    def __init__(self, seconds, epoch, write=None, trust=HELD, **options):
        TickClock.__init__(self, **options)
        self._seconds = seconds
        self._write = write
        self._since = 0
        self._wall = int(seconds())
        start = self._scratch
        ntp.from_epoch(start, self._wall, 0, epoch)
        early = seconds_between(start, _EARLIEST) < 0
        if not early and self._bound:
            early = seconds_between(start, self._floor) < 0
        if not early:
            self._base[:] = start
            self._trust = trust

    def set(self, buf8, trust):
        """As TickClock.set, and pass the time on to the port's clock."""
        before = self._trust
        trust_now = TickClock.set(self, buf8, trust)
        if self._write is not None and trust >= before:
            self._write(buf8)
        self._wall = int(self._seconds())
        self._since = 0
        return trust_now

    def _advance(self):
        passed = TickClock._advance(self)
        self._since += passed
        wall = int(self._seconds())
        slept = wall - self._wall - self._since // 1000
        if slept >= 2 and self._trust != UNSET:
            self._s += slept
            self._ahead = 0
            self._trust = HELD
        if not -2 < slept < 2 or self._since >= _RESYNC:
            self._wall = wall
            self._since = 0
        return passed
