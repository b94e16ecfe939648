"""Who claims to speak, and under which pre-shared key: without any key operation, in one pass over
the keys, whatever a message lists (RFC 3830 6.7, RFC 4563 4 and 7).
"""

from mikey import errors
from mikey.credentials import ANYBODY
from mikey.crypto.hash import equal, wipe
from mikey.port import const

_SEVERAL = const(255)


def find_psk(context, message, idi, name, at, end):
    """Return the Psk for a message, None where no key may authenticate it.

    `idi` is the index of the IDi payload or -1; `name[at:end]` is who claims to speak. A key of
    the named peer goes first, the one that a key ID names (RFC 4563 4) before others. A group key
    serves a name that has no key of its own, where its key ID is sent or IDi is not.
    """
    n = end - at
    listed = message.listed
    marks = message.marks
    if listed:
        _mark(message, marks)
    size = len  # a local: a peer's message has this loop run over every key
    same = equal
    unnamed = idi < 0
    own = other = group = first = None
    for psk in context.psks.keys:
        peer = psk.peer
        # Most keys are of somebody else, and under no key ID that is listed.
        m = size(peer)
        mine = m == n and same(peer, 0, name, at, n)
        if not (mine or unnamed or m == 1):
            continue
        key_id = psk.key_id
        named = False
        if listed and key_id:
            k = size(key_id)
            which = marks[k + key_id[k - 1] + 4 * key_id[k - 2] & 31]
            if which:
                named = _lists(message, key_id, which)
        if m == 1 and peer == ANYBODY:
            first = first or psk
            if named and group is None:
                group = psk
        elif mine:
            if named:
                return psk
            own = own or psk
        elif named and unnamed and other is None:
            other = psk
    if other is not None:
        return other
    if group is None:
        if idi >= 0 or own is not None:
            return own
        group = first
    return group if own is None else None


def _mark(message, marks):
    """Note in `marks`, by sums of length and last two octets, which key IDs the message lists:
    each counted from 1, _SEVERAL where more than one has the sum.
    """
    wipe(marks)
    buf = message.buf
    for i in range(message.listed):
        pos = message.key_ids[i] + 1
        n = buf[pos]
        if n:
            at = n + buf[pos + n] + 4 * buf[pos + n - (n > 1)] & 31
            marks[at] = _SEVERAL if marks[at] else i + 1


def _lists(message, key_id, which):
    """Return True if `key_id` is the key ID that the message lists as number `which` (RFC 4563
    4), or any of them for _SEVERAL.
    """
    n = len(key_id)
    buf = message.buf
    i = message.listed if which == _SEVERAL else which
    while i:
        i -= 1
        pos = message.key_ids[i] + 1
        if buf[pos] == n and equal(key_id, 0, buf, pos + 1, n):
            return True
        if which != _SEVERAL:
            break
    return False


def speaker_fault(context, psk, name, at, end):
    """Check that `psk`, of `_find_psk`, may speak for `name[at:end]`; return a fault."""
    own = context.identity
    n = end - at
    if n == len(own) and equal(own, 0, name, at, n):
        return errors.WRONG_PEER
    if psk is None:
        return errors.NO_KEY
    if psk.peer != ANYBODY:
        return errors.WRONG_PEER if psk.peer == own else 0
    if not n and psk.members is None:
        return 0
    from mikey.modes import claims  # most handsets have no group key

    return claims.fault(context, name, at, end, psk)
