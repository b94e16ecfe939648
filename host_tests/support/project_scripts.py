"""The project's scripts for packages and boards, as modules for tests."""

import os
import sys

FOLDER = os.path.abspath(
    os.path.join(os.path.dirname(__file__), "..", "..", "firmware", "scripts")
)
sys.path += [os.path.join(FOLDER, room) for room in ("package", "device")]

import amalgamate
import device_form
import facts
import flash
import heap_need
import mip
import names
import packages
import remote
import romfs
import source
import tracebacks

__all__ = [
    "FOLDER", "amalgamate", "device_form", "facts", "flash", "heap_need", "mip", "names",
    "packages", "remote", "romfs", "source", "tracebacks",
]  # fmt: skip
