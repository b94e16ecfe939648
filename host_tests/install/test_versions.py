"""One version everywhere."""

import json
import os
import re

import mikey
from support import emulator
from support.consoles import needs
from support.project_scripts import device_form, mip

ROOT = emulator.ROOT


def read(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        return file.read()


def test_library():
    assert re.fullmatch(r"\d+\.\d+\.\d+", mikey.__version__)
    assert device_form.version() == mikey.__version__


def test_package():
    assert json.loads(read("package.json"))["version"] == mikey.__version__


def test_changes():
    """The first heading of the changes is this version's."""
    assert re.findall(r"^## (\S+)", read("CHANGES.md"), re.M)[0] == mikey.__version__


def test_project_file():
    """The library is no Python package; where the project file names a version, it is this one."""
    named = re.findall(r'^version *= *"([^"]*)"', read("pyproject.toml"), re.M)
    assert named in ([], [mikey.__version__])


def test_made_packages():
    assert json.loads(mip.package({}))["version"] == mikey.__version__


def test_image():
    needs("qemu")
    with emulator.Device() as device:
        assert device.console({"do": "hello"})["version"] == mikey.__version__
