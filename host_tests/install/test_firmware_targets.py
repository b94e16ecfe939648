"""`make firmware` for boards that cannot be built here: one clear line says what is missing."""

import os
import subprocess

import pytest

from support.emulator import ROOT


def build(board, **variables):
    """Return (exit status, the lines that are not make's own)."""
    command = ["make", "-s", "-C", ROOT, "firmware", "BOARD=" + board]
    command += ["%s=%s" % pair for pair in variables.items()]
    hidden = ("MICROPY_DIR", "MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    environment = {k: v for k, v in os.environ.items() if k not in hidden}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    lines = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    return done.returncode, lines


@pytest.mark.parametrize("board", ["NUCLEO_H563ZI", "PCA10056", "ESP32_GENERIC_S3"])
def test_without_a_checkout(board):
    status, lines = build(board)
    assert status
    assert len(lines) == 1
    assert "MICROPY_DIR" in lines[0]


def test_with_no_checkout_at_the_place(tmp_path):
    (tmp_path / "py").mkdir()
    (tmp_path / "py" / "mpconfig.h").touch()
    status, lines = build("NUCLEO_H563ZI", MICROPY_DIR=tmp_path)
    assert status
    assert lines == ["firmware: %s is no MicroPython checkout: it has no ports/stm32" % tmp_path]
