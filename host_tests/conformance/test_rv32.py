"""The conformance suites on the emulated RISC-V device."""

import os

import pytest

from support import emulator, images
from support.suites import ALL, FOLDER, SUITES, parse

SLOW = ["sakke_crypto"]  # over a minute; QEMU_M4 runs it
SECONDS = 300

pytestmark = pytest.mark.skipif(
    os.environ.get("CI") != "true" and not images.fresh("QEMU_RV32"),
    reason="make firmware BOARD=QEMU_RV32: no image, or an old one",
)


@pytest.mark.parametrize("suite", [suite for suite in SUITES if suite not in SLOW])
def test_suite(suite):
    names = [name for of, name in ALL if of == suite]
    assert names
    status, output = emulator.run_script(
        os.path.join(FOLDER, "run.py"), "3m", args=[suite], timeout=SECONDS, board="QEMU_RV32"
    )
    assert parse(output, names) == dict.fromkeys(names, ""), output[-500:]
    assert status == 0
