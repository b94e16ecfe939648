"""What the responders of the pre-shared key modes share: peer, call, installing, answering.

A pairwise key authenticates its peer (RFC 3830 6.7). A group key, peer "*", authenticates the
group alone (RFC 4563 7): with it a name is only claimed, and never one that has a key of its own,
nor that of the receiver (decisions A65, A66).
"""

from mikey import errors
from mikey.credentials import ANYBODY
from mikey.crypto.hash import equal, wipe
from mikey.modes import shared
from mikey.port import const
from mikey.session import Call
from mikey.stream import SSRC
from mikey.wire import header, payloads
from mikey.wire.octets import same

_T = const(5)
_ID = const(6)
_RAND = const(11)


def _find_psk(door, message, idi, name, at, end):
    """Return the Psk for a message, None where no key may authenticate it.

    `idi` is the index of the IDi payload or -1; `name[at:end]` is who claims to speak. A key of
    the named peer goes first, the one that a key ID names (RFC 4563 4) before others. A group key
    serves a name that has no key of its own, where its key ID is sent or IDi is not.
    """
    n = end - at
    listed = message.find(payloads.EXTENSION) >= 0
    own = other = group = first = None
    for psk in door.psks.keys:
        mine = n and len(psk.peer) == n and equal(psk.peer, 0, name, at, n)
        if psk.peer == ANYBODY:
            first = first or psk
            if group is None and listed and _lists(message, psk.key_id):
                group = psk
        elif mine:
            if listed and _lists(message, psk.key_id):
                return psk
            own = own or psk
        elif idi < 0 and other is None and listed and _lists(message, psk.key_id):
            other = psk
    if other is not None:
        return other
    if group is None:
        if idi >= 0 or own is not None:
            return own
        group = first
    return group if own is None else None


def _lists(message, key_id):
    """Return True if a Key ID extension of the message lists `key_id` (RFC 4563 4)."""
    n = len(key_id)
    i = message.find(payloads.EXTENSION) if n else -1
    buf = message.buf
    while i >= 0:
        start = message.starts[i]
        if buf[start + payloads.EXTENSION_TYPE] == payloads.KEY_ID:
            pos = start + payloads.EXTENSION_DATA
            while pos < message.ends[i]:
                if buf[pos + 1] == n and same(key_id, 0, buf, pos + 2, n):
                    return True
                pos += 2 + buf[pos + 1]
        i = message.find(payloads.EXTENSION, i)
    return False


def _speaker_fault(door, psk, name, at, end):
    """Check that `psk`, of `_find_psk`, may speak for `name[at:end]`; return a fault."""
    own = door.identity
    n = end - at
    if n == len(own) and same(own, 0, name, at, n):
        return errors.WRONG_PEER
    if psk is None:
        return errors.NO_KEY
    if psk.peer != ANYBODY:
        return errors.WRONG_PEER if psk.peer == own else 0
    from mikey.modes import claims  # most handsets have no group key

    return claims.fault(door, name, at, end, psk)


class Receiver:
    """A responder. After `open` the outcome is `fault`, after `commit` the result is `call`.

    A mode adds `check`, `open`, `_wants_answer` and `_answer`.
    """

    def __init__(self, door):
        self.door = door
        self.fault = 0
        self.call = None
        self._clear()

    def _clear(self):
        self._psk = self._update = self._label = self._tag = None
        self._idi = -1
        self._keys = ()  # type: bytes | bytearray | tuple
        self._streams = ()  # type: list | tuple

    def _find_peer(self, message, idi, update, mode):
        """Find the key and, for an update, the call, and judge the timestamp; return a fault.

        `idi` is the index of the IDi payload or -1, `update` whether RAND is missing.
        """
        door = self.door
        # Who claims to speak: IDi, or where it is not sent the origin that signalling gave.
        name = message.buf if idi >= 0 else door.origin or b""
        at = message.starts[idi] + payloads.ID_DATA if idi >= 0 else 0
        end = message.ends[idi] if idi >= 0 else len(name)
        psk = _find_psk(door, message, idi, name, at, end)
        call = None
        if not update and message.total(_ID) < 2:
            # Without both IDs nothing but CSB ID and RAND tells a reflection from an offer.
            start = message.start(_RAND) + payloads.RAND_DATA
            from mikey.modes import claims

            if claims.is_own_offer(door, message, start, message.end(_RAND)):
                return errors.WRONG_PEER
        if update and (psk is not None or idi < 0):
            # An update may leave out what the first exchange told (RFC 3830 4.5), but only who
            # holds the call's own key may update it.
            call = door.find_call(message.buf, self._named(message, idi, psk), False)
            if call is None:
                return errors.MISSING_PAYLOAD
            if call.group is not None:
                # Any member can make it under the initiator's name, and only under that.
                if idi < 0 and call.peer != (door.origin or b""):
                    return errors.MISSING_PAYLOAD
                psk = door.psks.get(ANYBODY, call.group)
            elif psk is None or psk.peer != call.peer:
                psk = door.psks.find(call.peer, 0, len(call.peer))
        fault = _speaker_fault(door, psk, name, at, end)
        if fault:
            return fault
        if call and (call.mode != mode or call.prf != header.prf(message.buf)):
            return errors.BAD_PRF
        self._psk = psk  # type: Any  # None only before
        # _speaker_fault refused None.
        self._tag = tag = psk.tag  # pyright: ignore[reportOptionalMemberAccess]
        self._idi = idi
        self._update = call
        return shared.fresh_fault(door, message, tag, call)

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
            buf = message.buf
            i = message.firsts[_RAND]
            value = memoryview(buf)[message.starts[i] + payloads.RAND_DATA : message.ends[i]]
            # The key names the peer; a group's leaves the name to IDi, then to signalling.
            psk = self._psk
            peer = psk.peer
            if peer == ANYBODY:
                peer = self._named(message, self._idi, psk) or self.door.origin or b""
            call = Call(mode, peer, False, header.prf(buf), self.door.scratch.csb, value)
            if psk.peer == ANYBODY:
                call.group = psk.key_id
        self.call = call  # type: Any  # None only before
        self._label = call.label()
        return call

    def commit(self, message, accept=None):
        """Derive the keys, build the answer, remember the message, install; return a fault.

        All memory is taken before the message is remembered, and nothing can fail afterwards.
        Whatever is raised, by the replay guard too (MikeyError(STORE)), nothing has changed.
        `accept` (a function of the call, or None) is called last before the message is remembered.
        """
        door = self.door
        call = self.call
        streams = self._streams
        if self._update is not None and call not in door.calls:
            return errors.UNKNOWN_CALL  # forgotten while this was under way
        wanted = self._wants_answer(message)  # pyright: ignore[reportAttributeAccessIssue]
        if wanted:
            before = None
            for stream in streams:
                if not stream.has_ssrc():
                    # One SSRC a session, under however many keys.
                    if before is not None and before.cs == stream.cs:
                        stream.put(SSRC, before.ssrc, 0)
                    else:
                        door.choose_ssrc(stream)
                before = stream
        call.derive(streams, self._keys, self._label)
        reply = None
        if wanted:
            reply = self._answer(message, streams)  # pyright: ignore[reportAttributeAccessIssue]
            if reply is None:
                return errors.NO_SPACE
        state = None if self._update is None else call.state()
        fault = 0
        kept = False
        try:
            call.ts_type = message.buf[message.start(_T) + 1]
            shared.stamp_of(message, call.stamp)
            call.reply = reply
            call.release(streams, self._keys)
            door.keep(call)
            if accept is not None:
                accept(call)
                if call not in door.calls or self._streams is not streams:
                    fault = errors.UNKNOWN_CALL  # forgotten or abandoned by `accept`
            if not fault:
                self._remember(message)
                kept = True
        finally:
            if not kept:
                if state is None:
                    door.forget(call)  # its keys are wiped with it
                elif call in door.calls:
                    call.restore(state)
                else:
                    call.settle(state)
        if fault:
            return fault
        if state is not None:
            call.settle(state)
        self._streams = self._keys = ()
        return 0

    def _remember(self, message):
        """Enter the message into the replay guard."""
        shared.remember(self.door, message, self._tag)

    def drop(self):
        """Leave nothing of a receive behind, however it ended."""
        if self._streams:
            for stream in self._streams:
                stream.wipe()
        if self._keys and (self._update is None or self._keys is not self._update.keys):
            wipe(self._keys)
        self._clear()
