"""Moved to mikey.credentials.sakke; this name of 0.1.0 goes with 0.3."""

from mikey.credentials.sakke import KeyRing, Kms, UserKeys  # noqa: F401
