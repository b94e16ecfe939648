"""What make cannot do is said in one line, before anything is made.

Wrong values, a folder that make cannot build in.
"""

import os
import shutil
import sys

import pytest

from support.emulator import ROOT
from support.make_calls import make
from support.project_scripts import FOLDER, device_form, flash

IMAGES = ["QEMU_M4", "QEMU_RV32", *flash.TOOLS]


@pytest.mark.parametrize(
    ("goal", "value", "choice"),
    [
        ("firmware", "BOARD=NOPE", IMAGES),
        ("firmware", "BOARD=UNIX", IMAGES),
        ("firmware", "BOARD=", IMAGES),
        ("firmware", "BOARD=QEMU_M4 QEMU_RV32", IMAGES),
        ("flash", "BOARD=NOPE", flash.TOOLS),
        ("flash", "BOARD=QEMU_M4", flash.TOOLS),
        ("deploy", "BOARD=NOPE", device_form.BOARDS),
        ("deploy", "BOARD=../boards", device_form.BOARDS),
        ("romfs", "BOARD=NOPE", device_form.BOARDS),
        ("romfs", "PACKAGE=sakke", device_form.SETS),
        ("deploy", "PACKAGE=sakke", device_form.SETS),
        ("deploy", "PACKAGE=psk all", device_form.SETS),
        ("console", "RUN=foo", ["cpython", "micropython", "qemu"]),
        ("console", "RUN=", ["cpython", "micropython", "qemu"]),
    ],
)
def test_a_wrong_value_is_answered_with_the_list(goal, value, choice):
    status, lines = make(goal, value)
    assert status
    assert len(lines) == 1, lines
    name, _, given = value.partition("=")
    assert "%s=%s is not possible here: %s is one of " % (name, given, name) in lines[0]
    listed = lines[0].rsplit(" is one of ", 1)[1].removesuffix(".  Stop.").split()
    assert sorted(listed) == sorted(choice)


@pytest.mark.parametrize("goal", ["console", "flash", "deploy", "provision"])
def test_a_port_that_does_not_exist(goal):
    status, lines = make(goal, "BOARD=RPI_PICO", "PORT=/dev/ttyNOPE")
    assert status
    assert len(lines) == 1, lines
    assert "PORT=/dev/ttyNOPE does not exist; there is: " in lines[0]


@pytest.mark.parametrize("name", ["ttyNOPE", "socket://127.0.0.1:1", "nope://x", os.devnull])
def test_a_port_that_cannot_be_opened(name):
    script = os.path.join(FOLDER, "device", "run_console.py")
    status, lines = make(command=(sys.executable, script, "--port", name))
    assert status
    assert len(lines) == 1, lines
    assert lines[0].startswith("console: ")
    assert "; there is: " in lines[0]


def test_a_port_without_a_board():
    script = os.path.join(FOLDER, "device", "deploy.py")
    status, lines = make(command=(sys.executable, script, "--port", "ttyNOPE"))
    assert (status, len(lines)) == (1, 1)
    assert lines[0].startswith("deploy: no board with MicroPython on ttyNOPE: ")
    assert "; there is: " in lines[0]


def test_names_of_a_form_that_was_not_built():
    script = os.path.join(FOLDER, "package", "tracebacks.py")
    status, lines = make(command=(sys.executable, script, "build/flat/nope/names.json"))
    assert (status, len(lines)) == (1, 1)
    assert lines[0].startswith("names: build/flat/nope/names.json: ")


def test_the_console_names_its_runtimes():
    script = os.path.join(FOLDER, "device", "run_console.py")
    status, lines = make(command=(sys.executable, script, "--run", "foo"))
    assert (status, lines) == (1, ["console: RUN is one of cpython, micropython, qemu"])


@pytest.mark.parametrize("goal", ["firmware", "natmod", "test", "demo"])
def test_a_checkout_that_is_none(goal, tmp_path):
    status, lines = make(goal, "BOARD=QEMU_M4", "MICROPY_DIR=%s" % tmp_path)
    assert status
    assert len(lines) == 1, lines
    assert "MICROPY_DIR=%s is no MicroPython checkout" % tmp_path in lines[0]


def test_a_checkout_whose_path_has_a_space(tmp_path):
    status, lines = make("firmware", "MICROPY_DIR=%s/a b" % tmp_path)
    assert status
    assert len(lines) == 1
    assert "has a space in it" in lines[0]


@pytest.mark.parametrize("name", ["a b", "a#b", "a:b", "a$b", "a%b", "it's", 'a"b', "a;b", "(a)"])
def test_a_folder_that_make_cannot_build_in(tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    shutil.copy(os.path.join(ROOT, "Makefile"), folder)
    status, lines = make("lint", folder=folder)
    assert status
    assert len(lines) == 1, lines
    assert "a space or a special character" in lines[0]
    assert str(folder) in lines[0]


@pytest.mark.parametrize("name", ["plain", "a-b_c.d+e@f,g=h~i", "é"])
def test_a_folder_that_make_can_build_in(tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    shutil.copy(os.path.join(ROOT, "Makefile"), folder)
    assert make("clean", folder=folder) == (0, [])
