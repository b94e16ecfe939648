"""The modes, and which of them this image carries (RFC 3830 6.1, 4650 4.1, 6509 4.1).

A mode is one row of `_MODES` and one import of `load`, which happens when the mode is first used.
"""

from mikey.errors import MODE_MISSING, MikeyError
from mikey.port import const

OPENS = const(1)  # columns of the table
ANSWERS = const(2)

# Name; data type that opens an exchange; data type that answers, -1 where none does.
_MODES = (("psk", 0, 1), ("dhhmac", 7, 8), ("sakke", 26, -1))


def mode_of(data_type, column):
    """Return the mode (str) of the exchange that a message of `data_type` OPENS or ANSWERS, None
    where there is no such mode.
    """
    for row in _MODES:
        if row[column] == data_type:
            return row[0]
    return None


def load(mode):
    """Return (Responder, Initiator or None) of `mode` (str), imported when first asked for.

    MikeyError(MODE_MISSING) where it is not installed.
    """
    try:
        if mode == "psk":
            from mikey.modes.psk import Initiator, Responder

            return Responder, Initiator
        if mode == "dhhmac":
            from mikey.modes.dhhmac import Initiator, Responder

            return Responder, Initiator
        if mode == "sakke":
            from mikey.modes.sakke import Responder

            return Responder, None
    except ImportError:
        pass  # raised outside, where nothing is held of it
    raise MikeyError(MODE_MISSING, None, "mode")


def installed():
    """Return the names of the modes that this image carries (list of str)."""
    names = []
    for row in _MODES:
        try:
            load(row[0])
        except MikeyError:
            continue
        names.append(row[0])
    return names
