"""What the responders of all modes do alike: commit what was verified, or leave nothing behind."""

from mikey import errors
from mikey.call import Call
from mikey.crypto.hash import wipe
from mikey.modes import checks
from mikey.stream import SSRC
from mikey.wire import header, payloads


class BaseResponder:
    """A responder: `check`, `verify`, then `commit`, and `drop` however it ended.

    A mode adds `check` and `verify`, and where it answers `wants_answer` and `answer`. It leaves
    in `call` the Call, new or to be updated, in `_keys` its key data sub-payloads in clear, in
    `_streams` the planned streams, in `_label` the label of its keys, in `_tag` (4 octets) the
    mark of the initiator in the replay guard.
    """

    needs_identity = True  # a handset without a name of its own receives nothing of the mode
    reports_failed_mac = False  # whether a failed MAC is answered by an Error message

    def __init__(self, context):
        self.context = context
        self.call = None
        self._clear()

    def _clear(self):
        self._update = self._label = self._tag = None
        self._keys = ()  # type: bytes | bytearray | tuple
        self._streams = ()  # type: list | tuple

    def wants_answer(self, message):
        """Return True if `message` is to be answered."""
        return False

    def answer(self, message, streams):
        """Build the answer in the context's buffer; return a view of it, None where it does not
        fit.
        """
        raise NotImplementedError

    def pending(self, message):
        """Return what waits for the initiator's next message (modes.initiator.Pending), or None
        where this one ends the exchange: then its keys are released.
        """
        return None

    def _new_call(self, message, mode, peer):
        """Return the Call of a first message, which nobody knows yet."""
        buf = message.buf
        i = message.firsts[payloads.RAND]
        value = memoryview(buf)[message.starts[i] + payloads.RAND_DATA : message.ends[i]]
        return Call(mode, peer, False, header.prf(buf), self.context.scratch.csb, value)

    def commit(self, message, accept=None):
        """Derive the keys, build the answer, remember the message, install; return a fault.

        All memory is taken before the message is remembered, and nothing can fail afterwards.
        Whatever is raised, by the replay guard too (MikeyError(STORE)), nothing has changed.
        `accept` (a function of the call, or None) is called last before the message is remembered.
        """
        context = self.context
        call = self.call  # type: Any  # `verify` left one
        streams = self._streams
        if self._update is not None and call not in context.calls:
            return errors.UNKNOWN_CALL  # forgotten while this was under way
        fault = checks.proven_fault(context, message)  # where the mode has not asked earlier
        if fault:
            return fault
        wanted = self.wants_answer(message)
        if wanted:
            self._choose_ssrcs(streams)
        pending = self.pending(message)
        if pending is None:
            call.derive(streams, self._keys, self._label)
        reply = None
        if wanted:
            reply = self.answer(message, streams)
            if reply is None:
                return errors.NO_SPACE
        state = None if self._update is None else call.state()
        fault = 0
        kept = False
        try:
            call.ts_type = message.buf[message.start(payloads.T) + payloads.T_TYPE]
            checks.stamp_of(message, call.stamp)
            call.reply = reply
            if pending is None:
                call.release(streams, self._keys)
            else:
                call.pending = pending
            context.keep(call)
            if accept is not None:
                accept(call)
                if call not in context.calls or self._streams is not streams:
                    fault = errors.UNKNOWN_CALL  # forgotten or abandoned by `accept`
            if not fault:
                self._remember(message)
                kept = True
        finally:
            if not kept:
                if state is None:
                    context.forget(call)  # its keys are wiped with it
                elif call in context.calls:
                    call.restore(state)
                else:
                    call.settle(state)
        if fault:
            return fault
        if state is not None:
            call.settle(state)
        self._streams = self._keys = ()
        return 0

    def _choose_ssrcs(self, streams):
        before = None
        for stream in streams:
            if not stream.has_ssrc():
                # One SSRC a session, under however many keys.
                if before is not None and before.cs == stream.cs:
                    stream.put(SSRC, before.ssrc, 0)
                else:
                    self.context.choose_ssrc(stream)
            before = stream

    def _remember(self, message):
        """Enter the message into the replay guard."""
        checks.remember(self.context, message, self._tag)

    def drop(self):
        """Leave nothing of a receive behind, however it ended."""
        if self._streams:
            for stream in self._streams:
                stream.wipe()
        if self._keys and (self._update is None or self._keys is not self._update.keys):
            wipe(self._keys)
        self._clear()
