"""MIKEY-SAKKE, the receiving side (RFC 6509, with RFC 6507 and RFC 6508).

I_MESSAGE = HDR, T, RAND, [IDRi], [IDRr], [IDRkmsi], [IDRkmsr], [CERT], {SP}, SAKKE, SIGN

One message, no answer: the V bit is ignored. Checks go from cheap to dear: identity, key period
and timestamp by comparison, then the replay cache, the signature (ECCSI about 1 M instructions),
and only then the pairing. The month of both identifiers is that of T, not of the local clock
(3.2).
"""

from mikey import errors
from mikey.credentials import identifier
from mikey.crypto import eccsi
from mikey.crypto.hash import sha256
from mikey.modes import checks
from mikey.modes.responder import BaseResponder
from mikey.port import const
from mikey.wire import header, kemac, payloads

MODE = "sakke"
INIT = header.SAKKE_INIT

# Payload numbers, and sets of them as bits.
_SIGN = const(4)
_T = const(5)
_CERT = const(7)
_RAND = const(11)
_IDR = const(14)
_SAKKE = const(26)
_ALLOWED = const(1 << 4 | 1 << 5 | 1 << 7 | 1 << 10 | 1 << 11 | 1 << 14 | 1 << 21 | 1 << 26)
_REQUIRED = const(1 << 4 | 1 << 5 | 1 << 11 | 1 << 26)

_ROLES = const(8)  # roles 0..7 of RFC 6043 6.6 and RFC 6509 4.4
_DATA = const(273)
_KEY = const(4)


class Responder(BaseResponder):
    """Receives I_MESSAGEs; see `modes.responder`."""

    needs_identity = False  # the key ring says whom it answers for

    def _clear(self):
        BaseResponder._clear(self)
        self._user = self._signer = self._kmsi = self._voucher = None

    def check(self, message):
        """Check all that needs no point arithmetic; return a fault."""
        self._clear()
        self.call = None
        fault = message.check(_ALLOWED, _REQUIRED) or checks.prf_fault(message)
        if fault:
            return fault
        if message.last() != _SIGN:
            return errors.BAD_ORDER
        if message.total(_CERT) > 1:
            return errors.DUPLICATE_PAYLOAD
        if checks.is_own_offer(self.context, message):
            return errors.WRONG_PEER  # a reflection (decision A66)
        return (
            self._field_fault(message)
            or checks.first_policy_fault(message)
            or checks.sdp_fault(message, self.context.sdp_ids)
            or self._identity_fault(message)
            or self._fresh_fault(message)
        )

    def _field_fault(self, message):
        """Check the fixed fields of T, SAKKE and SIGN (RFC 6509 2.2.1, 4.2, 4.3)."""
        buf = message.buf
        if buf[message.start(_T) + payloads.T_TYPE] == payloads.COUNTER:
            return errors.BAD_TS_TYPE
        start = message.start(_SAKKE)
        if buf[start + payloads.SAKKE_PARAMS] != payloads.PARAMETER_SET_1:
            return errors.BAD_SAKKE
        if buf[start + payloads.SAKKE_SCHEME] not in _SCHEMES:
            return errors.BAD_SAKKE
        if message.end(_SAKKE) - start - payloads.SAKKE_DATA != _DATA:
            return errors.BAD_SAKKE
        start = message.start(_SIGN)
        kind = buf[start] >> 4
        if kind == payloads.ECCSI:
            size = message.length - start - payloads.SIGN_DATA
            if size != eccsi.SIGNATURE_LEN or message.total(_CERT):
                return errors.BAD_SIGNATURE_FIELD  # RFC 6509 2.2.1: no CERT beside ECCSI
        elif kind > payloads.ECCSI or self.context.certificates is None:
            return errors.BAD_SIGNATURE_FIELD
        return 0

    def _identity_fault(self, message):
        """Find the signer, both KMSs and the user's own keys; return a fault."""
        context = self.context
        if context.keyring is None:
            return errors.NO_KEY
        found = [None] * _ROLES  # type: list[bytes | None]
        view = memoryview(message.buf)
        i = -1
        for _ in range(message.total(_IDR)):
            i = message.find(_IDR, i)
            start = message.starts[i]
            kind = message.buf[start + payloads.IDR_ROLE]
            id_type = message.buf[start + payloads.IDR_TYPE]
            if kind >= _ROLES or not kind or id_type > payloads.BYTE_STRING:
                return errors.BAD_ID  # decision A52
            if start + payloads.IDR_DATA == message.ends[i]:
                return errors.BAD_ID  # it would leave the name to signalling
            if found[kind] is not None:
                return errors.DUPLICATE_PAYLOAD
            found[kind] = bytes(view[start + payloads.IDR_DATA : message.ends[i]])
        kmsi = found[payloads.ROLE_KMS_INITIATOR] or found[payloads.ROLE_KMS]
        return self._own_fault(
            message,
            found[payloads.ROLE_RESPONDER] or context.target,
            found[payloads.ROLE_KMS_RESPONDER] or found[payloads.ROLE_KMS],
        ) or self._signer_fault(message, found[payloads.ROLE_INITIATOR] or context.origin, kmsi)

    def _own_fault(self, message, idr, kmsr):
        """Find the user's keys for the month of T, in force now (RFC 6509 3.2, 3.3)."""
        context = self.context
        stamp = self._stamp(message)
        now = context.scratch.now
        if not context.clock.now(now):
            return errors.CLOCK_UNSET
        if not context.keyring.users and not context.identity:
            return errors.NO_KEY
        uri = None
        if idr is not None:
            uri = identifier.normalise(idr) or idr
            if uri != context.identity and not context.keyring.has_user(uri):
                return errors.WRONG_PEER
        period = self._period = identifier.period(stamp)
        user = context.keyring.find_user(period, uri, now)
        self._user = user  # type: Any  # None only before
        if user is None:
            return errors.WRONG_PERIOD
        scheme = message.buf[message.start(_SAKKE) + payloads.SAKKE_SCHEME]
        if user.other_scheme != (scheme != payloads.TEL_MONTHLY):
            return errors.BAD_SAKKE
        if kmsr is not None and kmsr != user.kms.uri:
            return errors.UNKNOWN_KMS
        return 0

    def _signer_fault(self, message, idri, kmsi):
        """Form the signer's identifier and find its KMS: the user's own where none is named."""
        kms = self._user.kms if kmsi is None else self.context.keyring.find_kms(kmsi)
        self._kmsi = kms  # type: Any  # None only before
        if kms is None:
            return errors.UNKNOWN_KMS
        if idri is None:
            return errors.MISSING_PAYLOAD
        uri = identifier.normalise(idri)
        if uri is None:
            return errors.BAD_ID
        # A certificate vouches by itself, ECCSI by the KMS, for its own users alone.
        if message.buf[message.start(_SIGN)] >> 4 == payloads.ECCSI:
            if not self.context.keyring.vouches(kms, uri):
                return errors.UNKNOWN_KMS
        self._peer = uri
        self._signer = identifier.identifier(self._period, uri)
        return 0

    def _stamp(self, message):
        value = message.start(_T) + payloads.T_VALUE
        return memoryview(message.buf)[value : value + 8]

    def _fresh_fault(self, message):
        """Check T; a stored message against the time at which its store got it (RFC 6509 2.5)."""
        self._tag = sha256(self._signer).digest()[:4]
        stored = self.context.stored
        if stored is None:
            return checks.fresh_fault(self.context, message, self._tag)
        header.copy_csb_id(message.buf, self.context.scratch.csb)
        value = message.start(_T) + payloads.T_VALUE
        return self.context.replay.window_fault(stored, message.buf, value)

    def verify(self, message):
        """Verify the signature, then open the SAKKE payload, in steps; return a fault."""
        buf = message.buf
        fault = self._signature_fault(message)
        yield
        fault = fault or checks.proven_fault(self.context, message)
        if fault:
            return fault
        keys = self._keys = bytearray(_KEY + 16)
        kemac.put_key_data(keys, 0, False, kemac.TGK, bytes(16), None, kemac.KV_NULL, b"")
        call = self.call = self._new_call(message, MODE, self._peer)
        call.authority = self._voucher
        self._label = call.label()
        self._streams = []
        fault = call.plan(message, keys, self._streams)
        if fault:
            return fault
        # The pairing comes last: what else could fail is over.
        start = message.start(_SAKKE) + payloads.SAKKE_DATA
        receiver = self._user.receiver
        ssv = memoryview(keys)[_KEY:]
        yield from receiver.steps(memoryview(buf)[start : start + _DATA], ssv)
        return receiver.fault

    def _signature_fault(self, message):
        """Verify SIGN over the whole message but the signature itself (RFC 6509 4.3, 2.2.2)."""
        buf = message.buf
        start = message.start(_SIGN)
        pos = start + payloads.SIGN_DATA
        view = memoryview(buf)
        parts = (view[:pos],)
        signature = view[pos : message.length]
        if buf[start] >> 4 == payloads.ECCSI:
            self._voucher = self._kmsi.uri
            good = eccsi.verify(self._kmsi.kpak, self._signer, parts, signature)
            return 0 if good else errors.AUTH_FAILED
        octets = kind = None
        if message.total(_CERT):
            at = message.start(_CERT)
            kind = buf[at + payloads.CERT_TYPE]
            octets = bytes(view[at + payloads.CERT_DATA : message.end(_CERT)])
        fault = self.context.certificates.verify(
            buf[start] >> 4,
            octets,
            kind,
            self._peer,
            self._stamp(message),
            parts,
            signature,
        )
        self._voucher = self.context.certificates.voucher
        return fault

    def _remember(self, message):
        """Enter the message into the replay guard; a stored one is opened as often as its owner
        likes.
        """
        if self.context.stored is None:
            BaseResponder._remember(self, message)


_SCHEMES = (payloads.TEL_MONTHLY, payloads.MCX_HASHED)
