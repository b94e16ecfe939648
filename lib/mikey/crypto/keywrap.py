"""Moved to mikey.crypto.aes; this name of 0.1.0 goes with 0.3."""

from mikey.crypto.aes import unwrap, wrap  # noqa: F401
