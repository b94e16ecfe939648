"""Calls in steps, dropped and interrupted, on CPython and MicroPython."""

import pytest

import review_steps_checks
import unixport
from portable import names

CHECKS = names(vars(review_steps_checks))


@pytest.mark.parametrize("name", CHECKS)
def test_check(name):
    vars(review_steps_checks)[name]()


def test_checks_on_micropython():
    output = unixport.run(review_steps_checks.__file__)
    assert output == "%d checks passed\n" % len(CHECKS)
