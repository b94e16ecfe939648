"""Moved to mikey.crypto.hash; this name of 0.1.0 goes with 0.3."""

from mikey.crypto.hash import HMAC_SHA1, HMAC_SHA256, NULL, equal, length, mac, wipe  # noqa: F401
