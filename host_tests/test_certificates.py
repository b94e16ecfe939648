"""Certificates and RSA signatures: the published PKI and messages, and all that is refused."""

import datetime
import json
import os
import re

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from mikey.errors import AUTH_FAILED, BAD_CERT, NONE, MikeyError, code
from mikey.wire import cert, sign
from mikey.wire.message import Message
from mikey_host import certificates, names
from mikey_host.certificates import Certificates

HERE = os.path.dirname(os.path.abspath(__file__))
ERA_0 = datetime.datetime(1900, 1, 1)
ALICE = b"sip:alice@example.com"
BOB = b"sip:bob@example.com"
TEXT = b"what is signed"


def load(name):
    with open(os.path.join(HERE, "vectors", name)) as f:
        return json.load(f)


PKI = load("pki.json")
DER = {n: bytes.fromhex(h) for n, h in {**PKI["certs_der"], **PKI["extra_certs"]}.items()}
KEYS = {
    name: serialization.load_pem_private_key(key["private_key_pem"].encode(), None)
    for name, key in PKI["keys"].items()
}
ROOT = x509.load_der_x509_certificate(DER["root"])


def ntp(year, month=1, day=15, hour=12):
    seconds = int((datetime.datetime(year, month, day, hour) - ERA_0).total_seconds())
    return (seconds & 0xFFFFFFFF).to_bytes(4, "big") + bytes(4)


NOW = ntp(2026)


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def usage(**allowed):
    bits = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
        "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{bit: allowed.get(bit, False) for bit in bits})


SIGNS = usage(digital_signature=True)
ISSUES = usage(key_cert_sign=True, crl_sign=True)
ALICE_URI = x509.UniformResourceIdentifier("sip:alice@example.com")


def issue(
    key=KEYS["alice"],
    issuer="Oracle Root CA",
    by=KEYS["ca"],
    subject="Alice",
    san=(ALICE_URI,),
    ku=SIGNS,
    eku=None,
    ca=False,
    path_length=None,
    extra=(),
    years=(2010, 2050),
):
    """Return the DER of a certificate with Alice's identity, or one that differs as told."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key if isinstance(key, rsa.RSAPublicKey) else key.public_key())
        .serial_number(77)
        .not_valid_before(datetime.datetime(years[0], 1, 1))
        .not_valid_after(datetime.datetime(years[1], 1, 1))
        .add_extension(x509.BasicConstraints(ca, path_length), True)
    )
    if san:
        builder = builder.add_extension(x509.SubjectAlternativeName(san), False)
    if ku:
        builder = builder.add_extension(ku, True)
    if eku:
        builder = builder.add_extension(x509.ExtendedKeyUsage(eku), False)
    for extension, critical in extra:
        builder = builder.add_extension(extension, critical)
    return builder.sign(by, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def subca(**changes):
    return issue(
        **{
            "key": KEYS["subca"],
            "subject": "Sub",
            "san": None,
            "ku": ISSUES,
            "ca": True,
            **changes,
        }
    )


PKCS1 = padding.PKCS1v15()
SHA1 = hashes.SHA1()
MD5 = hashes.MD5()


def pss(salt=20, mgf=None):
    return padding.PSS(padding.MGF1(mgf or SHA1), salt)


def signed(key=KEYS["alice"], scheme=PKCS1, algorithm=None):
    return key.sign(TEXT, scheme, algorithm or SHA1)


SIGNATURE = signed()
SHORT = rsa.generate_private_key(65537, 1024)


RSA_SHA256 = bytes.fromhex("300d06092a864886f70d01010b0500")


def issued(body, by=KEYS["ca"], algorithm=RSA_SHA256, digest=None):
    """Return the DER of a certificate of any body, truly signed."""
    tail = algorithm + b"\x03\x82\x01\x01\0" + by.sign(body, PKCS1, digest or hashes.SHA256())
    return b"\x30\x82" + (len(body) + len(tail)).to_bytes(2, "big") + body + tail


def body_of(der):
    """Return the octets of a certificate that are signed."""
    return x509.load_der_x509_certificate(der).tbs_certificate_bytes


@pytest.fixture(scope="module")
def trust():
    return Certificates([DER["root"]], [DER["subca"]])


def check(trust, der, uri=ALICE, stamp=NOW, signature=SIGNATURE, cert_type=0, s_type=0, chain=()):
    return trust.verify(s_type, der, cert_type, uri, stamp, (TEXT,), signature, chain)


def messages(file):
    """Yield (vector, message, index) of every message of a file that RSA signs."""
    for vector in load(file)["vectors"]:
        for m in vector["messages"]:
            octets = bytes.fromhex(m["hex"])
            index = Message()
            assert index.scan(octets, len(octets)) == NONE
            if index.last() == sign.TYPE and sign.s_type(octets, index.start(4)) < sign.ECCSI:
                yield vector, m, index


def first_cert(index):
    """Return (DER, Cert Type) of the first CERT payload."""
    at = index.start(cert.TYPE)
    return index.buf[at + 4 : index.end(cert.TYPE)], index.buf[at + 1]


# --- the published messages ---------------------------------------------------------------------


def test_sakke_message(trust):
    """sakke-09: the whole I_MESSAGE under the certificate in it, in pieces and tampered with."""
    ((vector, _, index),) = messages("sakke.json")
    assert vector["name"] == "sakke-09-rsa-signature"
    octets = memoryview(index.buf)
    start = sign.data(index.start(sign.TYPE))
    der, cert_type = first_cert(index)
    uri = vector["inputs"]["initiator_uri"].encode()
    stamp = bytes.fromhex(vector["inputs"]["timestamp"]["value"])
    assert (der, cert_type) == (DER["alice_tel"], certificates.X509)

    def verify(parts, signature=octets[start:], uri=uri, der=der, cert_type=cert_type):
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
        at = index.start(sign.TYPE)
        parts = (index.buf[: sign.data(at)],)
        if file == "rsar.json" and m["from"] == "responder":
            # RFC 4738 3.6: without the SIGN payload (decision A6), with IDi || IDr || T behind
            t = index.start(5)
            parts = (index.buf[:at], ALICE, BOB, index.buf[t + 2 : t + 10])
        der, cert_type = first_cert(index) if index.total(cert.TYPE) else (None, None)
        uri = ALICE if m["from"] == "initiator" else BOB
        fault = trust.verify(
            sign.s_type(index.buf, at), der, cert_type, uri, NOW,
            parts, index.buf[sign.data(at) :],
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


# --- certificates -------------------------------------------------------------------------------


def test_time(trust):
    assert check(trust, DER["alice_expired"]) == BAD_CERT
    assert check(trust, DER["alice_expired"], stamp=ntp(2011)) == NONE
    assert check(trust, DER["alice_expired"], stamp=ntp(2009)) == BAD_CERT
    assert check(trust, DER["alice"], stamp=ntp(2009, 12, 31)) == BAD_CERT
    assert check(trust, DER["alice"], stamp=ntp(2040)) == NONE  # NTP era 1
    assert check(trust, DER["alice"], stamp=ntp(2050)) == BAD_CERT
    second = int.from_bytes(ntp(2012, 1, 1, 0)[:4], "big")
    last = second.to_bytes(4, "big") + b"\xff" * 4
    after = (second + 1).to_bytes(4, "big") + bytes(4)
    assert check(trust, DER["alice_expired"], stamp=last) == NONE
    assert check(trust, DER["alice_expired"], stamp=after) == BAD_CERT
    for stamp in (b"", NOW[:4], NOW + b"\0", bytes(8)):
        assert check(trust, issue(years=(2010, 2030)), stamp=stamp) == BAD_CERT


@pytest.mark.parametrize(
    "changes",
    [
        {"years": (2027, 2040)},
        {"san": None},
        {"san": (x509.UniformResourceIdentifier("sip:bob@example.com"),)},
        {"san": (x509.DNSName("example.com"),)},
        {"san": (x509.RFC822Name("alice@example.com"),)},
        {"san": (x509.RFC822Name("sip:alice@example.com"),)},
        {"san": (x509.UniformResourceIdentifier("sip:*@example.com"),)},
        {"san": (x509.UniformResourceIdentifier("sips:alice@example.com"),)},
        {"san": None, "subject": "sip:alice@example.com"},
        {"ku": None},
        {"ku": usage(key_encipherment=True)},
        {"ku": usage(content_commitment=True)},
        {"ku": usage(digital_signature=True, key_cert_sign=True)},
        {"ca": True},
        {"eku": [ExtendedKeyUsageOID.SERVER_AUTH]},
        {"eku": [ExtendedKeyUsageOID.CODE_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]},
        {"by": KEYS["mallory"]},
        {"issuer": "Alice", "by": KEYS["alice"]},
        {"issuer": "Nobody"},
        {"key": ec.generate_private_key(ec.SECP256R1())},
        {"extra": [(x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3"), b"\5\0"), True)]},
    ],
    ids=str,
)
def test_refused(trust, changes):
    assert check(trust, issue(**changes)) == BAD_CERT


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"ku": usage(digital_signature=True, key_encipherment=True)},
        {"eku": [ExtendedKeyUsageOID.CLIENT_AUTH]},
        {"eku": [ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE]},
        {
            "san": (
                x509.DNSName("example.com"),
                x509.UniformResourceIdentifier("tel:+1"),
                ALICE_URI,
            )
        },
        {"san": (x509.UniformResourceIdentifier("SIP:alice@EXAMPLE.com"),)},
        {"extra": [(x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3"), b"\5\0"), False)]},
    ],
    ids=str,
)
def test_accepted(trust, changes):
    assert check(trust, issue(**changes)) == NONE


def test_published_certificates(trust):
    assert check(trust, DER["alice_fake"]) == BAD_CERT
    assert check(trust, DER["alice_fake"], chain=(DER["mallory"],)) == BAD_CERT
    assert check(trust, DER["mallory"], signature=signed(KEYS["mallory"])) == BAD_CERT
    signature = signed(KEYS["bob"])
    assert check(trust, DER["bob"], BOB, signature=signature) == NONE
    assert check(trust, DER["bob_encr"], BOB, signature=signature) == BAD_CERT
    assert check(trust, DER["bob_encr"], BOB, signature=signature, cert_type=3) == BAD_CERT
    assert check(trust, DER["alice_sign"], cert_type=2) == NONE
    other = Certificates([DER["mallory"]])
    assert check(other, DER["alice"]) == BAD_CERT
    assert check(other, DER["alice"], chain=(DER["root"],)) == BAD_CERT


def test_key_size(trust):
    """1024 bits are the least, for a peer."""
    assert check(trust, issue(key=SHORT), signature=signed(SHORT)) == NONE
    for bits in (1023, 1000, 512):
        key = rsa.RSAPublicNumbers(65537, (1 << bits - 1) + 1).public_key()
        assert key.key_size == bits
        assert check(trust, issue(key=key), signature=signed(SHORT)) == BAD_CERT


def test_certificates_key_of_pss(trust):
    """A key marked id-RSASSA-PSS is refused: its parameters may forbid SHA-1."""
    spki = (
        KEYS["alice"]
        .public_key()
        .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    plain = bytes.fromhex("300d06092a864886f70d0101010500")
    marked = bytes.fromhex("300d06092a864886f70d01010a3000")
    body = body_of(issue())
    assert spki in body and body.count(plain) == 1
    assert check(trust, issued(body)) == NONE
    assert check(trust, issued(body.replace(plain, marked))) == BAD_CERT


def test_digest_of_a_certificate(trust):
    """SHA-1 serves the messages, whose format names no other; a certificate may not use it."""
    leaf = issue(issuer="Sub", by=KEYS["subca"])
    for oid, digest, fault in (("0b", None, NONE), ("05", SHA1, BAD_CERT), ("04", MD5, BAD_CERT)):
        algorithm = bytes.fromhex("300d06092a864886f70d0101" + oid + "0500")

        def remade(der, algorithm=algorithm, digest=digest):
            body = body_of(der)
            assert body.count(RSA_SHA256) == 1
            return issued(body.replace(RSA_SHA256, algorithm), KEYS["ca"], algorithm, digest)

        assert check(trust, remade(issue())) == fault
        assert check(trust, leaf, chain=(remade(subca()),)) == fault


# --- paths --------------------------------------------------------------------------------------


def test_intermediate():
    bare = Certificates([DER["root"]])
    assert check(bare, DER["alice_sub"]) == BAD_CERT
    assert check(bare, DER["alice_sub"], chain=(DER["subca"],)) == NONE
    assert check(bare, DER["alice_sub"], chain=(DER["bob"], DER["subca"], DER["root"])) == NONE
    assert check(bare, DER["alice_sub"], chain=(DER["subca"], b"none")) == BAD_CERT
    assert check(Certificates([DER["root"]], [DER["subca"]]), DER["alice_sub"]) == NONE
    assert check(Certificates([DER["subca"]]), DER["alice_sub"]) == NONE
    assert check(Certificates([DER["subca"]]), DER["alice"]) == BAD_CERT


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, NONE),
        ({"path_length": 0}, NONE),
        ({"ca": False}, BAD_CERT),
        ({"ku": SIGNS}, BAD_CERT),
        ({"ku": None}, BAD_CERT),
        ({"years": (2010, 2020)}, BAD_CERT),
        ({"by": KEYS["mallory"]}, BAD_CERT),
        ({"extra": [(x509.NameConstraints([ALICE_URI], None), True)]}, BAD_CERT),
        (
            {"extra": [(x509.NameConstraints(
                [x509.UniformResourceIdentifier("example.org")], None), True)]},
            BAD_CERT,
        ),
    ],
    ids=str,
)  # fmt: skip
def test_issuer(changes, fault):
    """A name constraint on URIs is not understood, so it refuses."""
    trust = Certificates([DER["root"]])
    der = issue(issuer="Sub", by=KEYS["subca"])
    assert check(trust, der, chain=(subca(**changes),)) == fault


def test_issuer_that_is_a_peer():
    """Bob's certificate is good, and good for nobody else's."""
    trust = Certificates([DER["root"], DER["bob"]], [DER["bob"]])
    der = issue(issuer="Bob", by=KEYS["bob"])
    assert check(trust, der, chain=(DER["bob"],)) == BAD_CERT


def test_path_length():
    top = subca(path_length=0)
    below = issue(
        key=KEYS["mallory"], issuer="Sub", by=KEYS["subca"], subject="Below",
        san=None, ku=ISSUES, ca=True,
    )  # fmt: skip
    leaf = issue(issuer="Below", by=KEYS["mallory"])
    trust = Certificates([DER["root"]])
    assert check(trust, leaf, chain=(below, top)) == BAD_CERT
    assert check(trust, leaf, chain=(below, subca(path_length=1))) == NONE


def test_weak_issuer():
    trust = Certificates([DER["root"]])
    leaf = issue(issuer="Sub", by=SHORT)
    assert check(trust, leaf, chain=(subca(key=SHORT),)) == BAD_CERT


def test_elliptic_issuer():
    curve = ec.generate_private_key(ec.SECP256R1())
    trust = Certificates([DER["root"]])
    assert check(trust, issue(issuer="Sub", by=curve), chain=(subca(key=curve),)) == NONE


def test_pinned_peer():
    """A self-signed certificate is as good as its place among the anchors."""
    own = issue(issuer="Alice", by=KEYS["alice"])
    assert check(Certificates([DER["root"]]), own) == BAD_CERT
    assert check(Certificates([DER["root"]]), own, chain=(own,)) == BAD_CERT
    pinned = Certificates([own])
    assert check(pinned, own) == NONE
    assert check(pinned, own, uri=BOB) == BAD_CERT
    assert check(pinned, own, stamp=ntp(2060)) == BAD_CERT
    assert check(pinned, DER["alice"]) == BAD_CERT
    bobs = issue(key=KEYS["bob"], issuer="Alice", by=KEYS["alice"], subject="Bob")
    assert check(pinned, bobs, signature=signed(KEYS["bob"])) == BAD_CERT


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


# --- names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (b"sip:alice@example.com", b"sip:alice@example.com"),
        (b"SIP:Alice@EXAMPLE.com;Transport=X", b"sip:Alice@example.com;Transport=X"),
        (b"sips:a@B?Subject=Q", b"sips:a@b?Subject=Q"),
        (b"sip:Example.com", b"sip:example.com"),
        (b"tel:+44-7700-900123", b"tel:+447700900123"),
        (b"TEL:+44%2D7700", b"tel:+447700"),
        (b"tel:7700;phone-context=+44", None),
        (b"tel:", None),
        (b"URN:X", b"urn:X"),
        (b"Alice@Example.com", b"Alice@example.com"),
        (b"alice", None),
        (b"@example.com", None),
        (b"alice@", None),
        (b":x", None),
        (b"sip:", None),
        (b"", None),
    ],
)
def test_canonical(text, form):
    assert names.canonical(text) == form
    if form:
        assert names.canonical(form) == form


def test_mail_name(trust):
    der = issue(san=(x509.RFC822Name("alice@Example.com"),))
    assert check(trust, der, uri=b"alice@example.com") == NONE
    assert check(trust, der, uri=b"Alice@example.com") == BAD_CERT
    assert check(trust, DER["alice"], uri=b"alice@example.com") == BAD_CERT
    der = issue(san=(x509.UniformResourceIdentifier("alice@example.com"),))
    assert check(trust, der, uri=b"alice@example.com") == BAD_CERT


def test_identities():
    both = issue(san=(x509.DNSName("a"), ALICE_URI, x509.RFC822Name("a@b")))
    assert certificates.identities(both) == [ALICE, b"a@b"]
    assert certificates.identities(DER["alice_tel"]) == [b"tel:+447700900123"]
    assert certificates.identities(issue(san=None)) == []
    assert certificates.identities(b"") == []


# --- nothing but faults comes out ---------------------------------------------------------------

FAULTS = (NONE, AUTH_FAILED, BAD_CERT)
octet_strings = st.binary(max_size=400)


@st.composite
def spoiled(draw, whole):
    """Draw changed octets of `whole`: some set, a piece cut out or put in."""
    data = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data) - 1))
        kind = draw(st.integers(0, 3))
        if kind < 2:
            data[at] = draw(st.integers(0, 255))
        elif kind == 2:
            del data[at : at + draw(st.integers(1, 8))]
        else:
            data[at:at] = draw(st.binary(max_size=8))
    return bytes(data)


@settings(max_examples=400, deadline=None)
@given(
    octet_strings, st.integers(0, 255), octet_strings, st.binary(max_size=9), octet_strings,
    st.integers(0, 15), st.lists(octet_strings, max_size=3),
)  # fmt: skip
def test_any_octets(trust, der, cert_type, uri, stamp, signature, s_type, chain):
    assert check(trust, der, uri, stamp, signature, cert_type, s_type, chain) == BAD_CERT
    good = (DER["alice"], uri, stamp, signature, cert_type % 4, s_type, chain)
    assert check(trust, *good) in (AUTH_FAILED, BAD_CERT)
    assert certificates.identities(der) == []


@pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")
@settings(max_examples=800, deadline=None)
@given(spoiled(DER["alice"]))
def test_spoiled_certificate(trust, der):
    expected = (NONE,) if der == DER["alice"] else (AUTH_FAILED, BAD_CERT)
    assert check(trust, der) in expected
    assert isinstance(certificates.identities(der), list)


RICH = body_of(
    issue(
        key=SHORT,
        eku=[ExtendedKeyUsageOID.CLIENT_AUTH],
        san=(
            ALICE_URI,
            x509.DirectoryName(name("Alice")),
            x509.OtherName(x509.ObjectIdentifier("1.2.3"), b"\5\0"),
            x509.RegisteredID(x509.ObjectIdentifier("1.2.3")),
        ),
    )
)


@pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")
@settings(max_examples=800, deadline=None)
@given(spoiled(RICH))
def test_spoiled_before_signing(trust, body):
    """The CA vouches for malformed octets: deep inside, still only faults."""
    der = issued(body)
    assert check(trust, der) in (AUTH_FAILED, BAD_CERT)
    assert check(trust, DER["alice"], chain=(der,)) in (NONE, BAD_CERT)
    assert isinstance(certificates.identities(der), list)


@pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")
@settings(max_examples=400, deadline=None)
@given(spoiled(body_of(subca())))
def test_spoiled_issuer(body):
    trust = Certificates([DER["root"]])
    leaf = issue_below()
    assert check(trust, leaf, chain=(issued(body),)) in FAULTS


_BELOW = []


def issue_below():
    if not _BELOW:
        _BELOW.append(issue(issuer="Sub", by=KEYS["subca"]))
    return _BELOW[0]


@settings(max_examples=300, deadline=None)
@given(spoiled(SIGNATURE), st.integers(0, 1))
def test_spoiled_signature(trust, signature, s_type):
    fault = check(trust, DER["alice"], signature=signature, s_type=s_type)
    assert fault == (NONE if (signature, s_type) == (SIGNATURE, 0) else AUTH_FAILED)


def test_names_of_no_known_kind(trust):
    """x400Address is a name that the certificate library cannot show."""
    uri = b"\x86\x15" + ALICE
    assert uri in RICH
    assert check(trust, issued(RICH), signature=signed(SHORT)) == NONE
    for odd in (b"\xa3", b"\xa5", b"\x82", b"\x87"):
        der = issued(RICH.replace(uri, odd + uri[1:]))
        assert check(trust, der) == BAD_CERT


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
