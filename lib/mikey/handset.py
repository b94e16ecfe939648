"""The public API: offers, receives and finishes calls; finds the mode of a message.

    phone = Handset(drivers, b"sip:bob@example.com")
    phone.psks.add(b"sip:alice@example.com", key)
    call = phone.receive(message)      # octets from SIP
    send(call.reply)                   # None where no answer is wanted
    for stream in call.streams: start_srtp(stream.ssrc, stream.tek, stream.salt)

A handset owns its working memory: one receive runs at a time, and `call.message`/`call.reply` are
views of one buffer, to be sent before the next message is built. A mode's module is imported when
the mode is first used, `mikey.offer` at the first offer: where memory may be short later, make
one offer at boot and forget it, and call `prepare` for DHHMAC. (A MicroPython unix port whose heap
is full to the last octet may crash in an import.) Where memory is out, what is called here raises
MikeyError(NO_SPACE) and has changed nothing.
"""

from mikey import errors, modes
from mikey.errors import MikeyError
from mikey.modes.context import Context
from mikey.port import const
from mikey.steps import run
from mikey.turns import Turns
from mikey.wire import header
from mikey.wire.octets import length, need_octets

_BUFFER = const(1024)


class Handset:
    """A MIKEY peer: offers, receives and finishes calls.

    `identity` is its URI or NAI (bytes), `skew` the accepted clock difference in seconds, `cache`
    the entries of the replay cache, `buffer` the octets of the largest message it can build (at
    most 65535; RFC 3830 6 counts in 16 bits), `modes` the rows of its modes (mikey.modes).
    Attributes: `identity`, `psks` (credentials.PskStore), `keyring` (credentials.sakke.KeyRing or
    None), `certificates` (on a host: mikey_host.certificates.Certificates or None), `replay`,
    `entropy`, `clock`, `store`, `calls` (list of Call); `context` is what its modes see of it.
    """

    def __init__(
        self, drivers, identity=b"", skew=300, cache=64, buffer=_BUFFER, modes=modes.MODES
    ):
        need_octets(identity, "identity")
        self._spare = MikeyError(errors.NO_SPACE)  # for when there is no memory to make one
        context = self.context = Context(drivers, identity, skew, cache, buffer, self._spare)
        self.store = drivers.store
        self.counter = drivers.counter
        self.psks = context.psks
        self.replay = context.replay
        self.calls = context.calls
        self._turns = Turns(context)
        self._modes = modes
        self._initiators = {}  # by the name of the mode
        self._responders = {}  # by the data type that opens an exchange

    # What a mode sees too, and an owner may replace.

    @property
    def identity(self):
        """The own URI or NAI (bytes)."""
        return self.context.identity

    @identity.setter
    def identity(self, value):
        self.context.identity = value

    @property
    def keyring(self):
        """The keys for SAKKE (credentials.sakke.KeyRing), or None."""
        return self.context.keyring

    @keyring.setter
    def keyring(self, value):
        self.context.keyring = value

    @property
    def certificates(self):
        """Whose certificates are believed (on a host), or None."""
        return self.context.certificates

    @certificates.setter
    def certificates(self, value):
        self.context.certificates = value

    @property
    def clock(self):
        """The clock driver."""
        return self.context.clock

    @clock.setter
    def clock(self, value):
        self.context.clock = value

    @property
    def entropy(self):
        """The entropy driver."""
        return self.context.entropy

    @entropy.setter
    def entropy(self, value):
        self.context.entropy = value

    # Receiving

    def check(self, message, n=None):
        """Judge a message in `message[:n]` without any key operation; return a fault, 0 for none.

        For PSK and DHHMAC it allocates nothing, so that floods cost no memory. 0 means that
        no cheap check failed. Errors of the driver raise MikeyError.
        """
        n = length(message, n)
        if n < 0:
            return errors.BAD_ARGUMENT
        if self._turns.busy:
            return errors.BAD_STATE
        try:
            return self.context.message.scan(message, n) or self._check(message)
        except MemoryError:
            return errors.NO_SPACE

    def _check(self, message):
        """Check the message that the index holds, as `check` does after the scan."""
        context = self.context
        responder = self._responders.get(message[1])
        if responder is None:
            responder = self._load_responder(message[1])
            if responder is None:
                return errors.BAD_DATA_TYPE
        if responder.needs_identity and not context.identity:
            return errors.BAD_STATE
        return responder.check(context.message)

    def receive(
        self, message, n=None, origin=None, target=None, secure=False, sdp_ids=None, stored=None,
        accept=None,
    ):  # fmt: skip
        """Receive an initial message, `message[:n]`, and return its Call: keys and answer.

        What signalling knows, and the owner's word:

        origin, target  identities (bytes), used where the message carries none
        secure   bool, a transport that protects the exchange: NULL algorithms are allowed
                 (RFC 3830 4.2.4)
        sdp_ids  the key management protocols of the SDP (bytes, such as b"mikey"; RFC 4567 4.1.4)
        stored   when the store that now delivers the message got it (8 octets, NTP-UTC): deferred
                 delivery (RFC 6509 2.5), SAKKE only
        accept   function of the call, called when all is verified and built and nothing has
                 changed yet: it may read `call.streams` and `call.reply` (to copy them into an
                 answer of its own, say), and whatever it raises refuses the message

        Raises MikeyError, and what `accept` raised (for a MemoryError NO_SPACE); then nothing has
        changed, and after NO_SPACE the same message can be received later.
        """
        try:
            self._index(message, n)  # what is malformed ends here, without a generator
            steps = self._receive(
                message, n, origin, target, secure, sdp_ids, stored, accept, True
            )
            return run(steps)
        except MemoryError:
            raise errors.no_space(self._spare)

    def receive_steps(
        self, message, n=None, origin=None, target=None, secure=False, sdp_ids=None, stored=None,
        accept=None,
    ):  # fmt: skip
        """As `receive`, in a generator of short pieces of work; its value is the Call.

        `message` must not change meanwhile. A generator that is not run to its end is to be
        closed (`close()`); where that was forgotten, `abandon` helps. Take the call from `accept`
        or by `yield from`: a MicroPython whose memory is out raises StopIteration without value.
        """
        try:
            return self._receive(
                message, n, origin, target, secure, sdp_ids, stored, accept, False
            )
        except MemoryError:
            raise errors.no_space(self._spare)

    def _index(self, message, n):
        """Index a message to receive; MikeyError where it is malformed or the handset is busy."""
        n = length(message, n)
        if n < 0:
            raise MikeyError(errors.BAD_ARGUMENT, None, "message")
        self._turns.idle()
        fault = self.context.message.scan(message, n)
        if fault:
            self._refuse(fault, message[1] if n > 1 else 0)

    def _receive(self, message, n, origin, target, secure, sdp_ids, stored, accept, indexed):
        if origin is not None or target is not None or sdp_ids is not None:
            for hint in (origin, target, sdp_ids):
                if hint is not None:
                    need_octets(hint, "hints are octets")
        if stored is not None:
            need_octets(stored, "stored")
            if len(stored) != 8:
                raise MikeyError(errors.BAD_ARGUMENT, None, "stored")
        turns = self._turns
        turn = -1
        context = self.context
        try:
            if not indexed:
                self._index(message, n)
            turn = turns.begin()
            context.origin = origin
            context.target = target
            context.secure = secure
            context.sdp_ids = sdp_ids
            context.stored = stored
            responder = None  # type: Any  # one is found or there is a fault
            fault = self._check(message)
            if not fault:
                responder = turns.responder = self._responders[message[1]]
                steps = turns.steps = responder.verify(context.message)
                fault = yield from steps
                turns.still(turn)
                fault = fault or responder.commit(context.message, accept)
            if fault:
                self._refuse(fault, message[1])
            return responder.call
        except MemoryError:
            raise errors.no_space(self._spare)
        finally:
            turns.end(turn)

    def _refuse(self, fault, data_type):
        """Raise MikeyError(fault) with the Error message to send, or None, as `reply`."""
        from mikey.modes import error_message

        responder = self._responders.get(data_type)
        reported = responder is not None and responder.reports_failed_mac
        raise MikeyError(fault, error_message.reply(self.context, fault, reported))

    def finish(self, call, message, n=None, secure=False, accept=None):
        """Verify the answer to an offer and release the keys of `call`; return `call`.

        `accept` as in `receive`.
        An ERR message of the peer raises MikeyError(PEER_ERROR) with the peer's number as `code`;
        it is no proof of anything (RFC 3830 5.1.2), so the call stays open. Nothing changes on any
        error.
        """
        try:
            for _ in self._finish(call, message, n, secure, accept):
                pass
        except MemoryError:
            raise errors.no_space(self._spare)
        return call

    def finish_steps(self, call, message, n=None, secure=False, accept=None):
        """As `finish`, in a generator of short pieces of work; see `receive_steps`."""
        try:
            return self._finish(call, message, n, secure, accept)
        except MemoryError:
            raise errors.no_space(self._spare)

    def _finish(self, call, message, n, secure, accept):
        n = length(message, n)
        if n < 0:
            raise MikeyError(errors.BAD_ARGUMENT, None, "message")
        turns = self._turns
        turn = turns.begin()
        try:
            context = self.context
            context.secure = secure
            index = context.message
            fault = index.scan(message, n)
            if not fault:
                kind = header.data_type(message)
                if not call.is_csb(message, 4):
                    fault = errors.CSB_MISMATCH
                elif kind == header.ERROR:
                    from mikey.modes import error_message

                    error_message.raise_peer_error(index)
                elif not self._goes_on(call, kind):
                    fault = errors.BAD_DATA_TYPE
            if not fault:
                if call.initiator:
                    peer = self._initiator(call.mode)
                else:
                    peer = self._responder_of(call.mode)
                steps = turns.steps = peer.finish(call, index, accept)
                fault = yield from steps
                turns.still(turn)
            if fault:
                raise MikeyError(fault)
        except MemoryError:
            raise errors.no_space(self._spare)
        finally:
            turns.end(turn)

    def _goes_on(self, call, data_type):
        """Return True if a message of `data_type` goes on with the exchange of `call`."""
        types = modes.row_of(self._modes, call.mode)[1]
        for i in range(1, len(types)):
            if types[i] == data_type:
                return call.initiator == (i & 1 == 1)
        return False

    # Offering

    def offer(
        self, mode, peer, streams, verify=True, encr=None, mac=None, prf=None, group=None,
        tgk_bits=None, mki=None, valid=None, keys=None, map=None, sdp_ids=None, vendor=None,
        secure=False, call=None, rekey=None, group_key=False, accept=None,
    ):  # fmt: skip
        """Make an offer of `mode` (str, as "psk") to `peer` (bytes); return its Call, whose
        `message` is to be sent.

        `streams`: a list, one crypto session each, of an SSRC (4 octets; zeros: the responder
        chooses) or a tuple (SSRC, policy[, ROC[, CS ID]]) with `policy` a suite name of
        `mikey.srtp`, SP parameters as bytes, or a dict {type: value}; CS IDs other than 1, 2 …
        take a GENERIC-ID map.

        verify     bool, ask for an answer (PSK)
        encr       "aes-cm", "aes-kw" or "null"; mac: "sha1", "sha256" or "null"; prf: "sha1" or
                   "sha256"
        group      OAKLEY 5, 1 or 2 (DHHMAC)
        tgk_bits   length of a fresh TGK in bits, a multiple of 8, from 128
        mki        MKI of the key (bytes), or valid: (from, to), indices of the key (6 octets each)
        keys       packed sub-payloads (`mikey.offer.pack`) in place of a fresh TGK
        map        "srtp-id", "generic" or "empty"
        sdp_ids    key management protocols of the SDP (bytes); vendor: Vendor ID (bytes)
        secure     bool, the transport protects the exchange: NULL algorithms are allowed
        group_key  bool, use a group key, peer "*": any member of the group may be who answers
        call       a verified Call to `peer` that is to be updated (RFC 3830 4.5); rekey False
                   keeps its keys
        accept     function of the call, called when the offer is made and before it is kept

        MikeyError for whatever is impossible; whatever is raised, nothing has changed.
        """
        # Named one by one: for `**options` MicroPython would take memory before anything here
        # could turn a MemoryError into a MikeyError.
        try:
            from mikey.offer import Offer

            self._turns.idle()
            initiator = self._initiator(mode)
            if not self.context.identity:
                raise MikeyError(errors.BAD_STATE, None, "no identity set")
            wanted = Offer(peer, streams)
            # Few are given: only those take time and memory.
            if verify is not True:
                wanted.verify = verify
            if encr is not None:
                wanted.encr = encr
            if mac is not None:
                wanted.mac = mac
            if prf is not None:
                wanted.prf = prf
            if group is not None:
                wanted.group = group
            if tgk_bits is not None:
                wanted.tgk_bits = tgk_bits
            if mki is not None:
                wanted.mki = mki
            if valid is not None:
                wanted.valid = valid
            if keys is not None:
                wanted.keys = keys
            if map is not None:
                wanted.map = map
            if sdp_ids is not None:
                wanted.sdp_ids = sdp_ids
            if vendor is not None:
                wanted.vendor = vendor
            if secure is not False:
                wanted.secure = secure
            if rekey is not None:
                wanted.rekey = rekey
            if group_key is not False:
                wanted.group_key = group_key
            if call is not None:
                wanted.call = call
                self._updatable(call, peer, mode)
            wanted.check()
            return initiator.offer(wanted, accept)
        except MemoryError:
            raise errors.no_space(self._spare)

    def _updatable(self, call, peer, mode):
        """Check that `call` is a living and verified one that this side offered."""
        if call not in self.calls or not call.initiator or call.mode != mode:
            raise MikeyError(errors.BAD_STATE, None, "not an offer of this handset")
        if call.peer != peer:
            raise MikeyError(errors.BAD_ARGUMENT, None, "the call has another peer")
        if not call.released:
            raise MikeyError(errors.BAD_STATE, None, "call not verified")

    def prepare(self, group=0):
        """Make a Diffie-Hellman half-key ahead of a call (RFC 4650 3), for DH-Group `group`.

        The next DHHMAC call in that group, in either role, is faster by one exponentiation. As
        `prepare_steps` it comes in short pieces of work. Called at boot it also takes the working
        memory of Diffie-Hellman (3,472 octets in one piece), which the handset keeps: later the
        heap may have no hole of that size. Without it the first DHHMAC call takes it.
        MikeyError(NO_SPACE); then no half-key was made.
        """
        for _ in self.prepare_steps(group):
            pass

    def prepare_steps(self, group=0):
        """As `prepare`, in a generator."""
        try:
            return self._prepare(group)
        except MemoryError:
            raise errors.no_space(self._spare)

    def _prepare(self, group):
        try:
            from mikey.modes import half_key

            yield from half_key.stock(self.context, group)
        except MemoryError:
            raise errors.no_space(self._spare)

    # Calls

    def forget(self, call):
        """End a call: its keys are wiped."""
        self.context.forget(call)

    def abandon(self):
        """End a receive or finish whose generator was dropped half-way and not closed.

        MicroPython's garbage collector does not close generators: until then the handset is busy.
        """
        self._turns.abandon()

    def wipe(self):
        """Zero every key and forget every call."""
        self.abandon()
        self.context.wipe()

    # Modes

    def _initiator(self, mode):
        """Return the Initiator of `mode` (str). MikeyError(MODE_MISSING) where it is not
        installed.
        """
        found = self._initiators.get(mode)
        if found is None:
            make = modes.load(modes.row_of(self._modes, mode))[1]
            if make is None:
                raise MikeyError(errors.MODE_MISSING, None, "mode")
            found = self._initiators[mode] = make(self.context)
        return found

    def _load_responder(self, data_type):
        """Return the Responder of the mode that `data_type` opens, or None."""
        for row in self._modes:
            if row[1][0] == data_type:
                try:
                    made = modes.load(row)[0](self.context)
                except MikeyError:
                    return None
                self._responders[data_type] = made
                return made
        return None

    def _responder_of(self, mode):
        """Return the Responder of `mode` (str), which has received before."""
        return self._responders[modes.row_of(self._modes, mode)[1][0]]
