"""NTP arithmetic and the clocks: the same on every runtime."""

from mikey import errors
from mikey.drivers import HELD, TRUSTED, UNSET, clock, ntp, simulation, store
from mikey.drivers.ntp import seconds_between
from support import portable
from support.portable import Random, ntp64, number, refused


class Ticks:
    """A tick counter of 2^30 ms that a test moves, with MicroPython's `ticks_diff`."""

    def __init__(self):
        self.value = 0

    def __call__(self):
        return self.value & 0x3FFFFFFF

    def diff(self, later, earlier):
        return (later - earlier + 0x20000000 & 0x3FFFFFFF) - 0x20000000


def check_seconds_between():
    random = Random()
    for i in range(2000):
        a = random.bits(64)
        # Far, near and very near differences, across the roll-over too.
        b = random.bits(64) if i % 3 == 0 else a + random.bits((8, 34, 60)[i % 3]) - (1 << 33)
        b %= 1 << 64
        expected = (a - b + (1 << 63)) % (1 << 64) - (1 << 63) >> 32
        expected = max(min(expected, 1 << 29), -(1 << 29))
        got = seconds_between(ntp64(a), ntp64(b))
        assert got == expected, (hex(a), hex(b), got, expected)


def check_roll_over_of_2036():
    before = ntp64(0xFFFFFFFF80000000)
    after = ntp64(0x0000000100000000)
    assert seconds_between(after, before) == 1
    assert seconds_between(before, after) == -2
    out = bytearray(8)
    ntp.add(out, before, 2, 500)
    assert seconds_between(out, after) == 1
    # 2036-02-07 06:28:16 is second 0 of the new era, and 2085978496 in Unix time.
    ntp.from_epoch(out, 2085978496, 0, ntp.EPOCH_1970)
    assert number(out) == 0
    assert ntp.to_epoch(out, ntp.EPOCH_1970) == 2085978496
    assert ntp.to_epoch(out, ntp.EPOCH_2000) == 2085978496 - 946684800


def check_addition():
    random = Random(7)
    out = bytearray(8)
    for _ in range(500):
        t = random.bits(64)
        seconds = random.bits(30)
        ms = random.bits(16) % 1000
        ntp.add(out, ntp64(t), seconds, ms)
        exact = t + (seconds << 32) + (ms << 32) // 1000
        error = (exact - number(out)) % (1 << 64)
        assert error == 0, (hex(t), seconds, ms, error)
        # In place, as the clocks use it.
        same = ntp64(t)
        ntp.add(same, same, seconds, ms)
        assert same == out


def check_epochs():
    out = bytearray(8)
    ntp.from_epoch(out, 0, 0, ntp.EPOCH_1970)
    assert number(out) == 2208988800 << 32
    ntp.from_epoch(out, 0, 250, ntp.EPOCH_2000)
    assert number(out) == (3155673600 << 32) + (1 << 30)
    assert ntp.milliseconds(out) == 250
    assert ntp.port_epoch(lambda seconds: (2000,)) == ntp.EPOCH_2000
    assert ntp.port_epoch(lambda seconds: (1970,)) == ntp.EPOCH_1970


def tick_clock(**options):
    ticks = Ticks()
    return clock.TickClock(ticks=ticks, diff=ticks.diff, **options), ticks


NOON = ntp64(0xEE000000 << 32)


def at(seconds, ms=0):
    out = bytearray(8)
    base = ntp64((0xEE000000 + seconds) << 32)
    ntp.add(out, base, 0, ms)
    return out


def check_tick_clock_keeps_time():
    c, ticks = tick_clock()
    now = bytearray(8)
    assert c.now(now) == UNSET
    exact = ntp64(0xEE00000012345678)
    assert c.set(exact, TRUSTED) == TRUSTED
    assert c.now(now) == TRUSTED
    assert now == exact
    total = 0
    for step in (1, 0, 999, 1000, 1, 86400000, 0x1FFFFFFF):
        ticks.value += step
        total += step
        assert c.now(now) == TRUSTED
        assert -(-(number(now) - number(exact)) * 1000 >> 32) == total


def check_lost_ticks_unset_the_clock():
    c, ticks = tick_clock()
    c.set(NOON, TRUSTED)
    ticks.value += 0x20000001  # more than half of the counter: it cannot be told from a step back
    now = bytearray(8)
    assert c.now(now) == UNSET


def check_set_ahead():
    c, _ = tick_clock()
    now = bytearray(8)
    c.set(NOON, HELD)
    c.set(at(5000), TRUSTED)
    assert c.now(now) == TRUSTED
    assert now == at(5000)


def check_held_never_replaces_trusted():
    c, _ = tick_clock()
    now = bytearray(8)
    c.set(NOON, TRUSTED)
    assert c.set(at(5000), HELD) == TRUSTED
    assert c.now(now) == TRUSTED
    assert now == NOON


def check_small_set_back_slews():
    for step in (1, 7, 100, 2500):
        c, ticks = tick_clock()
        now = bytearray(8)
        c.set(at(100), TRUSTED)
        assert c.set(at(97, 500), TRUSTED) == TRUSTED
        c.now(now)
        assert now == at(100)  # it does not jump
        last = number(now)
        true_ms = 0
        while true_ms < 4000:
            ticks.value += step
            true_ms += step
            c.now(now)
            assert number(now) >= last
            last = number(now)
        behind = number(at(100, true_ms // 2)) - number(now)
        assert abs(behind) < (2 << 32) // 1000  # it runs at half speed
        # Half speed has made up for the 2.5 s after 5 s: from there on it tells true time.
        ticks.value += 20000 - true_ms
        c.now(now)
        assert seconds_between(now, at(117, 490)) == 0
        assert seconds_between(at(117, 510), now) == 0


def check_far_set_back_is_refused():
    c, _ = tick_clock()
    now = bytearray(8)
    c.set(at(10000), TRUSTED)
    assert refused(errors.BAD_ARGUMENT, c.set, at(10000 - 602), TRUSTED)
    assert c.now(now) == TRUSTED
    assert now == at(10000)
    c.forget()
    assert c.now(now) == UNSET
    assert c.set(NOON, TRUSTED) == TRUSTED
    c.now(now)
    assert now == NOON


def check_simulation_steps_back():
    c, _ = tick_clock(step_back=True)
    now = bytearray(8)
    c.set(at(10000), TRUSTED)
    c.set(NOON, TRUSTED)
    c.now(now)
    assert now == NOON


def check_last_trusted_time_binds_the_next_run():
    values = store.MemoryStore()
    c, _ = tick_clock(store=values)
    c.set(at(10000), TRUSTED)
    c.set(at(20000), TRUSTED)  # within a day: not written again
    buf = bytearray(8)
    assert values.load("clock", buf) == 8
    assert buf == at(10000)
    c.set(at(100000), TRUSTED)
    values.load("clock", buf)
    assert buf == at(100000)
    again, _ = tick_clock(store=values)
    assert again.now(buf) == UNSET
    assert refused(errors.BAD_ARGUMENT, again.set, at(90000), TRUSTED)
    assert again.set(at(99500), TRUSTED) == TRUSTED  # a small error of the earlier source
    again.forget()
    assert values.load("clock", buf) == 0


def check_bad_times_are_refused():
    c, _ = tick_clock()
    for one in (c, simulation.StandingClock()):
        assert refused(errors.BAD_ARGUMENT, one.set, bytes(7), TRUSTED)
        assert refused(errors.BAD_ARGUMENT, one.set, bytes(8), UNSET)
        assert refused(errors.BAD_ARGUMENT, one.set, bytes(8), 3)
        assert one.now(bytearray(8)) == UNSET


class Wall:
    """A port's clock in seconds since 2000, that a test sets."""

    def __init__(self, seconds):
        self.seconds = seconds
        self.written = []

    def __call__(self):
        return self.seconds

    def write(self, buf8):
        self.written.append(bytes(buf8))
        self.seconds = ntp.to_epoch(buf8, ntp.EPOCH_2000)


def wall_clock(wall, values=None):
    ticks = Ticks()
    return (
        clock.WallClock(
            wall, ntp.EPOCH_2000, wall.write, store=values, ticks=ticks, diff=ticks.diff
        ),
        ticks,
    )


SUMMER_2026 = 835000000  # seconds since 2000


def check_wall_clock_that_was_never_set():
    for seconds in (0, 662688000):  # its epoch; 2021, where rp2 starts
        c, _ = wall_clock(Wall(seconds))
        assert c.now(bytearray(8)) == UNSET


def check_wall_clock_holds_through_a_reset():
    now = bytearray(8)
    c, _ = wall_clock(Wall(SUMMER_2026))
    assert c.now(now) == HELD
    assert ntp.to_epoch(now, ntp.EPOCH_2000) == SUMMER_2026
    # A clock behind the last trusted time lost its battery meanwhile.
    values = store.MemoryStore()
    ahead = bytearray(8)
    ntp.from_epoch(ahead, SUMMER_2026 + 1, 0, ntp.EPOCH_2000)
    values.save("clock", ahead)
    c, _ = wall_clock(Wall(SUMMER_2026), values)
    assert c.now(now) == UNSET


def check_setting_reaches_the_wall_clock():
    wall = Wall(0)
    c, ticks = wall_clock(wall)
    noon = bytearray(8)
    ntp.from_epoch(noon, SUMMER_2026, 0, ntp.EPOCH_2000)
    assert c.set(noon, TRUSTED) == TRUSTED
    assert wall.written == [bytes(noon)]
    assert c.set(noon, HELD) == TRUSTED
    assert len(wall.written) == 1
    now = bytearray(8)
    for _ in range(5000):  # no drift, whatever the two clocks' phases
        ticks.value += 1700
        wall.seconds = SUMMER_2026 + (ticks.value + 300) // 1000
        assert c.now(now) == TRUSTED
    assert abs(ntp.to_epoch(now, ntp.EPOCH_2000) - wall.seconds) <= 1


def check_sleep_moves_the_clock_forward():
    wall = Wall(SUMMER_2026)
    c, ticks = wall_clock(wall)
    now = bytearray(8)
    noon = bytearray(8)
    ntp.from_epoch(noon, SUMMER_2026, 0, ntp.EPOCH_2000)
    c.set(noon, TRUSTED)
    ticks.value += 1000
    wall.seconds += 3600  # the ticks stood still in sleep
    assert c.now(now) == HELD
    assert ntp.to_epoch(now, ntp.EPOCH_2000) == SUMMER_2026 + 3600
    wall.seconds -= 1800  # somebody turned the port's clock back
    c.now(now)
    assert ntp.to_epoch(now, ntp.EPOCH_2000) == SUMMER_2026 + 3600
    ticks.value += 5000
    wall.seconds += 5
    c.now(now)
    assert ntp.to_epoch(now, ntp.EPOCH_2000) == SUMMER_2026 + 3605


def check_standing_clock():
    c = simulation.StandingClock(NOON)
    now = bytearray(8)
    assert c.now(now) == TRUSTED
    c.set(at(-100), HELD)
    assert c.now(now) == HELD
    assert now == at(-100)
    c.forget()
    assert c.now(now) == UNSET


if __name__ == "__main__":
    portable.main(globals())
