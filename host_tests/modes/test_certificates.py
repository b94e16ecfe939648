"""RSA signatures under certificates: the published messages, and signatures that are refused."""

import os
import re

import pytest
from cryptography.hazmat.primitives import hashes

from mikey.errors import AUTH_FAILED, BAD_CERT, NONE, MikeyError, code
from mikey.wire import payloads
from mikey.wire.message import Message
from mikey_host import certificates
from mikey_host.certificates import Certificates
from support.certificate_maker import (
    ALICE,
    BOB,
    DER,
    HERE,
    KEYS,
    MD5,
    NOW,
    PKCS1,
    SHA1,
    TEXT,
    check,
    issue,
    load,
    pss,
    signed,
)


@pytest.fixture(scope="module")
def trust():
    return Certificates([DER["root"]], [DER["subca"]])


def messages(file):
    """Yield (vector, message, index) of every message of a file that RSA signs."""
    for vector in load(file)["vectors"]:
        for m in vector["messages"]:
            octets = bytes.fromhex(m["hex"])
            index = Message()
            assert index.scan(octets, len(octets)) == NONE
            if index.last() == payloads.SIGN and octets[index.start(4)] >> 4 < payloads.ECCSI:
                yield vector, m, index


def first_cert(index):
    """Return (DER, Cert Type) of the first CERT payload."""
    at = index.start(payloads.CERT)
    return index.buf[at + 4 : index.end(payloads.CERT)], index.buf[at + 1]


# --- the published messages ---------------------------------------------------------------------


def test_sakke_message(trust):
    """sakke-09: the whole I_MESSAGE under the certificate in it, in pieces and tampered with."""
    ((vector, _, index),) = messages("sakke.json")
    assert vector["name"] == "sakke-09-rsa-signature"
    octets = memoryview(index.buf)
    start = index.start(payloads.SIGN) + payloads.SIGN_DATA
    der, cert_type = first_cert(index)
    uri = vector["inputs"]["initiator_uri"].encode()
    stamp = bytes.fromhex(vector["inputs"]["timestamp"]["value"])
    assert (der, cert_type) == (DER["alice_tel"], certificates.X509)

    def verify(parts, signature: object = octets[start:], uri=uri, der=der, cert_type=cert_type):
        return trust.verify(0, der, cert_type, uri, stamp, parts, signature)

    assert start == vector["outputs"]["signed_octets"]
    assert octets[start:].hex() == vector["outputs"]["signature"]
    assert verify((octets[:start],)) == NONE
    assert verify((octets[:7], octets[7:300], b"", octets[300:start])) == NONE
    assert verify((octets[: start - 1],)) == AUTH_FAILED
    assert verify(()) == AUTH_FAILED
    assert verify((octets,)) == AUTH_FAILED
    for at in range(0, start, 97):
        changed = bytearray(octets[:start])
        changed[at] ^= 1
        assert verify((changed,)) == AUTH_FAILED
    for at in range(0, 256, 51):
        changed = bytearray(octets[start:])
        changed[at] ^= 1
        assert verify((octets[:start],), changed) == AUTH_FAILED
    assert verify((octets[:start],), octets[start:-1]) == AUTH_FAILED
    assert verify((octets[:start],), bytes(1) + bytes(octets[start:])) == AUTH_FAILED
    assert verify((octets[:start],), b"") == AUTH_FAILED
    assert verify((octets[:start],), uri=b"tel:+44-7700-900123") == NONE
    assert verify((octets[:start],), uri=b"tel:+447700900456") == BAD_CERT
    assert verify((octets[:start],), uri=ALICE) == BAD_CERT
    assert verify((octets[:start],), der=DER["bob"]) == BAD_CERT
    assert verify((octets[:start],), cert_type=2) == NONE
    assert verify((octets[:start],), cert_type=1) == BAD_CERT
    assert verify((octets[:start],), cert_type=3) == BAD_CERT
    assert verify((octets[:start],), cert_type=4) == BAD_CERT


@pytest.mark.parametrize("file", ["pk.json", "dh.json", "rsar.json"])
def test_other_modes(file):
    """Each signed message of the other modes; certificates that it does not carry are given."""
    trust = Certificates([DER["root"]])
    trust.add(ALICE, DER["alice"])
    trust.add(BOB, DER["bob"])
    seen = 0
    for vector, m, index in messages(file):
        at = index.start(payloads.SIGN)
        parts = (index.buf[: at + payloads.SIGN_DATA],)
        if file == "rsar.json" and m["from"] == "responder":
            # RFC 4738 3.6: without the SIGN payload (decision A6), with IDi || IDr || T behind
            t = index.start(5)
            parts = (index.buf[:at], ALICE, BOB, index.buf[t + 2 : t + 10])
        der, cert_type = first_cert(index) if index.total(payloads.CERT) else (None, None)
        uri = ALICE if m["from"] == "initiator" else BOB
        fault = trust.verify(
            index.buf[at] >> 4, der, cert_type, uri, NOW,
            parts, index.buf[at + payloads.SIGN_DATA :],
        )  # fmt: skip
        if cert_type == certificates.X509_URL:
            assert fault == BAD_CERT
        elif vector["name"] == "pk-11-sha256-signature":
            assert fault == AUTH_FAILED
        else:
            assert fault == NONE, vector["name"]
        seen += 1
    assert seen > 5


def test_primitives(trust):
    """Both signature schemes over the same octets, and neither in the other's place."""
    rows = [v for v in load("primitives.json")["rsa"] if v["scheme"].startswith("RSASSA")]
    seen = []
    for v in rows:
        s_type = 1 if "PSS" in v["scheme"] else 0
        parts = (bytes.fromhex(v["message"]),)
        signature = bytes.fromhex(v["signature"])
        for der in (DER["alice"], DER["alice_sign"], DER["alice_sub"]):
            right = trust.verify(s_type, der, 0, ALICE, NOW, parts, signature)
            wrong = trust.verify(1 - s_type, der, 0, ALICE, NOW, parts, signature)
            assert wrong == AUTH_FAILED
            assert right == (NONE if v["hash"] == "sha1" else AUTH_FAILED)
        seen.append((s_type, v["hash"]))
    assert (0, "sha1") in seen and (1, "sha1") in seen


# --- signatures ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("s_type", "scheme", "algorithm", "fault"),
    [
        (0, PKCS1, SHA1, NONE),
        (1, pss(), SHA1, NONE),
        (0, PKCS1, hashes.SHA256(), AUTH_FAILED),
        (0, PKCS1, MD5, AUTH_FAILED),
        (1, pss(mgf=hashes.SHA256()), hashes.SHA256(), AUTH_FAILED),
        (1, pss(mgf=hashes.SHA256()), SHA1, AUTH_FAILED),
        (1, pss(salt=0), SHA1, AUTH_FAILED),
        (1, pss(salt=32), SHA1, AUTH_FAILED),
        (0, pss(), SHA1, AUTH_FAILED),
        (1, PKCS1, SHA1, AUTH_FAILED),
        (2, PKCS1, SHA1, AUTH_FAILED),
        (15, PKCS1, SHA1, AUTH_FAILED),
    ],
)
def test_schemes(trust, s_type, scheme, algorithm, fault):
    signature = signed(scheme=scheme, algorithm=algorithm)
    assert check(trust, DER["alice"], signature=signature, s_type=s_type) == fault


def test_another_key(trust):
    assert check(trust, DER["alice"], signature=signed(KEYS["mallory"])) == AUTH_FAILED
    assert check(trust, DER["bob"], uri=BOB) == AUTH_FAILED
    assert code(BAD_CERT) == 8


def test_short_pkcs1_hash_without_padding(trust):
    """A signature value that only ends like the right one (the padding is cut short)."""
    n = KEYS["alice"].private_numbers()
    info = bytes.fromhex("3021300906052b0e03021a05000414")
    digest = hashes.Hash(SHA1)
    digest.update(TEXT)
    digest = digest.finalize()

    def raw(block):
        return pow(int.from_bytes(block, "big"), n.d, n.public_numbers.n).to_bytes(256, "big")

    whole = b"\0\1" + b"\xff" * (256 - 3 - 35) + b"\0" + info + digest
    short = b"\0\1" + b"\xff" * 8 + b"\0" + info + digest
    short += bytes(256 - len(short))
    assert check(trust, DER["alice"], signature=raw(whole)) == NONE
    assert check(trust, DER["alice"], signature=raw(short)) == AUTH_FAILED
    bare = info[:4] + info[6:]
    assert check(trust, DER["alice"], signature=raw(bytes(256 - 20) + digest)) == AUTH_FAILED
    assert (
        check(trust, DER["alice"], signature=raw(bytes(256 - 33) + bare + digest)) == AUTH_FAILED
    )


# --- certificates given beforehand --------------------------------------------------------------


def test_added():
    trust = Certificates([DER["root"]])
    assert check(trust, None) == BAD_CERT
    trust.add(ALICE, DER["alice_expired"])
    assert check(trust, None) == BAD_CERT
    trust.add(b"SIP:alice@Example.COM", issue(key=KEYS["mallory"]))
    assert check(trust, None) == AUTH_FAILED
    trust.add(memoryview(ALICE), memoryview(DER["alice"]))
    assert check(trust, None) == NONE
    assert check(trust, None, cert_type=None) == NONE
    assert check(trust, None, uri=BOB) == BAD_CERT
    assert check(trust, None, uri=b"") == BAD_CERT
    assert check(trust, None, signature=b"") == AUTH_FAILED
    own = issue(issuer="Nobody", by=KEYS["alice"])
    fresh = Certificates([DER["root"]])
    fresh.add(ALICE, own)
    assert check(fresh, None) == BAD_CERT


def test_bad_configuration():
    for anchors, others in (((), ()), ((b"",), ()), ((DER["root"],), (b"0",))):
        with pytest.raises(MikeyError) as caught:
            Certificates(anchors, others)
        assert caught.value.fault == BAD_CERT
    trust = Certificates([DER["root"]])
    for uri, der in (
        (BOB, DER["alice"]),
        (BOB, issue(san=None)),
        (b"", DER["alice"]),
        (ALICE, DER["alice"][:-1]),
    ):
        with pytest.raises(MikeyError) as caught:
            trust.add(uri, der)
        assert caught.value.fault == BAD_CERT
    assert check(trust, None) == BAD_CERT


def test_key(trust):
    """The key to write an envelope to needs keyEncipherment, the key of a signer the other."""

    def key(purpose, der, cert_type, uri=BOB):
        found = trust.key(purpose, der, cert_type, uri, NOW)
        return found and found.public_numbers()

    bob = KEYS["bob"].public_key().public_numbers()
    assert key(certificates.ENCRYPTION, DER["bob_encr"], 3) == bob
    assert key(certificates.ENCRYPTION, DER["bob"], 0) == bob
    assert key(certificates.ENCRYPTION, DER["bob_encr"], 2) is None
    assert key(certificates.ENCRYPTION, DER["alice_sign"], 0, ALICE) is None
    assert key(certificates.SIGNING, DER["bob_encr"], 0) is None
    assert key(certificates.SIGNING, DER["bob"], 0) == bob
    assert key(certificates.SIGNING, DER["bob"], 3) is None
    assert trust.key(certificates.ENCRYPTION, None, None, BOB, NOW) is None


# --- what a device never has --------------------------------------------------------------------


def test_the_library_needs_no_host_package():
    root = os.path.join(HERE, "..", "lib", "mikey")
    seen = 0
    for folder, _, files in os.walk(root):
        for file in files:
            if file.endswith(".py"):
                seen += 1
                with open(os.path.join(folder, file)) as f:
                    text = f.read()
                assert not re.search(r"^\s*(from|import) mikey_host", text, re.M)
    assert seen > 50
