"""What the responders of the pre-shared key modes share: the key, the peer, the call.

A pairwise key authenticates its peer (RFC 3830 6.7). A group key, peer "*", authenticates the
group alone (RFC 4563 7): with it a name is only claimed, and never one that has a key of its own,
nor that of the receiver (decisions A65, A66).
"""

from mikey import errors
from mikey.credentials import ANYBODY
from mikey.modes import checks, speaker
from mikey.modes.responder import BaseResponder
from mikey.port import const
from mikey.wire import header, payloads

_ID = const(6)
_RAND = const(11)


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
        psk = speaker.find_psk(context, message, idi, name, at, end)
        call = None
        if not update and message.total(_ID) < 2:
            # Without both IDs nothing but CSB ID and RAND tells a reflection from an offer.
            start = message.start(_RAND) + payloads.RAND_DATA
            if checks.is_own_offer(context, message, start, message.end(_RAND)):
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
        fault = speaker.speaker_fault(context, psk, name, at, end)
        if fault:
            return fault
        if call and (call.mode != mode or call.prf != header.prf(message.buf)):
            return errors.BAD_PRF
        self._psk = psk  # type: Any  # None only before
        # `speaker_fault` refused None.
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
