"""HMAC-authenticated Diffie-Hellman, both roles (RFC 4650; RFC 6043 6.2 for SHA-256).

I_message = HDR, T, RAND, [IDi], IDr, {SP}, DHi, KEMAC
R_message = HDR, T, [IDr], IDi, DHr, DHi, KEMAC
An update (3.1) leaves out RAND and, where the keys stay, DHi and [DHr, DHi].

KEMAC carries the MAC alone. RFC 4650 4.2 prints numbers for NULL encryption and HMAC-SHA-1 that
are not those of RFC 3830 6.2; the latter are used here (decision A8). The MAC is verified before
any exponentiation. A long exchange yields between short pieces of work.
"""

from mikey import errors
from mikey.credentials import ANYBODY
from mikey.crypto import dh
from mikey.crypto.hash import wipe
from mikey.modes import compose, halfkey, shared
from mikey.modes.exchange import Receiver
from mikey.port import const
from mikey.session import Call
from mikey.wire import dh as dh_payload
from mikey.wire import header, kemac, payloads
from mikey.wire.octets import same

MODE = "dhhmac"
INIT = header.DHHMAC_INIT
RESP = header.DHHMAC_RESP

# Payload numbers, and sets of them as bits (RFC 4650 4.1).
_KEMAC = const(1)
_DH = const(3)
_ID = const(6)
_RAND = const(11)
_I_ALLOWED = const(1 << 1 | 1 << 3 | 1 << 5 | 1 << 6 | 1 << 10 | 1 << 11 | 1 << 21)
_R_ALLOWED = const(1 << 1 | 1 << 3 | 1 << 5 | 1 << 6 | 1 << 21)
_REQUIRED = const(1 << 1 | 1 << 5)

_KEY = const(4)  # where the TGK stands in its sub-payload


def _kemac_fault(message, prf, secure):
    """Check that KEMAC comes last and carries the MAC alone (RFC 4650 4.2)."""
    if message.last() != _KEMAC:
        return errors.BAD_ORDER
    start = message.start(_KEMAC)
    end = kemac.data_end(message.buf, start)
    if kemac.encr_alg(message.buf, start) != kemac.ENCR_NULL or end != kemac.data_pos(start):
        return errors.BAD_ENCR_ALG
    return shared.mac_fault(message.buf[end], prf, secure)


def _mac_ok(door, label, psk, message):
    """Verify the MAC of KEMAC, which covers all that stands before it."""
    buf = message.buf
    pos = kemac.data_end(buf, message.start(_KEMAC))
    shared.auth_key(door, label, psk, buf[pos])
    return shared.mac_ok(door, buf[pos], (memoryview(buf)[: pos + 1],), buf, pos + 1)


def _write_kemac(door, alg, w):
    """Append KEMAC and its MAC; return whether there was room."""
    pos = kemac.write(w, kemac.ENCR_NULL, 0, alg)
    if pos < 0:
        return False
    shared.put_mac(door, alg, (memoryview(w.buf)[: pos + 1],), w.buf, pos + 1)
    return True


def _blank_keys(group, kv, kv_data):
    """Return a TGK sub-payload (RFC 3830 6.13) of the group's length, its key still zero."""
    n = dh.length(group)
    keys = bytearray(kemac.key_data_size(bytes(n), None, kv_data))
    kemac.put_key_data(keys, 0, False, kemac.TGK, bytes(n), None, kv, kv_data)
    return keys


def _write_dh(w, half, kv, kv_data):
    pos = dh_payload.write(w, half.group, kv, kv_data)
    if pos >= 0:
        w.put(pos, half.y)


class Responder(Receiver):
    """Receives I_messages; see `modes.exchange.Receiver`."""

    def _clear(self):
        Receiver._clear(self)
        self._half = None

    def check(self, message):
        """Check all that needs no key operation; return a fault."""
        door = self.door
        self._clear()
        self.call = None
        buf = message.buf
        fault = message.check(_I_ALLOWED, _REQUIRED) or shared.prf_fault(message)
        fault = fault or shared.id_fault(message)
        fault = fault or _kemac_fault(message, header.prf(buf), door.secure)
        if fault:
            return fault
        if message.total(_ID) > 2 or message.total(_RAND) > 1 or message.total(_DH) > 1:
            return errors.DUPLICATE_PAYLOAD
        update = not message.total(_RAND)
        if not message.total(_ID) or (not update and not message.total(_DH)):
            return errors.MISSING_PAYLOAD
        fault = shared.policy_fault(message) or shared.sdp_fault(message, door.sdp_ids)
        if fault:
            return fault
        # IDr is mandatory and the last ID; a single one is IDr (RFC 4650 3).
        first = message.find(_ID)
        second = message.find(_ID, first)
        idr = second if second >= 0 else first
        if not shared.names(message, message.starts[idr], door.identity):
            return errors.WRONG_PEER
        idi = first if second >= 0 else -1
        fault = self._find_peer(message, idi, update, MODE)
        if not fault and idi < 0 and self._psk.peer == ANYBODY and not door.origin:
            return errors.MISSING_PAYLOAD  # the answer is to name the initiator
        return fault

    def open(self, message):
        """Verify the MAC, then do the two exponentiations and plan the streams, in steps."""
        self.fault = errors.AUTH_FAILED
        door = self.door
        buf = message.buf
        call = self._begin_call(message, MODE)
        if not _mac_ok(door, self._label, self._psk, message):
            return
        self._keys = call.keys
        if message.total(_DH):
            start = message.start(_DH)
            group = dh_payload.group(buf, start)
            value = dh_payload.value_pos(start)
            if not dh.valid(group, buf, value):
                self.fault = errors.BAD_DH_VALUE
                return
            at = dh_payload.validity_pos(buf, start)
            kv_data = memoryview(buf)[at + 1 : message.end(_DH)]
            self._keys = _blank_keys(group, buf[at] & 15, kv_data)
        self._streams = []
        self.fault = call.plan(message, self._keys, self._streams)
        if self.fault or not message.total(_DH):
            return
        tgk = memoryview(self._keys)[_KEY : _KEY + dh.length(group)]
        self._half = yield from halfkey.take(door, group)
        yield from halfkey.agree(door, self._half, buf, value, tgk)

    def commit(self, message, accept=None):
        """As `Receiver.commit`; then the half-key is used up."""
        fault = Receiver.commit(self, message, accept)
        if not fault:
            halfkey.use(self.door, self._half)
        return fault

    def drop(self):
        """Leave nothing of a receive behind, however it ended."""
        halfkey.drop(self.door, self._half)
        Receiver.drop(self)

    def _wants_answer(self, message):
        return True  # RFC 4650 3: the response is mandatory, whatever V says

    def _answer(self, message, streams):
        door = self.door
        buf = message.buf
        w = door.writer
        compose.open_answer(w, message, RESP, streams)
        w.payload(payloads.ID, shared.id_type(door.identity), 0, door.identity)
        peer = self.call.peer
        w.payload(payloads.ID, shared.id_type(peer), 0, peer)
        if message.total(_DH):
            start = message.start(_DH)
            at = dh_payload.validity_pos(buf, start)
            kv_data = memoryview(buf)[at + 1 : message.end(_DH)]
            _write_dh(w, self._half, buf[at] & 15, kv_data)
            pos = w.add(_DH, message.end(_DH) - start)
            if pos >= 0:
                w.put(pos + 1, memoryview(buf)[start + 1 : message.end(_DH)])
        alg = buf[kemac.data_end(buf, message.start(_KEMAC))]
        return memoryview(w.buf)[: w.pos] if _write_kemac(door, alg, w) else None


class Initiator:
    """Makes offers and works out their answers."""

    def __init__(self, door):
        self.door = door
        self.fault = 0

    def offer(self, terms):
        """Build I_message from `terms` (modes.terms.Terms) and return (call, fault).

        A half-key that was made ahead is used; else the exponentiation is done here. `terms.rekey`
        False leaves DHi out of an update.
        """
        door = self.door
        fault = shared.mac_fault(terms.mac, terms.prf, door.secure)
        if fault:
            return None, fault
        call = terms.call
        if call is None:
            call = terms.made = Call(MODE, terms.peer, True, terms.prf, terms.csb, terms.rand)
            if terms.psk.peer == ANYBODY:
                call.group = terms.psk.key_id
        keys = call.keys
        if terms.rekey:
            keys = _blank_keys(terms.group, terms.kv, terms.kv_data)
        label = call.label()
        w = door.writer
        compose.open_message(w, INIT, terms)
        if terms.call is None:
            w.payload(payloads.RAND, 0, 0, terms.rand)
        compose.write_ids(w, door, terms)
        compose.write_policies(w, terms, door.message)
        place = dh_payload.write(w, terms.group, terms.kv, terms.kv_data) if terms.rekey else 0
        pos = kemac.write(w, kemac.ENCR_NULL, 0, terms.mac)
        if pos < 0:
            return None, errors.NO_SPACE
        streams = []
        fault = door.message.written(w) or shared.policy_fault(door.message)
        fault = fault or call.plan(door.message, keys, streams)
        if fault:
            return None, fault
        half = None
        if terms.rekey:
            half = terms.half = shared.run(halfkey.take(door, terms.group))
            w.put(place, half.y)
        shared.auth_key(door, label, terms.psk, terms.mac)
        shared.put_mac(door, terms.mac, (memoryview(w.buf)[: pos + 1],), w.buf, pos + 1)
        shared.offered(call, terms, w, (terms.psk, keys, streams, half))
        return call, 0

    def finish(self, call, message, accept=None):
        """Verify R_message for `call` and release its keys, in steps; the outcome is `fault`."""
        self.fault = self._check(call, message)
        if self.fault:
            return
        door = self.door
        psk, keys, _, half = call.pending
        label = call.label()
        self.fault = errors.AUTH_FAILED
        if not _mac_ok(door, label, psk, message):
            return
        if half is None:
            self.fault = call.conclude(message, label, accept)
            return
        value = dh_payload.value_pos(message.start(_DH))
        if not dh.valid(half.group, message.buf, value):
            self.fault = errors.BAD_DH_VALUE
            return
        tgk = memoryview(keys)[_KEY : _KEY + dh.length(half.group)]
        self.fault = errors.BAD_STATE
        try:
            yield from halfkey.agree(door, half, message.buf, value, tgk)
            if call.pending is not None:  # else it was forgotten meanwhile
                self.fault = call.conclude(message, label, accept)
        finally:
            if call.pending is not None or not call.released:
                wipe(tgk)

    def _check(self, call, message):
        """Check all of R_message that needs no key operation; return a fault."""
        door = self.door
        buf = message.buf
        if call.pending is None:
            return errors.BAD_STATE
        if not call.pending[0].key:
            return errors.NO_KEY  # replaced since the offer
        fault = message.check(_R_ALLOWED, _REQUIRED) or shared.id_fault(message)
        if not fault and header.prf(buf) != call.prf:
            fault = errors.BAD_PRF
        fault = fault or _kemac_fault(message, call.prf, door.secure)
        fault = fault or shared.echo_fault(message, call)
        if fault:
            return fault
        # [IDr], IDi (RFC 4650 3): the last one is this handset.
        if not message.total(_ID):
            return errors.MISSING_PAYLOAD
        if message.total(_ID) > 2:
            return errors.DUPLICATE_PAYLOAD
        first = message.find(_ID)
        second = message.find(_ID, first)
        idi = second if second >= 0 else first
        if not shared.names(message, message.starts[idi], door.identity):
            return errors.WRONG_PEER
        if second >= 0 and not shared.names(message, message.starts[first], call.peer):
            return errors.WRONG_PEER
        return self._half_key_fault(call.pending[3], message)

    def _half_key_fault(self, half, message):
        """Check that DHr and our DHi are there, or neither in an update that keeps the keys."""
        if message.total(_DH) != (0 if half is None else 2):
            return errors.MISSING_PAYLOAD if half is not None else errors.DUPLICATE_PAYLOAD
        if half is None:
            return 0
        buf = message.buf
        index = message.find(_DH)
        ours = message.starts[message.find(_DH, index)]
        if dh_payload.group(buf, message.starts[index]) != half.group:
            return errors.DH_GROUP_MISMATCH
        if dh_payload.group(buf, ours) != half.group:
            return errors.DH_GROUP_MISMATCH
        value = dh_payload.value_pos(ours)
        return 0 if same(buf, value, half.y, 0, len(half.y)) else errors.BAD_DH_VALUE
