"""Which certificates are accepted: time, names, usage, keys, paths to an anchor."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from mikey.errors import BAD_CERT, NONE
from mikey_host import certificates, names
from mikey_host.certificates import Certificates
from support.certificate_maker import (
    ALICE,
    ALICE_URI,
    BOB,
    DER,
    ISSUES,
    KEYS,
    MD5,
    NOW,
    RSA_SHA256,
    SHA1,
    SHORT,
    SIGNS,
    body_of,
    check,
    issue,
    issued,
    ntp,
    signed,
    subca,
    usage,
)


@pytest.fixture(scope="module")
def trust():
    return Certificates([DER["root"]], [DER["subca"]])


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
