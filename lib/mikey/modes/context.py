"""What a mode may see of its handset: credentials, drivers, calls, working memory, and no more."""

from mikey.credentials import PskStore
from mikey.crypto.hash import wipe
from mikey.drivers.replay import ReplayGuard
from mikey.errors import BAD_ARGUMENT, MikeyError
from mikey.wire.message import Message
from mikey.wire.writer import Writer


class Scratch:
    """Working octets of a handset, made once: message keys, a MAC, times. Wiped after each use."""

    def __init__(self):
        self.auth = bytearray(32)
        self.auth20 = memoryview(self.auth)[0:20]
        self.key = bytearray(32)
        self.key16 = memoryview(self.key)[0:16]
        self.mac = bytearray(32)
        self.salt = bytearray(16)
        self.salt14 = memoryview(self.salt)[0:14]
        self.salt8 = memoryview(self.salt)[0:8]
        self.now = bytearray(8)
        self.csb = bytearray(4)

    def wipe(self):
        """Zero what was secret."""
        wipe(self.auth)
        wipe(self.key)
        wipe(self.salt)
        wipe(self.mac)


class Context:
    """The side of a handset that its modes see.

    Own name and credentials
        `identity` (bytes), `psks` (PskStore), `keyring` (KeyRing or None, for SAKKE),
        `certificates` (on a host: mikey_host.certificates.Certificates, or None)
    Drivers and state that outlives a message
        `entropy`, `clock`, `counter` (or None), `replay` (ReplayGuard), `calls` (list of Call),
        `last_stamp` (8 octets, of the last offer), `half_keys` (list, made ahead) and `dh_state`
        (working memory of Diffie-Hellman, or None): see `modes.half_key`
    The message under way
        `message` (its index), `writer` (the buffer for what is built), `scratch`; what the caller
        of `receive` said of it: `secure`, `origin`, `target`, `sdp_ids`, `stored`
    """

    def __init__(self, drivers, identity, skew, cache, buffer, spare):
        self.identity = identity
        self.psks = PskStore(spare)
        self.keyring = None  # type: Any
        self.certificates = None  # type: Any
        self.entropy = drivers.entropy
        self.clock = drivers.clock
        self.counter = drivers.counter
        self.replay = ReplayGuard(drivers.store, cache, skew=skew)
        self.message = Message(deep=False)
        if not 0 <= buffer < 65536:
            raise MikeyError(BAD_ARGUMENT, None, "buffer")
        self.writer = Writer(bytearray(buffer))
        self.scratch = Scratch()
        self.calls = []
        self.last_stamp = bytearray(8)
        self.half_keys = []
        self.dh_state = None  # type: bytearray | None
        self.secure = False
        self.origin = None  # type: bytes | None
        self.target = None  # type: bytes | None
        self.sdp_ids = None  # type: bytes | None
        self.stored = None  # type: bytes | None

    def clear(self):
        """Forget what was said of a message, and the secrets of working with it."""
        self.scratch.wipe()
        self.secure = False
        self.origin = self.target = self.sdp_ids = self.stored = None

    def wipe(self):
        """Zero every key and forget every call."""
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
