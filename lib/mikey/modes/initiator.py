"""What the initiators of all modes do alike, and what waits for an answer."""

from mikey import errors
from mikey.call import Call
from mikey.credentials import ANYBODY
from mikey.crypto.hash import wipe
from mikey.errors import MikeyError
from mikey.modes import compose
from mikey.wire import payloads


class Pending:
    """What an initiator keeps until the answer is verified: `credential`, the key data
    sub-payloads `keys` in clear, the planned `streams`. A mode that keeps more has a subclass.
    """

    def __init__(self, credential, keys, streams):
        self.credential = credential
        self.keys = keys
        self.streams = streams

    def close(self):
        """Zero what is kept besides keys and streams."""

    def wipe(self):
        """Zero everything."""
        if self.keys:
            wipe(self.keys)
        for stream in self.streams:
            stream.wipe()
        self.close()


class BaseInitiator:
    """An initiator: `offer` makes an offer, or leaves nothing behind.

    A mode adds `credential` and `build`, and `finish` where it is answered.
    """

    def __init__(self, context):
        self.context = context

    def credential(self, offer):
        """Find what authenticates `offer` (mikey.offer.Offer), for it; return a fault."""
        raise NotImplementedError

    def build(self, offer):
        """Write the message of `offer`; return a fault. The new Call is left in `offer.made`."""
        raise NotImplementedError

    def commit(self, offer):
        """The offer is made. Takes no memory and cannot fail."""

    def drop(self, offer):
        """Leave nothing of an offer that failed. Takes no memory."""

    def offer(self, offer, accept=None):
        """Make `offer`, which has been checked; return its Call.

        `accept` (a function of the call, or None) is called when the offer is made and before it
        is kept. MikeyError, and what `accept` raised; whatever is raised, nothing has changed.
        """
        context = self.context
        fault = self.credential(offer)
        if fault:
            raise MikeyError(fault, None, offer.detail)
        offer.draw(context)
        state = None if offer.call is None else offer.call.state()
        call = None  # type: Any  # there is one where it is kept
        kept = False
        try:
            context.secure = offer.secure
            fault = self.build(offer)
            if not fault:
                call = offer.call or offer.made
                context.keep(call)
                if accept is not None:
                    accept(call)
                    if call not in context.calls:
                        fault = errors.UNKNOWN_CALL
            if fault:
                raise MikeyError(fault, None, "offer")
            kept = True
        finally:
            context.clear()
            if not kept:
                self._undo_offer(offer, state)
        # It is kept: from here on nothing takes memory.
        self.commit(offer)
        if state is not None:
            call.settle(state)
        if offer.ts_type != payloads.COUNTER:
            context.last_stamp = offer.stamp
        return call

    def _undo_offer(self, offer, state):
        """Leave nothing of an offer that failed. Takes no memory."""
        context = self.context
        self.drop(offer)
        made = offer.made
        if made is not None:
            if made.pending is not None:
                made.pending = None  # its half-key may be one made ahead
            context.forget(made)
        elif state is not None and offer.call in context.calls:
            offer.call.restore(state)
        elif state is not None:
            offer.call.settle(state)
        if offer.key_data:
            wipe(offer.key_data)


class PresharedInitiator(BaseInitiator):
    """An initiator of a mode in which a pre-shared key authenticates both sides."""

    def credential(self, offer):
        """Find the key of the peer for `offer` (mikey.offer.Offer); return a fault.

        A group key serves where the offer says so, and for updates of a call made with one.
        """
        call = offer.call
        peer = offer.peer
        if offer.group_key or (call is not None and call.group is not None):
            from mikey.modes import claims

            return claims.offer_fault(self.context, offer)
        offer.psk = psk = self.context.psks.find(peer, 0, len(peer))
        if psk is None:
            offer.detail = "no key for this peer"
            return errors.NO_KEY
        offer.add_key_id(psk.key_id)
        return 0

    def _begin(self, offer, mode, data_type):
        """Write all that stands before the key data; return the Call."""
        context = self.context
        call = offer.call
        if call is None:
            call = offer.made = Call(mode, offer.peer, True, offer.prf_alg, offer.csb, offer.rand)
            if offer.psk.peer == ANYBODY:
                call.group = offer.psk.key_id
        w = context.writer
        compose.write_header(w, data_type, offer)
        if offer.call is None:
            w.payload(payloads.RAND, 0, 0, offer.rand)
        compose.write_ids(w, context, offer)
        compose.write_policies(w, offer, context.message)
        return call
