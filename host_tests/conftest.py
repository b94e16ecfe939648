"""Says in a run's last line how many tests ran on which runtime; names cases.

A test counts for the farthest runtime that it, or a fixture of its, started: what processes are
started is seen here, so that no test has to tell. Those that do not start any by themselves give
the property "runtime".
"""

import os
import sys
from collections import Counter

import hypothesis
import pytest

# How long an example takes says how busy the machine is.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

# From the farthest to the nearest.
RUNTIMES = ("RPI_PICO", "QEMU_RV32", "STOCK_M4", "QEMU_M4", "micropython", "cpython")
NAMED = {"qemu": "QEMU_M4", "rp2040py": "RPI_PICO", "micropython": "micropython"}
OUTCOMES = ("failed", "error", "passed", "skipped", "xfailed", "xpassed")

_started = set()  # by what runs just now
_of_fixture = {}  # id of a fixture's definition -> what its set-up started


def runtime_of(words):
    """Return the runtime that a command line (list of str) starts, or None."""
    if "-kernel" in words:
        return os.path.basename(os.path.dirname(words[words.index("-kernel") + 1]))
    if "--run" in words:
        return NAMED.get(words[words.index("--run") + 1])
    return NAMED.get(os.path.basename(words[0]))


def _audit(event, arguments):
    if event == "subprocess.Popen":
        words = arguments[1]
        words = [words] if isinstance(words, (str, bytes)) else words
        _started.add(runtime_of([os.fsdecode(word) for word in words]))


def pytest_configure():
    """Watch what is started."""
    sys.addaudithook(_audit)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef):
    """Note what the set-up of a fixture starts: tests that share it run there as well."""
    before = set(_started)
    _started.clear()
    try:
        return (yield)
    finally:
        _of_fixture[id(fixturedef)] = set(_started)
        _started.update(before)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """Forget what the test before started."""
    _started.clear()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Give the report the runtime of the test."""
    if call.when == "call" or call.excinfo is not None:
        told = {NAMED.get(value, value) for name, value in item.user_properties
                if name == "runtime"}
        for definitions in item._fixtureinfo.name2fixturedefs.values():
            for definition in definitions:
                told |= _of_fixture.get(id(definition), set())
        told |= _started
        farthest = next((name for name in RUNTIMES if name in told), "cpython")
        item.user_properties.append(("ran on", farthest))
    return (yield)


def pytest_make_parametrize_id(val):
    """Name a dict by its keys: the values may be objects, which differ from process to process."""
    return ",".join(map(str, val)) if isinstance(val, dict) else None


def summary(stats):
    """Return the last line of a run from pytest's reports by outcome (dict)."""
    parts = []
    for outcome in OUTCOMES:
        reports = [one for one in stats.get(outcome, ()) if hasattr(one, "user_properties")]
        where = Counter(dict(report.user_properties).get("ran on", "cpython")
                        for report in reports)
        if reports:
            counts = ["%s %d" % (name, where[name]) for name in reversed(RUNTIMES) if where[name]]
            parts.append("%d %s: %s" % (len(reports), outcome, ", ".join(counts)))
    return "; ".join(parts)


def pytest_unconfigure(config):
    """Write the last line, after pytest's own."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and not hasattr(config, "workerinput"):
        line = summary(reporter.stats)
        if line:
            reporter.write_line(line)
