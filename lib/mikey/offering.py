"""Moved to mikey.offer; this name of 0.1.0 goes with 0.3."""

from mikey.offer import pack  # noqa: F401
