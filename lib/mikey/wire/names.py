"""Moved to mikey.inspect.names; this name of 0.1.0 goes with 0.3."""

from mikey.inspect.names import *  # noqa: F403
