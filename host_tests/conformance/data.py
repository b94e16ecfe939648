"""The known-answer vectors, for suites that run on every runtime."""

import gc
import json

_FOLDER = (__file__.rsplit("/", 1)[0] if "/" in __file__ else ".") + "/../vectors/"
_last = [None, None]  # type: Any


def vectors(name):
    """Return host_tests/vectors/`name`.json. One file is kept at a time, to spare a device."""
    if _last[0] != name:
        _last[0] = _last[1] = None
        gc.collect()
        with open(_FOLDER + name + ".json") as file:
            _last[1] = json.load(file)
        _last[0] = name
    return _last[1]


def octets(text):
    """Return the octets of a hex string."""
    return bytes.fromhex(text)


def same(got, expected, what):
    """Raise AssertionError naming `what` where the two differ."""
    if got != expected:
        raise AssertionError("%s: got %r, expected %r" % (what, got, expected))
