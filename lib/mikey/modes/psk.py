"""The pre-shared key method, both roles (RFC 3830 3.1, 4.1.4, 4.2.3, 4.2.4, 4.5; RFC 6043 6.2).

I_MESSAGE = HDR, T, RAND, [IDi], [IDr], {SP}, KEMAC
R_MESSAGE = HDR, T, [IDr], V
An update (RFC 3830 4.5) is an I_MESSAGE without RAND under the CSB ID of a living call.

The MAC of V covers R_MESSAGE, Identity_i, Identity_r and the timestamp (RFC 3830 5.2): ID Data and
TS value alone (decision A2), identities also when they are not sent (A26).
"""

from mikey import errors
from mikey.credentials import ANYBODY
from mikey.modes import compose, keytransport, shared
from mikey.modes.exchange import Receiver
from mikey.port import const
from mikey.session import Call
from mikey.wire import header, kemac, payloads

MODE = "psk"
INIT = header.PSK_INIT
RESP = header.PSK_RESP

# Payload numbers, and sets of them as bits.
_KEMAC = const(1)
_T = const(5)
_ID = const(6)
_V = const(9)
_RAND = const(11)
_I_ALLOWED = const(1 << 1 | 1 << 5 | 1 << 6 | 1 << 10 | 1 << 11 | 1 << 21)
_I_REQUIRED = const(1 << 1 | 1 << 5)
_R_ALLOWED = const(1 << 5 | 1 << 6 | 1 << 9 | 1 << 21)
_R_REQUIRED = const(1 << 5 | 1 << 9)


class Responder(Receiver):
    """Receives I_MESSAGEs; see `modes.exchange.Receiver`."""

    def check(self, message):
        """Check all that needs no key operation; return a fault (RFC 3830 5.3)."""
        door = self.door
        self._clear()
        self.call = None
        fault = message.check(_I_ALLOWED, _I_REQUIRED) or shared.prf_fault(message)
        fault = fault or shared.id_fault(message)
        if fault:
            return fault
        if message.last() != _KEMAC:
            return errors.BAD_ORDER
        if message.total(_ID) > 2 or message.total(_RAND) > 1:
            return errors.DUPLICATE_PAYLOAD
        buf = message.buf
        start = message.start(_KEMAC)
        prf = header.prf(buf)
        fault = (
            shared.mac_fault(buf[kemac.data_end(buf, start)], prf, door.secure)
            or keytransport.fault(kemac.encr_alg(buf, start), prf, door.secure)
            or shared.policy_fault(message)
            or shared.sdp_fault(message, door.sdp_ids)
        )
        if fault:
            return fault
        idi = shared.initiator_id(door, message)
        if idi < -1:
            return errors.WRONG_PEER
        return self._find_peer(message, idi, not message.total(_RAND), MODE)

    def open(self, message):
        """Verify the MAC, decrypt the keys and plan the streams. Nothing lasts yet."""
        self.fault = self._open(message)
        return ()

    def _open(self, message):
        door = self.door
        buf = message.buf
        call = self._begin_call(message, MODE)
        label = self._label
        start = message.start(_KEMAC)
        end = kemac.data_end(buf, start)
        alg = buf[end]
        shared.auth_key(door, label, self._psk, alg)
        if not shared.mac_ok(door, alg, (memoryview(buf)[: end + 1],), buf, end + 1):
            return errors.AUTH_FAILED
        stamp = door.scratch.now
        shared.stamp_of(message, stamp)
        sealed = bytearray(memoryview(buf)[kemac.data_pos(start) : end])
        self._keys, fault = keytransport.open_keys(
            door.scratch,
            label,
            self._psk.key,
            kemac.encr_alg(buf, start),
            door.scratch.csb,
            stamp,
            sealed,
        )
        if fault:
            return fault
        if not self._keys:
            if self._update is None:
                return errors.BAD_KEY_DATA
            self._keys = call.keys
        self._streams = []
        return call.plan(message, self._keys, self._streams)

    def _wants_answer(self, message):
        return header.v_flag(message.buf)

    def _answer(self, message, streams):
        """Build R_MESSAGE in the door's buffer; return a view of it, None when it does not fit."""
        door = self.door
        w = door.writer
        compose.open_answer(w, message, RESP, streams)
        w.payload(payloads.ID, shared.id_type(door.identity), 0, door.identity)
        alg = message.buf[kemac.data_end(message.buf, message.start(_KEMAC))]
        pos = w.room(payloads.V, alg, 0, payloads.size(payloads.V, alg))
        if pos < 0:
            return None
        view = memoryview(w.buf)
        parts = (view[:pos], self.call.peer, door.identity, shared.stamp_view(message))
        shared.put_mac(door, alg, parts, w.buf, pos)
        return view[: w.pos]


class Initiator:
    """Makes offers and verifies their answers."""

    def __init__(self, door):
        self.door = door
        self.fault = 0

    def offer(self, terms):
        """Build I_MESSAGE from `terms` (modes.terms.Terms) and return (call, fault).

        With V the keys are released by `finish`, else at once.
        """
        door = self.door
        size = keytransport.size(terms.encr, len(terms.keys))
        fault = (
            shared.mac_fault(terms.mac, terms.prf, door.secure)
            or keytransport.fault(terms.encr, terms.prf, door.secure)
            or keytransport.chain_fault(terms.keys)
        )
        if fault:
            return None, fault
        if size < 0:
            return None, errors.BAD_ARGUMENT
        call = terms.call
        if call is None:
            if not terms.keys:
                return None, errors.BAD_ARGUMENT
            call = terms.made = Call(MODE, terms.peer, True, terms.prf, terms.csb, terms.rand)
            if terms.psk.peer == ANYBODY:
                call.group = terms.psk.key_id
        label = call.label()
        w = door.writer
        compose.open_message(w, INIT, terms)
        if terms.call is None:
            w.payload(payloads.RAND, 0, 0, terms.rand)
        compose.write_ids(w, door, terms)
        compose.write_policies(w, terms, door.message)
        pos = kemac.write(w, terms.encr, size, terms.mac)
        if pos < 0:
            return None, errors.NO_SPACE
        keys = terms.keys if terms.keys else call.keys
        streams = []
        fault = door.message.written(w) or shared.policy_fault(door.message)
        fault = fault or call.plan(door.message, keys, streams)
        if fault:
            return None, fault
        psk = terms.psk
        keytransport.seal(
            door.scratch,
            label,
            psk.key,
            terms.encr,
            terms.csb,
            terms.stamp,
            terms.keys,
            w.buf,
            pos,
        )
        end = pos + size
        shared.auth_key(door, label, psk, terms.mac)
        shared.put_mac(door, terms.mac, (memoryview(w.buf)[: end + 1],), w.buf, end + 1)
        shared.offered(call, terms, w, (psk, keys, streams))
        if not terms.v:
            call.pending = None
            call.release(streams, keys)
            call.derive(streams, keys, label)
        return call, 0

    def finish(self, call, message, accept=None):
        """Verify R_MESSAGE for `call` and release its keys; the outcome is `fault`, which changes
        nothing.
        """
        self.fault = self._finish(call, message, accept)
        return ()

    def _finish(self, call, message, accept):
        door = self.door
        buf = message.buf
        if call.pending is None:
            return errors.BAD_STATE
        if not call.pending[0].key:
            return errors.NO_KEY  # replaced since the offer
        fault = message.check(_R_ALLOWED, _R_REQUIRED) or shared.id_fault(message)
        if fault:
            return fault
        if message.last() != _V:
            return errors.BAD_ORDER
        if message.total(_ID) > 1:
            return errors.DUPLICATE_PAYLOAD
        start = message.start(_V)
        alg = buf[start + payloads.V_ALG]
        if header.prf(buf) != call.prf:
            return errors.BAD_PRF
        fault = shared.mac_fault(alg, call.prf, door.secure) or shared.echo_fault(message, call)
        if fault:
            return fault
        if message.total(_ID) and not shared.names(message, message.start(_ID), call.peer):
            return errors.WRONG_PEER
        label = call.label()
        pos = start + payloads.V_DATA
        parts = (memoryview(buf)[:pos], door.identity, call.peer, shared.stamp_view(message))
        shared.auth_key(door, label, call.pending[0], alg)
        if not shared.mac_ok(door, alg, parts, buf, pos):
            return errors.AUTH_FAILED
        return call.conclude(message, label, accept)
