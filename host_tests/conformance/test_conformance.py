"""The conformance suites on CPython, MicroPython's unix port and the emulated Cortex-M4 device.

Each suite of host_tests/conformance runs once on each runtime; every case of it is a test here.
The list of cases is CPython's, so a runtime that leaves one out fails it.
"""

import functools
import os
import subprocess
import sys

import pytest

from support import emulator
from support.suites import ALL, FOLDER, SUITES, parse

ROOT = emulator.ROOT
RUNNER = os.path.join(FOLDER, "run.py")
MICROPYTHON = os.path.join(ROOT, ".venv", "bin", "micropython")
TIMEOUT = 900  # seconds for one suite
HEAP = "3m"



def _process(*command):
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=TIMEOUT, cwd=ROOT, check=False
    )
    return done.returncode, done.stdout + done.stderr


def _cpython(suite):
    return _process(sys.executable, RUNNER, suite)


def _micropython(suite):
    return _process(MICROPYTHON, "-X", "heapsize=" + HEAP, RUNNER, suite)


def _qemu(suite):
    path = os.path.relpath(RUNNER, ROOT)
    return emulator.run_script(path, heap=HEAP, args=[suite], timeout=TIMEOUT)


RUNTIMES = {
    "cpython": (_cpython, sys.executable),
    "micropython": (_micropython, MICROPYTHON),
    "qemu": (_qemu, emulator.IMAGE),
}


@functools.lru_cache(maxsize=None)
def outcome(runtime, suite):
    """Run `suite` on `runtime`; return ({case: "" or the reason it failed}, status, output)."""
    status, output = RUNTIMES[runtime][0](suite)
    return parse(output, [name for of, name in ALL if of == suite]), status, output


def needs(runtime):
    """Skip where `runtime` has not been built; in CI that is a failure."""
    path = RUNTIMES[runtime][1]
    if not os.path.exists(path):
        reason = "%s needs %s, which is not built" % (runtime, os.path.relpath(path, ROOT))
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.mark.parametrize("suite, name", ALL, ids=["%s-%s" % pair for pair in ALL])
@pytest.mark.parametrize("runtime", RUNTIMES)
def test_case(runtime, suite, name, record_property):
    record_property("runtime", runtime)
    needs(runtime)
    cases, _, output = outcome(runtime, suite)
    assert name in cases, "did not run; the end of the output: " + output[-500:]
    assert cases[name] == ""


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize("runtime", RUNTIMES)
def test_whole_suite(runtime, suite):
    """Every case ran once, none failed and the runner's status says so."""
    needs(runtime)
    cases, status, output = outcome(runtime, suite)
    expected = [name for of, name in ALL if of == suite]
    assert sorted(cases) == sorted(expected)
    assert "%d passed, 0 failed" % len(expected) in output
    assert status == 0


def test_the_runner_fails(tmp_path):
    """A case that raises is reported, with a status other than 0, on both runtimes of the host."""
    suites = tmp_path / "conformance"
    suites.mkdir()
    (suites / "failing.py").write_text(
        "def cases():\n    return ['good', 'bad']\n"
        "def run(name):\n    if name == 'bad':\n        raise ValueError('why')\n"
    )
    runner = suites / "run.py"
    runner.write_text(open(RUNNER).read())
    for program in (sys.executable, MICROPYTHON):
        if os.path.exists(program):
            status, output = _process(program, str(runner), "failing")
            assert status == 1
            assert output.splitlines() == [
                "ok good",
                "FAIL bad ValueError why",
                "1 passed, 1 failed",
            ]


def test_verdicts_are_read():
    output = "noise\r\nok a\r\nok a b\nFAIL b c ValueError why\nFAIL b\nFAIL z gone\n"
    assert parse(output, ["a", "a b", "b", "b c", "d"]) == {
        "a": "",
        "a b": "",
        "b c": "ValueError why",
        "b": "failed",
        "z gone": "failed",
    }
