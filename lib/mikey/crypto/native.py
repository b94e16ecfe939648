"""Moved to mikey.crypto.kernel; this name of 0.1.0 goes with 0.3."""

from mikey.crypto.kernel import kernel  # noqa: F401
