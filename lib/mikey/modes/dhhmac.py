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
from mikey.modes import checks, compose, half_key, protection
from mikey.modes.initiator import Pending, PresharedInitiator
from mikey.modes.preshared import PresharedResponder
from mikey.port import const
from mikey.steps import run
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
    return checks.mac_fault(message.buf[end], prf, secure)


def _mac_ok(context, label, psk, message):
    """Verify the MAC of KEMAC, which covers all that stands before it."""
    buf = message.buf
    pos = kemac.data_end(buf, message.start(_KEMAC))
    protection.auth_key(context, label, psk, buf[pos])
    return protection.mac_ok(context, buf[pos], (memoryview(buf)[: pos + 1],), buf, pos + 1)


def _write_kemac(context, alg, w):
    """Append KEMAC and its MAC; return whether there was room."""
    pos = kemac.write(w, kemac.ENCR_NULL, 0, alg)
    if pos < 0:
        return False
    protection.put_mac(context, alg, (memoryview(w.buf)[: pos + 1],), w.buf, pos + 1)
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


class Responder(PresharedResponder):
    """Receives I_messages; see `modes.responder`."""

    reports_failed_mac = True  # RFC 4650 4.1: a responder SHALL report it

    def _clear(self):
        PresharedResponder._clear(self)
        self._half = None

    def check(self, message):
        """Check all that needs no key operation; return a fault."""
        context = self.context
        self._clear()
        self.call = None
        buf = message.buf
        fault = message.check(_I_ALLOWED, _REQUIRED) or checks.prf_fault(message)
        fault = fault or checks.id_fault(message)
        fault = fault or _kemac_fault(message, header.prf(buf), context.secure)
        if fault:
            return fault
        if message.total(_ID) > 2 or message.total(_RAND) > 1 or message.total(_DH) > 1:
            return errors.DUPLICATE_PAYLOAD
        update = not message.total(_RAND)
        if not message.total(_ID) or (not update and not message.total(_DH)):
            return errors.MISSING_PAYLOAD
        fault = checks.first_policy_fault(message) or checks.sdp_fault(message, context.sdp_ids)
        if fault:
            return fault
        # IDr is mandatory and the last ID; a single one is IDr (RFC 4650 3).
        first = message.find(_ID)
        second = message.find(_ID, first)
        idr = second if second >= 0 else first
        if not checks.names(message, message.starts[idr], context.identity):
            return errors.WRONG_PEER
        idi = first if second >= 0 else -1
        fault = self._find_peer(message, idi, update, MODE)
        if not fault and idi < 0 and self._psk.peer == ANYBODY and not context.origin:
            return errors.MISSING_PAYLOAD  # the answer is to name the initiator
        return fault

    def verify(self, message):
        """Verify the MAC, plan the streams, then do the two exponentiations, in steps; return a
        fault.
        """
        context = self.context
        buf = message.buf
        call = self._begin_call(message, MODE)
        if not _mac_ok(context, self._label, self._psk, message):
            return errors.AUTH_FAILED
        fault = checks.proven_fault(context, message)
        if fault:
            return fault
        self._keys = call.keys
        renewed = message.total(_DH)
        group = value = 0
        if renewed:
            start = message.start(_DH)
            group = dh_payload.group(buf, start)
            value = dh_payload.value_pos(start)
            if not dh.valid(group, buf, value):
                return errors.BAD_DH_VALUE
            at = dh_payload.validity_pos(buf, start)
            kv_data = memoryview(buf)[at + 1 : message.end(_DH)]
            self._keys = _blank_keys(group, buf[at] & 15, kv_data)
        self._streams = []
        fault = call.plan(message, self._keys, self._streams)
        if fault or not renewed:
            return fault
        tgk = memoryview(self._keys)[_KEY : _KEY + dh.length(group)]
        self._half = yield from half_key.take(context, group)
        yield from half_key.agree(context, self._half, buf, value, tgk)
        return 0

    def commit(self, message, accept=None):
        """As `modes.responder.BaseResponder.commit`; then the half-key is used up."""
        fault = PresharedResponder.commit(self, message, accept)
        if not fault:
            half_key.use(self.context, self._half)
        return fault

    def drop(self):
        """Leave nothing of a receive behind, however it ended."""
        half_key.drop(self.context, self._half)
        PresharedResponder.drop(self)

    def wants_answer(self, message):
        """Return True: the response is mandatory, whatever V says (RFC 4650 3)."""
        return True

    def answer(self, message, streams):
        """Build R_message in the context's buffer; return a view of it, None without room."""
        context = self.context
        buf = message.buf
        w = context.writer
        compose.write_answer_header(w, message, RESP, streams)
        w.payload(payloads.ID, checks.id_type(context.identity), 0, context.identity)
        peer = self.call.peer
        w.payload(payloads.ID, checks.id_type(peer), 0, peer)
        if message.total(_DH):
            start = message.start(_DH)
            at = dh_payload.validity_pos(buf, start)
            kv_data = memoryview(buf)[at + 1 : message.end(_DH)]
            _write_dh(w, self._half, buf[at] & 15, kv_data)
            pos = w.add(_DH, message.end(_DH) - start)
            if pos >= 0:
                w.put(pos + 1, memoryview(buf)[start + 1 : message.end(_DH)])
        alg = buf[kemac.data_end(buf, message.start(_KEMAC))]
        return memoryview(w.buf)[: w.pos] if _write_kemac(context, alg, w) else None


class DhPending(Pending):
    """What waits for R_message: with new Diffie-Hellman values our half-key `half`, else None."""

    def __init__(self, credential, keys, streams, half):
        Pending.__init__(self, credential, keys, streams)
        self.half = half

    def close(self):
        """Zero the exponent."""
        if self.half is not None:
            self.half.wipe()


class Initiator(PresharedInitiator):
    """Makes offers and works out their answers."""

    def build(self, offer):
        """Write I_message from `offer` (mikey.offer.Offer) and return a fault.

        A half-key that was made ahead is used; else the exponentiation is done here. `rekey` False
        leaves DHi out of an update.
        """
        context = self.context
        fault = checks.mac_fault(offer.auth_alg, offer.prf_alg, context.secure)
        if fault:
            return fault
        call = self._begin(offer, MODE, INIT)
        keys = call.keys
        if offer.rekey:
            keys = _blank_keys(offer.dh_group, offer.kv, offer.kv_data)
        w = context.writer
        place = 0
        if offer.rekey:
            place = dh_payload.write(w, offer.dh_group, offer.kv, offer.kv_data)
        pos = kemac.write(w, kemac.ENCR_NULL, 0, offer.auth_alg)
        if pos < 0:
            return errors.NO_SPACE
        streams = []
        fault = context.message.written(w) or checks.policy_fault(context.message)
        fault = fault or call.plan(context.message, keys, streams)
        if fault:
            return fault
        half = None
        if offer.rekey:
            half = offer.half = run(half_key.take(context, offer.dh_group))
            w.put(place, half.y)
        protection.auth_key(context, call.label(), offer.psk, offer.auth_alg)
        view = memoryview(w.buf)[: pos + 1]
        protection.put_mac(context, offer.auth_alg, (view,), w.buf, pos + 1)
        call.offered(offer, w, DhPending(offer.psk, keys, streams, half))
        return 0

    def commit(self, offer):
        """The offer is made: its half-key is used up."""
        half_key.use(self.context, offer.half)

    def drop(self, offer):
        """Leave nothing of an offer that failed; a half-key made ahead is still to be used."""
        half_key.drop(self.context, offer.half)

    def finish(self, call, message, accept=None):
        """Verify R_message for `call` and release its keys, in steps; return a fault."""
        fault = self._check(call, message)
        if fault:
            return fault
        context = self.context
        pending = call.pending
        label = call.label()
        if not _mac_ok(context, label, pending.credential, message):
            return errors.AUTH_FAILED
        half = pending.half
        if half is None:
            return call.conclude(message, label, accept)
        value = dh_payload.value_pos(message.start(_DH))
        if not dh.valid(half.group, message.buf, value):
            return errors.BAD_DH_VALUE
        tgk = memoryview(pending.keys)[_KEY : _KEY + dh.length(half.group)]
        try:
            yield from half_key.agree(context, half, message.buf, value, tgk)
            if call.pending is None:
                return errors.BAD_STATE  # it was forgotten meanwhile
            return call.conclude(message, label, accept)
        finally:
            if call.pending is not None or not call.released:
                wipe(tgk)

    def _check(self, call, message):
        """Check all of R_message that needs no key operation; return a fault."""
        context = self.context
        buf = message.buf
        if call.pending is None:
            return errors.BAD_STATE
        if not call.pending.credential.key:
            return errors.NO_KEY  # replaced since the offer
        fault = message.check(_R_ALLOWED, _REQUIRED) or checks.id_fault(message)
        if not fault and header.prf(buf) != call.prf:
            fault = errors.BAD_PRF
        fault = fault or _kemac_fault(message, call.prf, context.secure)
        fault = fault or checks.echo_fault(message, call)
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
        if not checks.names(message, message.starts[idi], context.identity):
            return errors.WRONG_PEER
        if second >= 0 and not checks.names(message, message.starts[first], call.peer):
            return errors.WRONG_PEER
        return self._half_key_fault(call.pending.half, message)

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
