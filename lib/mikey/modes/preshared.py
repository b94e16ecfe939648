"""What the responders of the pre-shared key modes share: the key, the peer, the call.

A pairwise key authenticates its peer (RFC 3830 6.7). A group key, peer "*", authenticates the
group alone (RFC 4563 7): with it a name is only claimed, and never one that has a key of its own,
nor that of the receiver (decisions A65, A66).
"""

from mikey import errors
from mikey.credentials import ANYBODY
from mikey.crypto.hash import equal, wipe
from mikey.modes import checks
from mikey.modes.responder import BaseResponder
from mikey.port import const
from mikey.wire import header, payloads

_ID = const(6)
_SEVERAL = const(255)


def _find_psk(context, message, idi, name, at, end):
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


def _speaker_fault(context, psk, name, at, end):
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


class PresharedResponder(BaseResponder):
    """A responder of a mode in which a pre-shared key authenticates the initiator."""

    def _clear(self):
        BaseResponder._clear(self)
        self._psk = None
        self._idi = -1

    def _find_peer(self, message, idi, update, mode):
        """Find the key and, for an update, the call, and judge the timestamp; return a fault.

        `idi` is the index of the IDi payload or -1, `update` whether RAND is missing.
        """
        context = self.context
        # Who claims to speak: IDi, or where it is not sent the origin that signalling gave.
        name = message.buf if idi >= 0 else context.origin or b""
        at = message.starts[idi] + payloads.ID_DATA if idi >= 0 else 0
        end = message.ends[idi] if idi >= 0 else len(name)
        psk = _find_psk(context, message, idi, name, at, end)
        call = None
        if not update and message.total(_ID) < 2:
            # Without both IDs nothing but CSB ID and RAND tells a reflection from an offer.
            if checks.is_own_offer(context, message):
                return errors.WRONG_PEER
        if update and (psk is not None or idi < 0):
            # An update may leave out what the first exchange told (RFC 3830 4.5), but only who
            # holds the call's own key may update it.
            call = context.find_call(message.buf, self._named(message, idi, psk), False)
            if call is None:
                return errors.MISSING_PAYLOAD
            if call.group is not None:
                # Any member can make it under the initiator's name, and only under that.
                if idi < 0 and call.peer != (context.origin or b""):
                    return errors.MISSING_PAYLOAD
                psk = context.psks.get(ANYBODY, call.group)
            elif psk is None or psk.peer != call.peer:
                psk = context.psks.find(call.peer, 0, len(call.peer))
        fault = _speaker_fault(context, psk, name, at, end)
        if fault:
            return fault
        if call and (call.mode != mode or call.prf != header.prf(message.buf)):
            return errors.BAD_PRF
        self._psk = psk  # type: Any  # None only before
        # `_speaker_fault` refused None.
        self._tag = tag = psk.tag  # pyright: ignore[reportOptionalMemberAccess]
        self._idi = idi
        self._update = call
        return checks.fresh_fault(context, message, tag, call)

    def _named(self, message, idi, psk):
        """Return the peer that a message names (bytes), None where it names nobody."""
        if idi < 0:
            return None
        if psk.peer != ANYBODY:
            return psk.peer
        start = message.starts[idi] + payloads.ID_DATA
        return bytes(memoryview(message.buf)[start : message.ends[idi]])

    def _begin_call(self, message, mode):
        """Return the call to be updated, or a new one that nobody knows yet."""
        call = self._update
        if call is None:
            # The key names the peer; a group's leaves the name to IDi, then to signalling.
            psk = self._psk
            peer = psk.peer
            if peer == ANYBODY:
                peer = self._named(message, self._idi, psk) or self.context.origin or b""
            call = self._new_call(message, mode, peer)
            if psk.peer == ANYBODY:
                call.group = psk.key_id
        self.call = call  # type: Any  # None only before
        self._label = call.label()
        return call
