"""The drivers that are the same on every board: clocks, counter, entropy tests, stores."""

import math
from decimal import Decimal, getcontext

import pytest

from drivers import clock_cases, entropy_cases, store_cases, time_source_cases
from support import emulator, images, unixport
from support.portable import names

FILES = [clock_cases, entropy_cases, store_cases, time_source_cases]
CHECKS = [(module, name) for module in FILES for name in names(vars(module))]


@pytest.mark.parametrize(("module", "name"), CHECKS, ids=[name for _, name in CHECKS])
def test_check(module, name):
    getattr(module, name)()


@pytest.mark.parametrize("module", FILES)
def test_checks_on_micropython(module):
    assert unixport.run(module.__file__) == passed(module)


@pytest.mark.parametrize("board", sorted(emulator.MACHINES))
@pytest.mark.parametrize("module", FILES)
def test_checks_on_the_device(module, board):
    if not images.fresh(board):
        pytest.skip("make firmware BOARD=%s: no image, or an old one" % board)
    assert emulator.run_script(module.__file__, board=board) == (0, passed(module))


def passed(module):
    return "%d checks passed\n" % len(names(vars(module)))


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
    claim = getattr(entropy_cases.entropy, name)
    assert claim == (
        window,
        tail_cut_off(window, min_entropy, 30),
        1 + math.ceil(30 / min_entropy),
        math.ceil(320 / min_entropy),
    )
