"""Moved to mikey.crypto.kdf; this name of 0.1.0 goes with 0.3."""

from mikey.crypto.kdf import HMAC_SHA256, MIKEY_1, derive  # noqa: F401
