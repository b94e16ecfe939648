"""A MIKEY-SAKKE caller for simulations: builds and signs I_MESSAGEs (RFC 6509 2.2.1).

    caller = Caller(b"tel:+447700900123", kms, kms_uri)
    message, call = caller.call(b"tel:+447700900456", now, [ssrc])

`call.streams` are the caller's own SRTP keys. For hosts: a device receives only.
"""

import os

from mikey import srtp
from mikey.call import Call
from mikey.credentials import identifier
from mikey.crypto.soft.sakke import encapsulate
from mikey.crypto.soft.sakke import sign as sign_message
from mikey.modes import compose
from mikey.offer import Offer, pack
from mikey.wire import header, kemac, payloads
from mikey.wire.message import Message
from mikey.wire.writer import Writer

_BUFFER = 4096


def build(offer, idrs, encapsulated, signer, scheme=payloads.TEL_MONTHLY, buffer=None):
    """Return an I_MESSAGE (bytes) of `offer` (mikey.offer.Offer).

    `idrs`: tuples (ID role, ID Type, octets); `encapsulated`: the Encapsulated Data; `signer`: a
    function that gives the signature, 129 octets, of the octets before it.
    """
    w = Writer(bytearray(_BUFFER) if buffer is None else buffer)
    compose.write_header(w, header.SAKKE_INIT, offer)
    w.payload(payloads.RAND, 0, 0, offer.rand)
    for id_role, kind, octets in idrs:
        w.payload(payloads.IDR, id_role, kind, octets)
    compose.write_policies(w, offer)
    w.payload(payloads.SAKKE, payloads.PARAMETER_SET_1, scheme, encapsulated)
    pos = w.room(payloads.SIGN, payloads.ECCSI, 0, 129)
    w.put(pos, signer(bytes(w.buf[:pos])))
    return bytes(w.buf[: w.pos])


class Caller:
    """A user who can call: `uri` (octets), its Kms (mikey_kms.kms.Kms) and that KMS's URI."""

    def __init__(self, uri, kms, kms_uri, random=None):
        self.uri = uri
        self._kms = kms
        self._kms_uri = kms_uri
        self._random = random or os.urandom  # not every device has it
        self._keys = {}

    def _user(self, period):
        """Return the caller's signing keys for the month of a message."""
        if period not in self._keys:
            name = identifier.identifier(period, self.uri)
            self._keys[period] = self._kms.signing_pair(name, self._random)
        return self._keys[period]

    def call(self, peer, now, streams, peer_kms=None, ssv=None, prf=0):
        """Make an I_MESSAGE for `peer` (a `tel` URI) at `now` (8 octets, NTP-UTC).

        `streams`: SSRCs (4 octets) or tuples (SSRC, suite name); `peer_kms`: (Z, URI) where the
        peer has another KMS; `ssv`: 16 octets, else fresh. Returns (message, the caller's Call).
        """
        period = identifier.period(now)
        ssv = self._random(16) if ssv is None else ssv
        z, kms_uri = (self._kms.Z, self._kms_uri) if peer_kms is None else peer_kms
        offer = Offer(peer)
        offer.v = 0
        offer.prf_alg = prf
        offer.csb[:] = self._random(4)
        offer.rand = self._random(32 if prf else 16)
        offer.stamp[:] = now
        offer.map_type = header.GENERIC_ID
        for index, stream in enumerate(streams):
            ssrc, suite = stream if isinstance(stream, tuple) else (stream, srtp.DEFAULT)
            offer.policies.append((index, srtp.SUITES[suite]))
            row = (index + 1, bytes((index,)), ssrc, bytes(4), bytes(2), b"")
            offer.entries.append(row)
        idrs = [
            (payloads.ROLE_INITIATOR, payloads.URI, self.uri),
            (payloads.ROLE_RESPONDER, payloads.URI, peer),
            (payloads.ROLE_KMS_INITIATOR, payloads.URI, self._kms_uri),
            (payloads.ROLE_KMS_RESPONDER, payloads.URI, kms_uri),
        ]
        sealed = encapsulate(ssv, identifier.identifier(period, peer), z)
        ssk, pvt, hs = self._user(period)

        def signer(octets):
            return sign_message(octets, ssk, pvt, hs, random=self._random)

        message = build(offer, idrs, sealed, signer)
        return message, _own_call(offer, message, ssv)


def _own_call(offer, message, ssv):
    """Return the caller's Call with its SRTP keys (RFC 6509 3.1: the SSV is the TGK)."""
    call = Call("sakke", offer.peer, True, offer.prf_alg, offer.csb, offer.rand)
    keys = pack([(kemac.TGK, ssv, None, kemac.KV_NULL, b"")])
    index = Message()
    index.scan(message, len(message))
    streams = []
    fault = call.plan(index, keys, streams)
    if fault:
        raise ValueError("the message does not describe its streams")
    call.derive(streams, keys, call.label())
    call.release(streams, keys)
    return call
