"""Moved to mikey.crypto.pairing_table; this name of 0.1.0 goes with 0.3."""

from mikey.crypto.pairing_table import LineFiles  # noqa: F401
