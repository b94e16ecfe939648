"""What differs between CPython and MicroPython, in one place.

`const` lets the MicroPython compiler fold `_NAME = const(…)`; CPython gets the identity.
`ticks_ms`/`ticks_diff` measure the length of a step, never the time of day.
"""

try:
    from micropython import const  # pyright: ignore[reportAssignmentType]
except ImportError:

    def const(value):
        """Return `value`: CPython has no constant folding by name."""
        return value


try:
    from time import ticks_diff, ticks_ms  # pyright: ignore[reportAssignmentType]
except ImportError:
    from time import monotonic  # pyright: ignore[reportAttributeAccessIssue]

    def ticks_ms():
        """Return a millisecond counter of unspecified origin (int)."""
        return int(monotonic() * 1000)

    def ticks_diff(later, earlier):
        """Return the milliseconds from `earlier` to `later` (int)."""
        return later - earlier
