"""The RPI_PICO image in an emulator, whose ring oscillator gives a stuck random bit."""

import json
import os
import subprocess

import pytest

from support import images, unixport

IMAGE = os.path.join(images.IMAGES, "RPI_PICO", "firmware.uf2")
EMULATOR = os.path.join(unixport.ROOT, ".venv", "bin", "rp2040py")
SCRIPT = os.path.join(unixport.HERE, "boards", "pico_drivers.py")
SPEC = os.path.join(unixport.HERE, "boards", "pressed_pico.py") + ":PICO"

pytestmark = [
    pytest.mark.skipif(
        not images.fresh("RPI_PICO", "firmware.uf2"),
        reason="make firmware BOARD=RPI_PICO: no image, or an old one",
    ),
    pytest.mark.skipif(not os.path.exists(EMULATOR), reason="rp2040py is not installed"),
]


def run(files):
    """Run the script on flash content `files`, which is kept there; return what it told."""
    command = [EMULATOR, "micropython", "--image", IMAGE, "--dump-fs", str(files)]
    command += ["--board-spec", SPEC]
    if os.path.exists(files):
        command += ["--littlefs", str(files)]
    done = subprocess.run(
        [*command, SCRIPT], check=False, capture_output=True, text=True, timeout=180
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    assert len(lines) == 1, done.stdout + done.stderr
    return json.loads(lines[0])


def test_drivers(tmp_path):
    files = tmp_path / "flash.img"
    first = run(files)
    assert first["board"] == "RPI_PICO"
    assert not first["healthy"]
    assert first["entropy"] == "entropy-failure"
    assert first["octets"] == "00" * 16
    assert first["trust"] == 0  # it wakes up in 2021: nobody set the clock
    assert first["set"] == 2
    assert "eeae550040000000" <= first["now"] < "eeae550540000000"
    assert first["rtc"] == [2026, 11, 23, 6, 0]
    assert first["value"] == 0
    # The power was off: the value and the last trusted time are there, the time is not.
    second = run(files)
    assert second["value"] == 7
    assert second["trust"] == 0
    assert second["set"] == 2
