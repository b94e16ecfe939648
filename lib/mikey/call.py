"""What an exchange yields: a call (crypto session bundle, CSB) with its streams.

RFC 3830 1.2 and 4.1.3. A call keeps its keys in the octets of the key data sub-payloads they came
in and its fixed fields in one buffer: small, and wiped in one sweep.
"""

from mikey import errors
from mikey.crypto import kdf
from mikey.crypto.hash import equal, wipe
from mikey.errors import MikeyError
from mikey.port import const
from mikey.stream import ROC, SSRC, Stream
from mikey.wire import header, kemac, payloads
from mikey.wire import policy as sp

_STAMP = const(4)
_RAND = const(12)
_MIN_TGK = const(16)
_MOST = const(255)  # streams of a call: what memory allows must not be a peer's to try

_entry = header.Entry()  # working memory of the functions below, made once
_key = kemac.KeyData()


def _plan_session(cs_id, policy_no, params, keys, streams):
    """Append to `streams` one Stream of crypto session `cs_id` for each key; return a fault."""
    tek_len, salt_len = sp.lengths(params)
    key = _key
    pos = 0
    while pos < len(keys):
        pos = key.read(keys, pos, len(keys))
        if key.salt >= 0 and key.salt_end - key.salt != salt_len:
            return errors.BAD_KEY_LENGTH
        size = key.key_end - key.key
        if size != tek_len if key.kind & 2 else size < _MIN_TGK:
            return errors.BAD_KEY_LENGTH
        if len(streams) == _MOST:
            return errors.NO_SPACE
        salted = salt_len if key.kind != kemac.TEK else 0
        stream = Stream(cs_id, policy_no, params, tek_len, salted)
        if key.kv == kemac.KV_SPI:
            stream.mki = bytes(keys[key.kv_pos + 1 : key.kv_end])
        elif key.kv == kemac.KV_INTERVAL:
            to = key.kv_pos + 1 + keys[key.kv_pos]
            stream.valid = (bytes(keys[key.kv_pos + 1 : to]), bytes(keys[to + 1 : key.kv_end]))
        streams.append(stream)
    return 0


class Call:
    """One crypto session bundle, in either role.

    `mode` (str), `peer` (bytes, the other side's identity), `message` (the offer to send, a view
    valid until the handset builds its next message), `reply` (the answer to send, or None), `next`
    (after `finish` the message to send next, None where the exchange is over), `streams` (list of
    Stream). `initiator` tells the role. `group` is the key ID (bytes, b"" without one) where the
    key is a group's, peer "*", else None: then `peer` is only claimed.
    """

    # On the class until a call has its own: an instance then stays small.
    ts_type = 0
    message = None  # type: memoryview | None
    reply = None  # type: memoryview | None
    next = None  # type: memoryview | None
    # What waits for the peer's next message, an object of the mode (modes.initiator.Pending).
    pending = None  # type: Any
    released = False  # the keys may be used: everything that must be verified is
    # The key data sub-payloads in clear, as in RFC 3830 6.13.
    keys = b""  # type: bytes | bytearray
    group = None  # type: bytes | None
    # Who vouches for the peer where it is no key of its own: a KMS's URI, (subject, anchor).
    authority = None  # type: bytes | tuple | None
    _streams = ()  # type: list | tuple

    def __init__(self, mode, peer, initiator, prf, csb, rand):
        self.mode = mode
        self.peer = peer
        self.initiator = initiator
        self.prf = prf
        self._octets = bytearray(_RAND + len(rand))
        self._octets[0:4] = csb
        self._octets[_RAND:] = rand

    @property
    def csb_id(self):
        """CSB ID (4 octets)."""
        return bytes(self._octets[0:4])

    @property
    def vouched_by(self):
        """Who vouches for `peer`: a tuple of a word and what it names.

        ("psk", peer) for a pairwise key; ("group", key ID) where any member of the group may have
        spoken and `peer` is what it claims (RFC 4563 7); ("kms", URI) for a KMS, ("certificate",
        subject, anchor), both str. For an offer: who will, once `finish` has verified the answer.
        """
        if self.group is not None:
            return "group", self.group
        by = self.authority
        if by is None:
            return "psk", self.peer
        return ("certificate",) + by if isinstance(by, tuple) else ("kms", by)

    @property
    def streams(self):
        """The streams; MikeyError(BAD_STATE) while the peer's answer is still to be verified."""
        if not self.released:
            raise MikeyError(errors.BAD_STATE, None, "call not verified")
        return self._streams

    @property
    def stamp(self):
        """The last timestamp of the exchange (8 octets; a COUNTER stands in the last four)."""
        return memoryview(self._octets)[_STAMP:_RAND]

    @property
    def rand(self):
        """The RAND of the initial exchange."""
        return memoryview(self._octets)[_RAND:]

    def label(self):
        """Return the Label under which this CSB's keys are derived."""
        return kdf.Label(self.prf, self._octets[0:4], self._octets[_RAND:])

    def is_csb(self, buf, pos):
        """Return True if the CSB ID at `buf[pos]` is this call's."""
        return equal(self._octets, 0, buf, pos, 4)

    def is_rand(self, buf, pos, n):
        """Return True if the RAND at `buf[pos]` (`n` octets) is that of the first exchange."""
        return len(self._octets) == _RAND + n and equal(self._octets, _RAND, buf, pos, n)

    def plan(self, message, keys, streams):
        """Build, without keys, the streams that `message` (an indexed Message) describes; return a
        fault.

        `keys` are the key data sub-payloads in clear that will hold. The new streams are
        appended to the list `streams`; policies that the message leaves out are those of the
        call's present streams (RFC 3830 4.5).
        """
        buf = message.buf
        kind = header.map_type(buf)
        if kind == header.EMPTY_MAP:
            return errors.POLICY_WITH_EMPTY_MAP if message.total(payloads.SP) else 0
        if not header.count(buf):
            return self._plan_again(keys, streams)
        entry = _entry
        pos = header.FIRST_ENTRY
        seen = 0
        for index in range(header.count(buf)):
            pos = entry.read(buf, pos, kind, index)
            if seen >> entry.cs_id & 1:
                return errors.BAD_CS_MAP
            seen |= 1 << entry.cs_id
            if entry.prot != sp.SRTP:
                return errors.BAD_POLICY
            params = self._policy(message, entry.policy)
            if params is None:
                return errors.UNKNOWN_POLICY
            first = len(streams)
            fault = _plan_session(entry.cs_id, entry.policy, params, keys, streams)
            if fault:
                return fault
            for i in range(first, len(streams)):
                if entry.ssrc >= 0:
                    streams[i].put(SSRC, buf, entry.ssrc)
                if entry.roc >= 0:
                    streams[i].put(ROC, buf, entry.roc)
        return 0

    def _plan_again(self, keys, streams):
        """Plan the sessions of before under new `keys`, for an update that names none (4.5)."""
        done = -1
        for stream in self._streams:
            if stream.cs != done:
                done = stream.cs
                first = len(streams)
                fault = _plan_session(done, stream.policy_no, stream.policy, keys, streams)
                if fault:
                    return fault
                for i in range(first, len(streams)):
                    streams[i].put(SSRC, stream.ssrc, 0)
                    streams[i].put(ROC, stream.roc, 0)
        return 0

    def _policy(self, message, number):
        """Return the SP parameters of policy `number` (bytes), or None where there is no such
        policy.
        """
        i = message.find(payloads.SP)
        while i >= 0:
            start = message.starts[i]
            if message.buf[start + payloads.SP_NUMBER] == number:
                first = start + payloads.SP_PARAMS
                end = message.ends[i]
                return bytes(message.buf[first:end]) if first < end else b""
            i = message.find(payloads.SP, i)
        for stream in self._streams:
            if stream.policy_no == number:
                return stream.policy
        return None

    def answer(self, message, streams, taken):
        """Take into `streams` from the peer's answer the SSRCs that it was to fill in; return a
        fault.

        Nothing else of the map may differ (RFC 3830 6.1.1, RFC 6043 6.1.1). The streams that get
        one are appended to the list `taken`.
        """
        buf = message.buf
        kind = header.map_type(buf)
        if kind == header.EMPTY_MAP:
            return errors.MAP_MISMATCH if streams else 0
        if not header.count(buf):
            # Only an update that named no session is answered so.
            return 0 if self.released or not streams else errors.MAP_MISMATCH
        # Everything is judged before anything changes.
        fault = self._answer(buf, kind, streams, taken)
        if taken and not fault:
            self._answer(buf, kind, streams, None)
        return fault

    def _answer(self, buf, kind, streams, taken):
        entry = _entry
        pos = header.FIRST_ENTRY
        done = seen = 0
        for index in range(header.count(buf)):
            pos = entry.read(buf, pos, kind, index)
            found = seen >> entry.cs_id & 1
            seen |= 1 << entry.cs_id
            if found:
                return errors.MAP_MISMATCH
            for stream in streams:
                if stream.cs == entry.cs_id:
                    found += 1
                    if entry.policy >= 0 and entry.policy != stream.policy_no:
                        return errors.MAP_MISMATCH
                    if entry.ssrc >= 0 and not stream.is_ssrc(buf, entry.ssrc):
                        if stream.has_ssrc():
                            return errors.MAP_MISMATCH
                        if taken is None:
                            stream.put(SSRC, buf, entry.ssrc)
                        else:
                            taken.append(stream)
            if not found:
                return errors.MAP_MISMATCH
            done += found
        return 0 if done == len(streams) else errors.MAP_MISMATCH

    def offered(self, offer, w, pending):
        """Make what the writer `w` holds the message of this call, and `pending` what waits for
        its answer. `BaseInitiator.offer` undoes it where the offer fails, and settles the call.
        """
        self.ts_type = offer.ts_type
        self.stamp[:] = offer.stamp
        self.message = memoryview(w.buf)[: w.pos]
        self.pending = pending

    def conclude(self, message, label, accept):
        """Release the keys that wait for the answer `message`, which is authentic; return a fault.

        `accept` as in `Handset.receive`. After a fault, or when something was raised, the call
        still waits.
        """
        pending = self.pending
        keys = pending.keys
        streams = pending.streams
        before = self._streams
        state = (before, self.keys, pending)
        released = self.released
        taken = []
        kept = False
        try:
            fault = self.answer(message, streams, taken)
            if fault:
                return fault
            self.derive(streams, keys, label)
            self.release(streams, keys)
            self.pending = None
            if accept is not None:
                accept(self)
                if self._streams is not streams:
                    return errors.UNKNOWN_CALL  # forgotten by `accept`
            kept = True
        finally:
            if kept or (self.pending is None and self._streams is not streams):
                self.settle(state)
            else:
                # What differs is the instance's own: assigning to it takes no memory.
                if self._streams is streams:
                    self._streams = before
                if self.keys is not state[1]:
                    self.keys = state[1]
                if self.released != released:
                    self.released = released
                self.pending = pending
                for stream in streams:
                    stream.unkey(stream in taken)
        return 0

    def derive(self, streams, keys, label):
        """Fill the planned `streams` from the clear sub-payloads `keys` (RFC 3830 4.1.3)."""
        key = _key
        pos = 0
        i = 0
        while i < len(streams):
            if pos >= len(keys):
                pos = 0
            pos = key.read(keys, pos, len(keys))
            stream = streams[i]
            secret = memoryview(keys)[key.key : key.key_end]
            salt = stream.salt
            tek = stream.tek
            if key.kind & 2:
                tek[:] = secret
            else:
                label.session_key(kdf.TEK, stream.cs, secret, tek)
            if key.salt >= 0:
                salt[:] = memoryview(keys)[key.salt : key.salt_end]
            elif salt is not None:
                label.session_key(kdf.CS_SALT, stream.cs, secret, salt)
            i += 1

    # An exchange changes a call in three steps: `state` before, new values into the attributes,
    # then `settle` once nothing can fail any more, or `restore`. The last two take no memory.

    def state(self):
        """Return what an exchange may change (tuple), for `restore` and `settle`."""
        return (
            self._streams,
            self.keys,
            self.pending,
            self.message,
            self.reply,
            self.released,
            self.ts_type,
            bytes(self.stamp),
        )

    def release(self, streams, keys):
        """Make `streams` with the keys derived from `keys` those of the call; nothing is wiped."""
        self._streams = streams
        self.keys = keys
        self.released = True

    def restore(self, state):
        """Put back what `state` tells; streams that are given up for it are wiped."""
        # An attribute that differs is the instance's own: assigning to it takes no memory.
        if self._streams is not state[0]:
            for stream in self._streams:
                stream.wipe()
            self._streams = state[0]
        if self.keys is not state[1]:
            self.keys = state[1]
        if self.pending is not state[2]:
            self.pending = state[2]
        if self.message is not state[3]:
            self.message = state[3]
        if self.reply is not state[4]:
            self.reply = state[4]
        if self.released is not state[5]:
            self.released = state[5]
        if self.ts_type != state[6]:
            self.ts_type = state[6]
        octets = self._octets
        for i in range(8):
            octets[_STAMP + i] = state[7][i]

    def settle(self, state):
        """Zero what `state` tells and the call does not need any more."""
        streams, keys, pending = state[0], state[1], state[2]
        if streams is not self._streams:
            for stream in streams:
                stream.wipe()
        if keys is not self.keys and keys:
            wipe(keys)
        if pending is None or pending is self.pending:
            return
        if pending.keys is not self.keys and pending.keys is not keys:
            wipe(pending.keys)
        pending.close()

    def wipe(self):
        """Zero and drop every key of the call: to be done when it ends."""
        pending = self.pending
        if pending is not None:
            self.pending = None
            pending.wipe()
        for stream in self._streams:
            stream.wipe()
        if self.keys:
            wipe(self.keys)
            self.keys = b""
        if self._streams:
            self._streams = ()
        wipe(self._octets)
        if self.message is not None:
            self.message = None
        if self.reply is not None:
            self.reply = None
        if self.next is not None:
            self.next = None
        if self.released:
            self.released = False

    def __repr__(self):
        return "<Call %s, %d streams>" % (self.mode, len(self._streams))
