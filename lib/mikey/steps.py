"""Runs work that comes in short pieces, as generators."""


def run(steps):
    """Run a generator of short pieces of work to its end; return its value.

    Not by StopIteration: where memory is out MicroPython makes one without its value.
    """
    value = [None]  # type: list
    for _ in into(value, steps):
        pass
    return value[0]


def into(value, steps):
    """Run `steps` as a generator that puts its value into the list `value`."""
    value[0] = yield from steps
