"""The drivers that are the same on every board: clocks, counter, entropy tests, stores."""

import math
import os
from decimal import Decimal, getcontext

import pytest

import driver_checks
import emulator
import unixport

SCRIPT = driver_checks.__file__


@pytest.mark.parametrize("name", driver_checks.checks())
def test_check(name):
    getattr(driver_checks, name)()


def test_checks_on_micropython():
    expected = "{} checks passed\n".format(len(driver_checks.checks()))
    assert unixport.run(SCRIPT) == expected


@pytest.mark.skipif(not os.path.exists(emulator.IMAGE), reason="the image is not built")
def test_checks_on_the_device():
    status, output = emulator.run_script(SCRIPT)
    assert (status, output) == (0, "{} checks passed\n".format(len(driver_checks.checks())))


def test_reading_the_clock_allocates_nothing():
    output = unixport.run(
        "-c",
        """
import gc
from mikey.drivers import TRUSTED, ntp
from mikey.drivers.clock import TickClock
clock = TickClock()
now = bytearray(8)
clock.set(b"\\x3e" * 8, TRUSTED)
def read():
    for i in range(50):
        clock.now(now)
        ntp.seconds_between(now, now)
read()
gc.collect()
gc.disable()
before = gc.mem_alloc()
read()
print(gc.mem_alloc() - before)
""",
    )
    assert output == "0\n"


def tail_cut_off(window, min_entropy, exponent):
    """The least count of the first value whose chance is at most 2^-exponent.

    1 + CRITBINOM(window, 2^-H, 1 - 2^-exponent), SP 800-90B 4.4.2.
    """
    getcontext().prec = 60
    p = Decimal(2) ** -Decimal(min_entropy)
    tail = Decimal(0)
    count = window
    while True:
        tail += math.comb(window, count) * p**count * (1 - p) ** (window - count)
        if tail > Decimal(2) ** -exponent:
            return count + 1
        count -= 1


@pytest.mark.parametrize(
    ("name", "min_entropy", "window"),
    [
        ("BIT_EIGHTH", 0.125, 1024),
        ("BIT_QUARTER", 0.25, 1024),
        ("BIT_HALF", 0.5, 1024),
        ("OCTET_ONE", 1, 512),
        ("OCTET_TWO", 2, 512),
        ("OCTET_FOUR", 4, 512),
        ("OCTET_SIX", 6, 512),
    ],
)
def test_claims_follow_from_sp_800_90b(name, min_entropy, window):
    claim = getattr(driver_checks.entropy, name)
    assert claim == (
        window,
        tail_cut_off(window, min_entropy, 30),
        1 + math.ceil(30 / min_entropy),
        math.ceil(320 / min_entropy),
    )
