"""A mode of no RFC, to show that a mode is one file and one row of the registry.

Four messages, two round trips, under a token that both sides have:

1  HDR, T, RAND, IDi, IDr, {SP}
2  HDR, T, RAND, V          the MAC covers it and message 1's RAND
3  HDR, T, V                the initiator has the key too
4  HDR, T, V                and so has the responder

TGK = HMAC-SHA-256(token, RAND_i || RAND_r). A first message under the CSB ID of a living call with
the same peer is an update. The data types are not registered.
"""

from mikey import errors
from mikey.call import Call
from mikey.crypto import hash as _hash
from mikey.crypto.hash import sha256, wipe
from mikey.modes import checks, compose
from mikey.modes.initiator import BaseInitiator, Pending
from mikey.modes.responder import BaseResponder
from mikey.wire import kemac, payloads

MODE = "toy"
TYPES = (200, 201, 202, 203)

_ALLOWED = 1 << payloads.T | 1 << payloads.RAND | 1 << payloads.ID | 1 << payloads.SP
_MAC_ALG = 2  # HMAC-SHA-256
_TGK = 32
_KEY = 4  # where the TGK stands in its sub-payload


class Tokens:
    """The credentials of the mode: `tokens`, {peer (bytes): token (bytearray)}."""

    def __init__(self):
        self.tokens = {}

    def add(self, peer, token):
        """Keep `token` (octets) for `peer` (bytes)."""
        self.tokens[bytes(peer)] = bytearray(token)

    def wipe(self):
        """Zero every token."""
        for token in self.tokens.values():
            wipe(token)
        self.tokens.clear()


def row(tokens):
    """Return the row of the registry (mikey.modes) for a handset with `tokens`."""

    def load():
        return lambda context: Responder(context, tokens), lambda context: Initiator(
            context, tokens
        )

    return MODE, TYPES, load


class TokenPending(Pending):
    """What either side keeps between its messages: the token, the TGK and RAND_i too."""

    def __init__(self, credential, keys, streams, rand):
        Pending.__init__(self, credential, keys, streams)
        self.rand = rand
        self.renewed = False  # whether the TGK is known


def _rand(message):
    start = message.start(payloads.RAND) + payloads.RAND_DATA
    return bytes(memoryview(message.buf)[start : message.end(payloads.RAND)])


def _name(message, i):
    start = message.starts[i] + payloads.ID_DATA
    return bytes(memoryview(message.buf)[start : message.ends[i]])


def _make_tgk(pending, rand_r):
    tgk = memoryview(pending.keys)[_KEY : _KEY + _TGK]
    _hash.mac(_MAC_ALG, pending.credential, (pending.rand, rand_r), tgk)
    pending.renewed = True


def _blank_keys():
    keys = bytearray(kemac.key_data_size(bytes(_TGK), None, b""))
    kemac.put_key_data(keys, 0, False, kemac.TGK, bytes(_TGK), None, kemac.KV_NULL, b"")
    return keys


def _write(w, message, data_type, pending, rand=None):
    """Write the next message after `message`; return a view of it, None without room."""
    compose.write_answer_header(w, message, data_type, pending.streams)
    if rand is not None:
        w.payload(payloads.RAND, 0, 0, rand)
    pos = w.room(payloads.V, _MAC_ALG, 0, payloads.size(payloads.V, _MAC_ALG))
    if pos < 0:
        return None
    view = memoryview(w.buf)
    parts = (view[:pos], pending.rand)
    _hash.mac(_MAC_ALG, pending.credential, parts, view[pos : w.pos])
    return view[: w.pos]


def _mac_fault(message, pending):
    """Verify V of `message`; return a fault."""
    if message.last() != payloads.V:
        return errors.BAD_ORDER
    start = message.start(payloads.V)
    if message.buf[start + payloads.V_ALG] != _MAC_ALG:
        return errors.BAD_MAC_ALG
    pos = start + payloads.V_DATA
    expected = bytearray(_TGK)
    view = memoryview(message.buf)
    _hash.mac(_MAC_ALG, pending.credential, (view[:pos], pending.rand), expected)
    return 0 if _hash.equal(expected, 0, message.buf, pos, _TGK) else errors.AUTH_FAILED


class Responder(BaseResponder):
    """Receives messages 1 and 3."""

    def __init__(self, context, tokens):
        BaseResponder.__init__(self, context)
        self._tokens = tokens

    def check(self, message):
        """Check message 1; return a fault."""
        self._clear()
        self.call = None
        needed = 1 << payloads.T | 1 << payloads.RAND
        fault = message.check(_ALLOWED, needed) or checks.id_fault(message)
        fault = fault or checks.policy_fault(message)
        if fault:
            return fault
        if message.total(payloads.ID) != 2:
            return errors.MISSING_PAYLOAD
        idi = message.find(payloads.ID)
        if _name(message, message.find(payloads.ID, idi)) != self.context.identity:
            return errors.WRONG_PEER
        self._peer = _name(message, idi)
        self._token = self._tokens.tokens.get(self._peer)
        if self._token is None:
            return errors.NO_KEY
        call = self.context.find_call(message.buf, self._peer, False)
        self._update = call
        self._tag = sha256(self._peer).digest()[:4]
        return checks.fresh_fault(self.context, message, self._tag, call)

    def verify(self, message):
        """Plan the streams; nothing is proved before message 3. Return a fault."""
        yield
        call = self._update or self._new_call(message, MODE, self._peer)
        self.call = call
        self._label = call.label()
        self._streams = []
        self._keys = _blank_keys()
        return call.plan(message, self._keys, self._streams)

    def wants_answer(self, message):
        """Return True: message 2 is part of the mode."""
        return True

    def pending(self, message):
        """Return what waits for message 3."""
        made = TokenPending(self._token, self._keys, self._streams, _rand(message))
        self._rand = bytearray(16)
        self.context.entropy.fill(self._rand)
        _make_tgk(made, self._rand)
        self._pending = made
        return made

    def answer(self, message, streams):
        """Build message 2."""
        return _write(self.context.writer, message, TYPES[1], self._pending, self._rand)

    def finish(self, call, message, accept=None):
        """Verify message 3 for `call`, release its keys and build message 4; return a fault."""
        yield
        pending = call.pending
        if pending is None:
            return errors.BAD_STATE
        fault = message.check(1 << payloads.T | 1 << payloads.V, 1 << payloads.V)
        fault = fault or _mac_fault(message, pending)
        if fault:
            return fault
        answer = _write(self.context.writer, message, TYPES[3], pending)
        if answer is None:
            return errors.NO_SPACE
        fault = call.conclude(message, call.label(), accept)
        if not fault:
            call.next = answer
        return fault


class Initiator(BaseInitiator):
    """Sends messages 1 and 3."""

    def __init__(self, context, tokens):
        BaseInitiator.__init__(self, context)
        self._tokens = tokens

    def credential(self, offer):
        """Find the token of the peer; return a fault."""
        offer.psk = self._tokens.tokens.get(bytes(offer.peer))
        return 0 if offer.psk is not None else errors.NO_KEY

    def build(self, offer):
        """Write message 1; return a fault."""
        context = self.context
        call = offer.call
        rand = offer.rand
        if call is None:
            call = offer.made = Call(MODE, offer.peer, True, 0, offer.csb, offer.rand)
        else:
            rand = bytearray(16)
            context.entropy.fill(rand)
        w = context.writer
        compose.write_header(w, TYPES[0], offer)
        w.payload(payloads.RAND, 0, 0, rand)
        compose.write_ids(w, context, offer)
        compose.write_policies(w, offer, context.message)
        if w.full:
            return errors.NO_SPACE
        keys = _blank_keys()
        streams = []
        fault = context.message.written(w) or call.plan(context.message, keys, streams)
        if not fault:
            call.offered(offer, w, TokenPending(offer.psk, keys, streams, bytes(rand)))
        return fault

    def finish(self, call, message, accept=None):
        """Verify message 2 and build message 3, or verify message 4 and release the keys; return
        a fault.
        """
        yield
        pending = call.pending
        if pending is None:
            return errors.BAD_STATE
        second = message.buf[1] == TYPES[1]
        if second == pending.renewed:
            return errors.BAD_STATE
        allowed = 1 << payloads.T | 1 << payloads.V
        if second:
            allowed |= 1 << payloads.RAND
        fault = message.check(allowed, allowed) or _mac_fault(message, pending)
        if fault:
            return fault
        if not second:
            fault = call.conclude(message, call.label(), accept)
            if not fault:
                call.next = None
            return fault
        fault = call.answer(message, pending.streams, [])  # take the SSRCs that the peer chose
        if fault:
            return fault
        answer = _write(self.context.writer, message, TYPES[2], pending)
        if answer is None:
            return errors.NO_SPACE
        _make_tgk(pending, _rand(message))
        call.next = answer
        return 0
