"""Whatever octets come in place of a certificate or a signature, a fault comes out."""

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given, settings
from hypothesis import strategies as st

from mikey.errors import AUTH_FAILED, BAD_CERT, NONE
from mikey_host import certificates
from mikey_host.certificates import Certificates
from support.certificate_maker import (
    ALICE,
    ALICE_URI,
    DER,
    KEYS,
    SHORT,
    SIGNATURE,
    body_of,
    check,
    issue,
    issued,
    name,
    signed,
    subca,
)


@pytest.fixture(scope="module")
def trust():
    return Certificates([DER["root"]], [DER["subca"]])


BELOW = issue(issuer="Sub", by=KEYS["subca"])
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
    assert check(trust, BELOW, chain=(issued(body),)) in FAULTS


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
