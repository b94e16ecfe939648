"""Names that no key of their own proves: group keys, peer "*", and reflections (RFC 4563 7,
decisions A65, A66).
"""

from mikey import errors
from mikey.credentials import ANYBODY
from mikey.errors import MikeyError
from mikey.port import const
from mikey.wire.octets import is_octets, same

_PERCENT = const(0x25)


def is_own_offer(door, message, at, end):
    """Return True if CSB ID and RAND, `buf[at:end]`, of a message are those of an own offer: a
    reflection (decision A66).
    """
    for call in door.calls:
        if call.initiator and call.is_csb(message.buf, 4) and len(call.rand) == end - at:
            if same(call.rand, 0, message.buf, at, end - at):
                return True
    return False


def members_of(peer, members):
    """Return the member list of a group key as a tuple; MikeyError(BAD_ARGUMENT) for none."""
    if peer != ANYBODY or not isinstance(members, (list, tuple)) or not members:
        raise MikeyError(errors.BAD_ARGUMENT, None, "members")
    for member in members:
        if not is_octets(member) or not len(member) or member == ANYBODY:
            raise MikeyError(errors.BAD_ARGUMENT, None, "members")
    return tuple([bytes(member) for member in members])


def fault(door, name, at, end, psk):
    """Check that the group key `psk` may be used for the claim `name[at:end]`; return a fault."""
    if _alike(door.identity, name, at, end) or not _admits(psk, name, at, end):
        return errors.WRONG_PEER
    return errors.NO_KEY if _owned(door, name, at, end) else 0


def for_offer(door, peer, call):
    """Return the group key of an offer to `peer` (bytes), or of an update of `call`; or None.

    Raises MikeyError(NO_KEY) for a peer with a key of its own, and WRONG_PEER for one that is no
    member of the group.
    """
    if call is not None and call.group is None:
        raise MikeyError(errors.BAD_ARGUMENT, None, "group_key")
    if _owned(door, peer, 0, len(peer)):
        raise MikeyError(errors.NO_KEY, None, "a peer with a key of its own")
    found = False
    for psk in door.psks.keys:
        if psk.peer == ANYBODY and (call is None or psk.key_id == call.group):
            if _admits(psk, peer, 0, len(peer)):
                return psk
            found = True
    if found:
        raise MikeyError(errors.WRONG_PEER, None, "no member of the group")
    return None


def _admits(psk, name, at, end):
    """Return True if `name[at:end]` is a member of the group, or there is no list of them."""
    return psk.members is None or bytes(memoryview(name)[at:end]) in psk.members


def _owned(door, name, at, end):
    """Return True if `name[at:end]` has a pairwise key, in whatever spelling, or is nobody's."""
    if end - at == 1 and name[at] == ANYBODY[0]:
        return True
    for psk in door.psks.keys:
        if psk.peer != ANYBODY and _alike(psk.peer, name, at, end):
            return True
    return False


def _alike(known, name, at, end):
    """Return True if `name[at:end]` may be another spelling of the identity `known` (octets).

    Letter case and percent encoding are ignored everywhere (RFC 3986 6.2.2), which calls more
    alike than are the same: to refuse by, never to accept by.
    """
    pos = 0
    stop = len(known)
    while pos < stop and at < end:
        c = _letter(known, pos, stop)
        if c != _letter(name, at, end):
            return False
        pos += 3 if _escape(known, pos, stop) >= 0 else 1
        at += 3 if _escape(name, at, end) >= 0 else 1
    return pos == stop and at == end


def _letter(text, pos, end):
    """Return the octet at `pos`, decoded and in lower case."""
    c = _escape(text, pos, end)
    if c < 0:
        c = text[pos]
    return c | 0x20 if 0x41 <= c <= 0x5A else c


def _escape(text, pos, end):
    """Return the octet that a percent encoding at `pos` stands for, -1 where there is none."""
    if text[pos] != _PERCENT or pos + 3 > end:
        return -1
    value = 0
    for i in (pos + 1, pos + 2):
        c = text[i] | 0x20
        if 0x61 <= c <= 0x66:
            value = value << 4 | c - 0x57
        elif 0x30 <= text[i] <= 0x39:
            value = value << 4 | c - 0x30
        else:
            return -1
    return value
