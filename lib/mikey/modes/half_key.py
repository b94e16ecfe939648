"""Diffie-Hellman half-keys: a fresh exponent x and 2^x, made in steps and ahead where wanted.

RFC 4650 3: "the initial Diffie-Hellman half-key MAY be computed before the key management
transaction". A half-key serves one exchange and is then wiped.
"""

from mikey.crypto import dh
from mikey.crypto.hash import wipe
from mikey.errors import BAD_ARGUMENT, MikeyError
from mikey.port import const

# RFC 3526 8: for 128-bit security an exponent of 256 bits is enough.
_EXPONENT = const(32)


class HalfKey:
    """`x` (the exponent, bytearray), `y` (2^x, of the group's length) and `group` (DH-Group)."""

    def __init__(self, group, x):
        self.group = group
        self.x = x
        self.y = bytearray(dh.length(group))

    def wipe(self):
        """Zero the exponent."""
        wipe(self.x)

    def __repr__(self):
        return "<HalfKey group %d>" % self.group


def _memory(context):
    """Return the working memory of exponentiations, for every group."""
    if context.dh_state is None:
        most = max(dh.state_length(0), dh.state_length(1), dh.state_length(2))
        context.dh_state = bytearray(most)
    return context.dh_state


def worker(context, group):
    """Return an Exponentiation in the working memory that the context keeps for all of them."""
    return dh.Exponentiation(group, _memory(context))


def make(context, group, x=None, ahead=False):
    """Make a half-key in steps, a generator: its return value is the HalfKey.

    The exponent is drawn from the entropy driver, or is `x` (a published vector's). One that is
    made `ahead` has working memory of its own, as a call may come between its steps.
    """
    if group not in (dh.OAKLEY_5, dh.OAKLEY_1, dh.OAKLEY_2):
        raise MikeyError(BAD_ARGUMENT, None, "group")
    half = HalfKey(group, bytearray(_EXPONENT) if x is None else x)
    if ahead:
        work = dh.Exponentiation(group, bytearray(dh.state_length(group, True)))
    else:
        work = worker(context, group)
    done = False
    try:
        if x is None:
            context.entropy.fill(half.x)
        work.start(half.x)
        while not work.step():
            yield
        work.result(half.y)
        done = True
        return half
    finally:
        if not done:
            half.wipe()
            work.wipe()


def stock(context, group):
    """Make a half-key ahead and put it into `context.half_keys`, in steps.

    The working memory that calls need is taken too, now that there is a hole of its size.
    """
    _memory(context)
    half = yield from make(context, group, None, True)
    try:
        context.half_keys.append(half)
    finally:
        drop(context, half)


def take(context, group):
    """As `make`, but first of all a half-key that was made ahead.

    That one stays in `context.half_keys` until `use`: an exchange that fails uses up none.
    """
    for half in context.half_keys:
        if half.group == group:
            return half
    half = yield from make(context, group)
    return half


def use(context, half):
    """Take `half` (a HalfKey or None) from those made ahead, now that its exchange succeeded."""
    if half in context.half_keys:
        context.half_keys.remove(half)


def drop(context, half):
    """Wipe `half` (a HalfKey or None), unless it is one made ahead that is still to be used."""
    if half is not None and half not in context.half_keys:
        half.wipe()


def agree(context, half, buf, pos, out):
    """Fill `out` with the shared value of `half` and the peer's public value at `buf[pos]`, in
    steps.

    RFC 3830 3.3: the TGK is g^(xi * xr), with its leading zeros (decision A5). The peer's value
    must have passed `dh.valid`.
    """
    work = worker(context, half.group)
    n = dh.length(half.group)
    try:
        work.start(half.x, bytes(memoryview(buf)[pos : pos + n]))
        while not work.step():
            yield
        work.result(out)
    finally:
        work.wipe()
