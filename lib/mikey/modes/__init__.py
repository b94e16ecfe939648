"""The modes of MIKEY: one file each, and one row here (RFC 3830 6.1, 4650 4.1, 6509 4.1).

A row is (name, data types, loader): the data types of the messages of an exchange in their order,
of which the initiator sends the first, the third, …, and a function that returns (Responder,
Initiator or None) of the mode, imported when it is first used. A mode sees the handset through its
`modes.context.Context` alone. It has

Responder(context), see `modes.responder`
    `check(message)` judges without a key operation and without memory and returns a fault;
    `verify(message)` does the costly part, a generator that returns a fault;
    `commit(message, accept)` makes it last and returns a fault; `drop()` leaves nothing behind.
Initiator(context), see `modes.initiator`
    `offer(offer, accept)` returns the Call of a new offer: `credential(offer)` finds what
    authenticates it, `build(offer)` writes it; both return a fault; `commit(offer)` or
    `drop(offer)` ends it.
both, where the exchange goes on
    `finish(call, message, accept)` verifies the next message, a generator that returns a fault;
    where there is another one to send it is `call.next`.

`message` is an indexed `wire.message.Message`. A fault is a number of `mikey.errors`, 0 is none.
"""

from mikey.errors import MODE_MISSING, MikeyError


def _psk():
    from mikey.modes.psk import Initiator, Responder

    return Responder, Initiator


def _dhhmac():
    from mikey.modes.dhhmac import Initiator, Responder

    return Responder, Initiator


def _sakke():
    from mikey.modes.sakke import Responder

    return Responder, None


MODES = (
    ("psk", (0, 1), _psk),
    ("dhhmac", (7, 8), _dhhmac),
    ("sakke", (26,), _sakke),
)


def row_of(modes, name):
    """Return the row of the mode `name` (str) among the rows `modes`; MikeyError(MODE_MISSING)
    where there is none.
    """
    for row in modes:
        if row[0] == name:
            return row
    raise MikeyError(MODE_MISSING, None, "mode")


def load(row):
    """Return (Responder, Initiator or None) of the mode of `row`; MikeyError(MODE_MISSING) where
    it is not installed.
    """
    try:
        return row[2]()
    except ImportError:
        pass  # raised outside, where nothing is held of it
    raise MikeyError(MODE_MISSING, None, "mode")


def installed(modes=MODES):
    """Return the names of the modes that this image carries (list of str)."""
    names = []
    for row in modes:
        try:
            load(row)
        except MikeyError:
            continue
        names.append(row[0])
    return names
