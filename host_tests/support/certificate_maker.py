"""Certificates and signatures for tests: the published PKI, and what its CA might also issue."""

import datetime
import json
import os

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # host_tests
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
}  # type: dict[str, Any]  # RSA


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


def check(
    trust,
    der,
    uri=ALICE,
    stamp=NOW,
    signature=SIGNATURE,
    cert_type: object = 0,
    s_type=0,
    chain=(),
):
    return trust.verify(s_type, der, cert_type, uri, stamp, (TEXT,), signature, chain)
