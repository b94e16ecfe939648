"""Moved to mikey.call; this name of 0.1.0 goes with 0.3."""

from mikey.call import Call  # noqa: F401
