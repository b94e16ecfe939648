"""The caller of lib/mikey_kms builds the SAKKE vectors octet for octet, and calls a handset."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from conformance.data import octets, same, vectors
from conformance.psk import fill_offer
from conformance.sakke import _RSA, ready, with_id
from mikey.credentials import identifier
from mikey.crypto.soft.sakke import encapsulate, sign
from mikey.offer import Offer
from mikey_kms.caller import Caller, build
from mikey_kms.kms import Kms

VECTORS = [v for v in vectors("sakke")["vectors"] if v["name"] != _RSA]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["name"])
def test_built_octet_for_octet(vector):
    inputs = vector["inputs"]
    eccsi = inputs["eccsi"]
    offer = Offer(inputs["responder_uri"].encode())
    offer.v = 0
    offer.prf_alg = inputs["prf"]
    offer.csb[:] = octets(inputs["csb_id"])
    offer.rand = octets(inputs["rand"])
    fill_offer(offer, dict(inputs, v_flag=0))
    idrs = [(i["role"], i["id_type"], octets(i["data"])) for i in inputs["idr_payloads"]]
    identity = octets(inputs["responder_identifier"])
    z = octets(inputs["kms_responder"]["public_Z"])
    sealed = encapsulate(octets(inputs["sakke"]["ssv"]), identity, z)
    same(sealed.hex(), inputs["sakke"]["encapsulated_data"], "Encapsulated Data")

    def signer(message):
        keys = octets(eccsi["ssk"]), octets(eccsi["pvt"]), octets(eccsi["hs"])
        return sign(message, *keys, j=int(eccsi["j"], 16))

    same(build(offer, idrs, sealed, signer).hex(), vector["messages"][0]["hex"], "I_MESSAGE")


@pytest.mark.parametrize("prf", [0, 1])
@pytest.mark.parametrize("suite", ["AES_CM_128_HMAC_SHA1_80", "AEAD_AES_256_GCM"])
def test_a_fresh_call(prf, suite):
    kms = Kms.generate(lambda n: bytes(range(7, 7 + n)))
    caller_uri, peer = b"tel:+447700900123", b"tel:+447700900456"
    inputs = with_id(vectors("sakke")["vectors"][0])
    phone = ready(inputs)
    now = octets(inputs["receiver_clock"]["now_ntp"])
    name = identifier.identifier(identifier.period(now), peer)
    keys = kms.user(name, lambda n: bytes(range(9, 9 + n)))
    phone.keyring.wipe()
    phone.keyring.add_kms(b"kms.example.org", kms.Z, kms.kpak)
    phone.keyring.add_user(peer, identifier.period(now), keys.rsk, keys.ssk, keys.pvt)
    caller = Caller(caller_uri, kms, b"kms.example.org")
    message, own = caller.call(peer, now, [(b"\1\2\3\4", suite), (b"\5\6\7\x08", suite)], prf=prf)
    call = phone.receive(message)
    assert call.peer == caller_uri
    for ours, theirs in zip(call.streams, own.streams):
        assert bytes(ours.tek) == bytes(theirs.tek)
        assert bytes(ours.salt) == bytes(theirs.salt)
        assert ours.ssrc == theirs.ssrc
