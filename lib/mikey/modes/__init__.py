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


def load(modes, name):
    """Return (Responder, Initiator or None) of the mode `name` (str) of the rows `modes`.

    MikeyError(MODE_MISSING) where it is not installed.
    """
    for row in modes:
        if row[0] == name:
            try:
                return row[2]()
            except ImportError:
                break  # raised outside, where nothing is held of it
    raise MikeyError(MODE_MISSING, None, "mode")


def installed(modes=MODES):
    """Return the names of the modes that this image carries (list of str)."""
    names = []
    for row in modes:
        try:
            load(modes, row[0])
        except MikeyError:
            continue
        names.append(row[0])
    return names
