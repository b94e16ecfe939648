"""Moved to mikey.inspect.explain; this name of 0.1.0 goes with 0.3."""

from mikey.inspect.explain import explain, one_line  # noqa: F401
