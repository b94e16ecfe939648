"""Moved to mikey.credentials.identifier; this name of 0.1.0 goes with 0.3."""

from mikey.credentials.identifier import *  # noqa: F403
