"""Calls in steps, dropped and interrupted, on CPython and MicroPython."""

import pytest

from modes import interrupted_cases
from support import unixport
from support.portable import names

CHECKS = names(vars(interrupted_cases))


@pytest.mark.parametrize("name", CHECKS)
def test_check(name):
    vars(interrupted_cases)[name]()


def test_checks_on_micropython():
    output = unixport.run(interrupted_cases.__file__)
    assert output == "%d checks passed\n" % len(CHECKS)
