"""The project's scripts for packages and boards, as modules for tests."""

import os
import sys

FOLDER = os.path.abspath(
    os.path.join(os.path.dirname(__file__), "..", "..", "firmware", "scripts")
)
sys.path.append(FOLDER)

import bundles
import flash
import mip
import packages

__all__ = ["FOLDER", "bundles", "flash", "mip", "packages"]
