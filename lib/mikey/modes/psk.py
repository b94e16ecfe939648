"""The pre-shared key method, both roles (RFC 3830 3.1, 4.1.4, 4.2.3, 4.2.4, 4.5; RFC 6043 6.2).

I_MESSAGE = HDR, T, RAND, [IDi], [IDr], {SP}, KEMAC
R_MESSAGE = HDR, T, [IDr], V
An update (RFC 3830 4.5) is an I_MESSAGE without RAND under the CSB ID of a living call.

The MAC of V covers R_MESSAGE, Identity_i, Identity_r and the timestamp (RFC 3830 5.2): ID Data and
TS value alone (decision A2), identities also when they are not sent (A26).
"""

from mikey import errors
from mikey.modes import checks, compose, protection
from mikey.modes.initiator import Pending, PresharedInitiator
from mikey.modes.preshared import PresharedResponder
from mikey.port import const
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


class Responder(PresharedResponder):
    """Receives I_MESSAGEs; see `modes.responder`."""

    def check(self, message):
        """Check all that needs no key operation; return a fault (RFC 3830 5.3)."""
        context = self.context
        self._clear()
        self.call = None
        fault = message.check(_I_ALLOWED, _I_REQUIRED) or checks.prf_fault(message)
        fault = fault or checks.id_fault(message)
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
            checks.mac_fault(buf[kemac.data_end(buf, start)], prf, context.secure)
            or protection.fault(kemac.encr_alg(buf, start), prf, context.secure)
            or checks.first_policy_fault(message)
            or checks.sdp_fault(message, context.sdp_ids)
        )
        if fault:
            return fault
        idi = checks.initiator_id(context, message)
        if idi < -1:
            return errors.WRONG_PEER
        return self._find_peer(message, idi, not message.total(_RAND), MODE)

    def verify(self, message):
        """Verify the MAC, decrypt the keys and plan the streams; return a fault. Nothing lasts
        yet.
        """
        return self._verify(message)
        yield  # a generator, as of the modes whose work is long

    def _verify(self, message):
        context = self.context
        buf = message.buf
        call = self._begin_call(message, MODE)
        label = self._label
        start = message.start(_KEMAC)
        end = kemac.data_end(buf, start)
        alg = buf[end]
        protection.auth_key(context, label, self._psk, alg)
        if not protection.mac_ok(context, alg, (memoryview(buf)[: end + 1],), buf, end + 1):
            return errors.AUTH_FAILED
        fault = checks.proven_fault(context, message)
        if fault:
            return fault
        stamp = context.scratch.now
        checks.stamp_of(message, stamp)
        sealed = bytearray(memoryview(buf)[kemac.data_pos(start) : end])
        self._keys, fault = protection.open_keys(
            context.scratch,
            label,
            self._psk.key,
            kemac.encr_alg(buf, start),
            context.scratch.csb,
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

    def wants_answer(self, message):
        """Return True if the V bit asks for an answer (RFC 3830 5.2)."""
        return header.v_flag(message.buf)

    def answer(self, message, streams):
        """Build R_MESSAGE in the context's buffer; return a view of it, None without room."""
        context = self.context
        w = context.writer
        compose.write_answer_header(w, message, RESP, streams)
        w.payload(payloads.ID, checks.id_type(context.identity), 0, context.identity)
        alg = message.buf[kemac.data_end(message.buf, message.start(_KEMAC))]
        pos = w.room(payloads.V, alg, 0, payloads.size(payloads.V, alg))
        if pos < 0:
            return None
        view = memoryview(w.buf)
        parts = (view[:pos], self.call.peer, context.identity, checks.stamp_view(message))
        protection.put_mac(context, alg, parts, w.buf, pos)
        return view[: w.pos]


class Initiator(PresharedInitiator):
    """Makes offers and verifies their answers."""

    def build(self, offer):
        """Write I_MESSAGE from `offer` (mikey.offer.Offer) and return a fault.

        With V the keys are released by `finish`, else at once.
        """
        context = self.context
        if offer.rekey and not offer.key_data:
            offer.draw_tgk(context.entropy)
        new = offer.key_data
        size = protection.size(offer.encr_alg, len(new))
        fault = (
            checks.mac_fault(offer.auth_alg, offer.prf_alg, context.secure)
            or protection.fault(offer.encr_alg, offer.prf_alg, context.secure)
            or protection.chain_fault(new)
        )
        if not fault and (size < 0 or (offer.call is None and not new)):
            fault = errors.BAD_ARGUMENT
        if fault:
            return fault
        call = self._begin(offer, MODE, INIT)
        w = context.writer
        pos = kemac.write(w, offer.encr_alg, size, offer.auth_alg)
        if pos < 0:
            return errors.NO_SPACE
        keys = new if new else call.keys
        streams = []
        fault = context.message.written(w) or checks.policy_fault(context.message)
        fault = fault or call.plan(context.message, keys, streams)
        if fault:
            return fault
        psk = offer.psk
        label = call.label()
        protection.seal(
            context.scratch,
            label,
            psk.key,
            offer.encr_alg,
            offer.csb,
            offer.stamp,
            new,
            w.buf,
            pos,
        )
        end = pos + size
        protection.auth_key(context, label, psk, offer.auth_alg)
        view = memoryview(w.buf)[: end + 1]
        protection.put_mac(context, offer.auth_alg, (view,), w.buf, end + 1)
        call.offered(offer, w, Pending(psk, keys, streams))
        if not offer.v:
            call.pending = None
            call.release(streams, keys)
            call.derive(streams, keys, label)
        return 0

    def finish(self, call, message, accept=None):
        """Verify R_MESSAGE for `call` and release its keys; return a fault, which changes
        nothing.
        """
        return self._finish(call, message, accept)
        yield  # a generator, as of the modes whose work is long

    def _finish(self, call, message, accept):
        context = self.context
        buf = message.buf
        if call.pending is None:
            return errors.BAD_STATE
        if not call.pending.credential.key:
            return errors.NO_KEY  # replaced since the offer
        fault = message.check(_R_ALLOWED, _R_REQUIRED) or checks.id_fault(message)
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
        fault = checks.mac_fault(alg, call.prf, context.secure) or checks.echo_fault(message, call)
        if fault:
            return fault
        if message.total(_ID) and not checks.names(message, message.start(_ID), call.peer):
            return errors.WRONG_PEER
        label = call.label()
        pos = start + payloads.V_DATA
        parts = (memoryview(buf)[:pos], context.identity, call.peer, checks.stamp_view(message))
        protection.auth_key(context, label, call.pending.credential, alg)
        if not protection.mac_ok(context, alg, parts, buf, pos):
            return errors.AUTH_FAILED
        return call.conclude(message, label, accept)
