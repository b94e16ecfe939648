"""The front door: credentials, drivers, replay guard; chooses the mode; gives out calls.

    phone = Handset(drivers, b"sip:bob@example.com")
    phone.psks.add(b"sip:alice@example.com", key)
    call = phone.receive(message)      # octets from SIP
    send(call.reply)                   # None where no answer is wanted
    for stream in call.streams: start_srtp(stream.ssrc, stream.tek, stream.salt)

A handset owns its working memory: one receive runs at a time, and `call.message`/`call.reply` are
views of one buffer, to be sent before the next message is built. A mode's module is imported when
the mode is first used, `mikey.offering` at the first offer: where memory may be short later, make
one offer at boot and forget it, and call `prepare` for DHHMAC. (A MicroPython unix port whose heap
is full to the last octet may crash in an import.) Where memory is out, what is called here raises
MikeyError(NO_SPACE) and has changed nothing.
"""

from mikey import errors
from mikey.credentials import PskStore
from mikey.crypto.hash import wipe
from mikey.drivers.replay import ReplayGuard
from mikey.errors import MikeyError
from mikey.modes import table
from mikey.modes.shared import run
from mikey.port import const
from mikey.wire import header
from mikey.wire.message import Message
from mikey.wire.octets import length, need_octets
from mikey.wire.writer import Writer
from mikey.worker import Worker

_BUFFER = const(1024)


class Handset(Worker):
    """A MIKEY peer: offers, receives and finishes calls.

    `identity` is its URI or NAI (bytes), `skew` the accepted clock difference in seconds, `cache`
    the entries of the replay cache, `buffer` the octets of the largest message it can build.
    Attributes: `identity`, `psks` (credentials.PskStore), `replay`, `entropy`, `clock`, `store`.
    """

    def __init__(self, drivers, identity=b"", skew=300, cache=64, buffer=_BUFFER):
        super().__init__()
        self.entropy = drivers.entropy
        self.clock = drivers.clock
        self.store = drivers.store
        self.counter = drivers.counter
        need_octets(identity, "identity")
        self.identity = identity
        self.psks = PskStore(self._spare)
        self.keyring = None  # type: KeyRing | None  # of mikey.keyring, for SAKKE
        self.certificates = None  # on a host: mikey_host.certificates.Certificates
        self.replay = ReplayGuard(drivers.store, cache, skew=skew)
        self.message = Message()
        self.writer = Writer(bytearray(buffer))
        self.last_stamp = bytearray(8)
        self.calls = []
        self.dh_state = None  # working memory of Diffie-Hellman, made at its first use
        self.half_keys = []
        self._initiators = {}
        self._responders = {}

    # Receiving

    def check(self, message, n=None):
        """Judge a message in `message[:n]` without any key operation; return a fault, 0 for none.

        For PSK and DHHMAC it allocates nothing, so that floods cost no memory. 0 means that
        `receive` is worth a try. Errors of the driver raise MikeyError.
        """
        n = length(message, n)
        if n < 0:
            return errors.BAD_ARGUMENT
        if self._busy:
            return errors.BAD_STATE
        try:
            return self.message.scan(message, n) or self._check(message)
        except MemoryError:
            return errors.NO_SPACE

    def _check(self, message):
        """Check the message that the index holds, as `check` does after the scan."""
        responder = self._responders.get(message[1])
        if responder is None:
            responder = self._load_responder(message[1])
            if responder is None:
                return errors.BAD_DATA_TYPE
        if not self.identity and message[1] != header.SAKKE_INIT:
            return errors.BAD_STATE
        return responder.check(self.message)

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
            return run(
                self._receive(message, n, origin, target, secure, sdp_ids, stored, accept)
            )
        except MemoryError:
            raise self.full()

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
            return self._receive(message, n, origin, target, secure, sdp_ids, stored, accept)
        except MemoryError:
            raise self.full()

    def _receive(self, message, n, origin, target, secure, sdp_ids, stored, accept):
        n = length(message, n)
        if n < 0:
            raise MikeyError(errors.BAD_ARGUMENT, None, "message")
        if origin is not None or target is not None or sdp_ids is not None:
            for hint in (origin, target, sdp_ids):
                if hint is not None:
                    need_octets(hint, "hints are octets")
        if stored is not None:
            need_octets(stored, "stored")
            if len(stored) != 8:
                raise MikeyError(errors.BAD_ARGUMENT, None, "stored")
        self.idle()
        turn = -1
        try:
            responder = None  # type: Any  # one is found or there is a fault
            fault = self.message.scan(message, n)
            if not fault:
                turn = self._begin()
                self.origin = origin
                self.target = target
                self.secure = secure
                self.sdp_ids = sdp_ids
                self.stored = stored
                fault = self._check(message)
            if not fault:
                responder = self._responder = self._responders[message[1]]
                self._steps = responder.open(self.message)
                for _ in self._steps:
                    yield
                    self._still(turn)
                fault = responder.fault or responder.commit(self.message, accept)
            if fault:
                from mikey.modes import failure

                raise MikeyError(fault, failure.reply(self, fault))
            return responder.call
        except MemoryError:
            raise self.full()
        finally:
            self._end(turn)

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
            raise self.full()
        return call

    def finish_steps(self, call, message, n=None, secure=False, accept=None):
        """As `finish`, in a generator of short pieces of work; see `receive_steps`."""
        try:
            return self._finish(call, message, n, secure, accept)
        except MemoryError:
            raise self.full()

    def _finish(self, call, message, n, secure, accept):
        n = length(message, n)
        if n < 0:
            raise MikeyError(errors.BAD_ARGUMENT, None, "message")
        turn = self._begin()
        try:
            self.secure = secure
            index = self.message
            fault = index.scan(message, n)
            if not fault:
                kind = header.data_type(message)
                if not call.is_csb(message, 4):
                    fault = errors.CSB_MISMATCH
                elif kind == header.ERROR:
                    from mikey.modes import failure

                    failure.raise_peer_error(index)
                elif table.mode_of(kind, table.ANSWERS) != call.mode or not call.initiator:
                    fault = errors.BAD_DATA_TYPE
            if not fault:
                initiator = self.initiator(call.mode)
                self._steps = initiator.finish(call, index, accept)
                for _ in self._steps:
                    yield
                    self._still(turn)
                fault = initiator.fault
            if fault:
                raise MikeyError(fault)
        except MemoryError:
            raise self.full()
        finally:
            self._end(turn)

    # Offering

    def offer(
        self, mode, peer, streams, verify=True, encr=None, mac=None, prf=None, group=None,
        tgk_bits=None, mki=None, valid=None, keys=None, map=None, sdp_ids=None, vendor=None,
        secure=False, call=None, rekey=None, group_key=False, accept=None,
    ):  # fmt: skip
        """Make an offer and return its Call, whose `message` is to be sent; see
        `mikey.offering.offer`.
        """
        # Named one by one: for `**options` MicroPython would take memory before anything here
        # could turn a MemoryError into a MikeyError.
        try:
            from mikey.offering import offer

            options = {}  # few are given: only those take time and memory
            if verify is not True:
                options["verify"] = verify
            if encr is not None:
                options["encr"] = encr
            if mac is not None:
                options["mac"] = mac
            if prf is not None:
                options["prf"] = prf
            if group is not None:
                options["group"] = group
            if tgk_bits is not None:
                options["tgk_bits"] = tgk_bits
            if mki is not None:
                options["mki"] = mki
            if valid is not None:
                options["valid"] = valid
            if keys is not None:
                options["keys"] = keys
            if map is not None:
                options["map"] = map
            if sdp_ids is not None:
                options["sdp_ids"] = sdp_ids
            if vendor is not None:
                options["vendor"] = vendor
            if secure is not False:
                options["secure"] = secure
            if call is not None:
                options["call"] = call
            if rekey is not None:
                options["rekey"] = rekey
            if group_key is not False:
                options["group_key"] = group_key
            return offer(self, mode, peer, streams, options, accept)
        except MemoryError:
            raise self.full()

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
            raise self.full()

    def _prepare(self, group):
        try:
            from mikey.modes import halfkey

            yield from halfkey.stock(self, group)
        except MemoryError:
            raise self.full()

    # Calls

    def find_call(self, buf, peer, initiator):
        """Return the living call with the CSB ID of the message in `buf` and that role, or None.

        `peer` (bytes) is the other side; None finds the call of any peer, if there is just one.
        """
        found = None
        at = len(self.calls)
        while at:  # the newest first, where a peer chose a CSB ID twice
            at -= 1
            call = self.calls[at]
            if call.initiator != initiator or not call.is_csb(buf, 4):
                continue
            if call.peer == peer:
                return call
            if peer is None:
                if found is not None:
                    return None
                found = call
        return found

    def keep(self, call):
        """Hold a call until it is forgotten, so that it can be updated (RFC 3830 4.5)."""
        if call not in self.calls:
            self.calls.append(call)

    def forget(self, call):
        """End a call: its keys are wiped."""
        if call in self.calls:
            self.calls.remove(call)
        call.wipe()

    def choose_ssrc(self, stream):
        """Give `stream` an SSRC of this side's (RFC 3830 6.1.1).

        An SSRC is no secret: with a broken entropy source it comes from the call's own fields.
        """
        ssrc = bytearray(4)
        try:
            self.entropy.fill(ssrc)
        except MikeyError:
            from mikey.crypto import hash as _hash

            h = _hash.sha256(self.identity)
            h.update(memoryview(self.message.buf)[: self.message.length])
            h.update(bytes((stream.cs,)))
            ssrc[:] = h.digest()[:4]
        stream.put(0, ssrc, 0)

    def wipe(self):
        """Zero every key and forget every call."""
        self.abandon()
        while self.calls:
            self.forget(self.calls[-1])
        for half in self.half_keys:
            half.wipe()
        self.half_keys = []
        if self.dh_state is not None:
            wipe(self.dh_state)
        if self.keyring is not None:
            self.keyring.wipe()
        self.psks.wipe()
        self.scratch.wipe()
        wipe(self.writer.buf)

    # Modes

    def initiator(self, mode):
        """Return the Initiator of `mode` (str). MikeyError(MODE_MISSING) where it is not
        installed.
        """
        found = self._initiators.get(mode)
        if found is None:
            make = table.load(mode)[1]
            if make is None:
                raise MikeyError(errors.MODE_MISSING, None, "mode")
            found = self._initiators[mode] = make(self)
        return found

    def _load_responder(self, data_type):
        mode = table.mode_of(data_type, table.OPENS)
        if mode is None:
            return None
        try:
            found = self._responders[data_type] = table.load(mode)[0](self)
        except MikeyError:
            return None
        return found
