"""Which modes there are, and which this image carries (RFC 3830 6.1, 4650 4.1, 6509 4.1)."""

from mikey.errors import MODE_MISSING, MikeyError

# Data types that open an exchange, and those that answer one, with the names of their modes. A
# mode's module has its name.
INIT = {0: "psk", 7: "dhhmac", 26: "sakke"}
RESP = {1: "psk", 8: "dhhmac"}
_NAMES = ("psk", "dhhmac", "sakke")


def load(mode):
    """Import the module of `mode` (str); MikeyError(MODE_MISSING) where it is not installed."""
    if mode in _NAMES:
        try:
            return __import__("mikey.modes." + mode, None, None, ("Responder",))
        except ImportError:
            pass
    raise MikeyError(MODE_MISSING, None, "mode")


def installed():
    """Return the names of the modes that this image carries (list of str)."""
    names = []
    for mode in _NAMES:
        try:
            load(mode)
        except MikeyError:
            continue
        names.append(mode)
    return names
