"""Moved to mikey.modes; this name of 0.1.0 goes with 0.3."""

from mikey.modes import installed  # noqa: F401
