"""What the responders of the pre-shared key modes share: peer, call, installing, answering."""

from mikey import errors
from mikey.credentials import ANYBODY
from mikey.crypto.mac import wipe
from mikey.modes import shared
from mikey.port import const
from mikey.session import Call
from mikey.stream import SSRC
from mikey.wire import header, identity, rand

_T = const(5)
_RAND = const(11)


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
        psk = shared.find_psk(door, message, idi)
        call = None
        if update and (psk is not None or idi < 0):
            # An update may leave out what the first exchange told (RFC 3830 4.5), but only who
            # holds the call's own key may update it.
            call = door.find_call(message.buf, self._named(message, idi, psk), False)
            if call is None:
                return errors.MISSING_PAYLOAD
            if call.group is not None:
                psk = door.psks.get(ANYBODY, call.group)
            elif psk is None or psk.peer != call.peer:
                psk = door.psks.find(call.peer, 0, len(call.peer))
        if psk is None:
            return errors.NO_KEY
        if call and (call.mode != mode or call.prf != header.prf(message.buf)):
            return errors.BAD_PRF
        self._psk = psk  # type: Any  # None only before
        self._tag = psk.tag
        self._idi = idi
        self._update = call
        return shared.fresh_fault(door, message, psk.tag, call)

    def _named(self, message, idi, psk):
        """Return the peer that a message names (bytes), None where it names nobody."""
        if idi < 0:
            return None
        if psk.peer != ANYBODY:
            return psk.peer
        start = identity.data(message.starts[idi])
        return bytes(memoryview(message.buf)[start : message.ends[idi]])

    def _begin_call(self, message, mode):
        """Return the call to be updated, or a new one that nobody knows yet."""
        call = self._update
        if call is None:
            buf = message.buf
            i = message.firsts[_RAND]
            value = memoryview(buf)[rand.value(message.starts[i]) : message.ends[i]]
            # The key names the peer; one for anybody leaves it to IDi, then to signalling.
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

    def commit(self, message):
        """Derive the keys, build the answer, remember the message, install; return a fault.

        MikeyError(STORE) when the replay guard cannot be kept; then nothing has changed.
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
        self._remember(message)
        call.ts_type = message.buf[message.start(_T) + 1]
        shared.stamp_of(message, call.stamp)
        call.settle(streams, self._keys)
        call.reply = reply
        call.released = True
        door.keep(call)
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
