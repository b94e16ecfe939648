"""RSA signatures under certificates: SIGN with CERT (RFC 3830 4.2.6, 4.3.1, 6.5, 6.7).

`Certificates` knows a host's trust anchors. It serves every mode that signs: it is handed a
certificate, an identity, a time and the signed octets, and knows nothing of the message they come
from. Certificates are neither fetched (Cert Type 1, X.509v3 URL, is refused) nor looked up in
revocation lists: what may be used is what the anchors vouch for, at the time asked about.
"""

import datetime
import hashlib

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa, utils
from cryptography.x509 import verification
from cryptography.x509.oid import ExtendedKeyUsageOID, PublicKeyAlgorithmOID

from mikey.errors import AUTH_FAILED, BAD_CERT, NONE, MikeyError
from mikey_host import names

# Cert Type, RFC 3830 table 6.7.b
X509 = 0
X509_URL = 1
X509_SIGN = 2
X509_ENCR = 3

# What a certificate's key is wanted for, and the Cert Types that may carry it.
SIGNING = "digital_signature"
ENCRYPTION = "key_encipherment"
_TYPES = {SIGNING: (X509, X509_SIGN), ENCRYPTION: (X509, X509_ENCR)}

# The least that is not forged by anybody; RFC 3830's own time knew nothing longer. A CA's key has
# 2048 bits at least, and no certificate is signed with SHA-1: cryptography's policy sees to both.
_MIN_BITS = 1024

# S type, RFC 3830 table 6.5. No hash goes with it: RFC 3830 4.2.1 makes SHA-1 mandatory, and PKCS
# #1 has MGF1-SHA-1 and a salt of 20 octets for PSS by default.
_SHA1 = hashes.SHA1()  # noqa: S303
_PADDINGS = {
    0: padding.PKCS1v15(),
    1: padding.PSS(mgf=padding.MGF1(_SHA1), salt_length=20),
}

# MIKEY has no extended key usage of its own.
_CLIENT = {ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}

_ERA_0 = datetime.datetime(1900, 1, 1)

# All that cryptography raises for octets that are no certificate, or not an acceptable one.
_REFUSED = (
    TypeError,  # for a name whose octets are a BIT STRING, where text belongs
    ValueError,
    UnsupportedAlgorithm,
    verification.VerificationError,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)


def _moment(stamp):
    """Return the UTC time of an NTP timestamp of 8 octets (RFC 4330 3: eras from 1968 to 2104)."""
    if len(stamp) != 8:
        raise ValueError
    seconds = int.from_bytes(stamp[0:4], "big")
    if not seconds >> 31:
        seconds += 1 << 32
    return _ERA_0 + datetime.timedelta(seconds=seconds)


def _loaded(ders, detail):
    """Return the certificates of `ders`; MikeyError(BAD_CERT) on anything else."""
    try:
        return [x509.load_der_x509_certificate(bytes(der)) for der in ders]
    except _REFUSED:
        raise MikeyError(BAD_CERT, None, detail)


def identities(der):
    """Return the identities that a certificate claims, a list of octets, unchecked.

    `der`: octets of anything. For messages with CERT and no ID (RFC 3830 3.2, 3.3): `verify`
    then proves one of them. Empty when there are none or `der` is no certificate.
    """
    try:
        certificate = x509.load_der_x509_certificate(bytes(der))
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (*_REFUSED, x509.ExtensionNotFound):
        return []
    return names.identities(found)


def _allows(purpose):
    """Return the check that keyUsage allows `purpose` and no CA's work (RFC 5280 4.2.1.3)."""

    def check(policy, certificate, usage):
        if usage.key_cert_sign or not getattr(usage, purpose):
            raise ValueError

    return check


def _extended(policy, certificate, usages):
    """Check that extendedKeyUsage, where there is one, allows a client (RFC 5280 4.2.1.12)."""
    if usages is not None and not _CLIENT.intersection(usages):
        raise ValueError


def _peer_policy(purpose):
    """Return what a peer's certificate has to have: RFC 5280's rules, not those of the Web.

    The Web's would ask for an authority key identifier and let keyUsage be absent.
    """
    either = verification.Criticality.AGNOSTIC
    return (
        verification.ExtensionPolicy.webpki_defaults_ee()
        .may_be_present(x509.AuthorityKeyIdentifier, either, None)
        .may_be_present(x509.ExtendedKeyUsage, either, _extended)
        .require_present(x509.KeyUsage, either, _allows(purpose))
    )


class Certificates:
    """Certificates that lead to trust anchors, and signatures under them.

    `anchors`: DER octets of the certificates that are trusted, one at least: roots, other CAs, or
    the very certificates of peers (RFC 3830 4.3.2). `intermediates`: DER octets of CA certificates
    that are not trusted by themselves but may stand in a path. MikeyError(BAD_CERT) on octets that
    are no X.509 certificate.
    """

    def __init__(self, anchors, intermediates=()):
        anchors = _loaded(anchors, "anchors")
        if not anchors:
            raise MikeyError(BAD_CERT, None, "anchors")
        self._store = verification.Store(anchors)
        self._intermediates = _loaded(intermediates, "intermediates")
        self._ca_policy = verification.ExtensionPolicy.webpki_defaults_ca()
        self._peer_policies = {purpose: _peer_policy(purpose) for purpose in _TYPES}
        self._known = {}
        self.voucher = None  # (subject, anchor), str as in RFC 4514, of the last good `verify`

    def add(self, uri, der):
        """Keep a peer's certificate for messages without CERT; several of one peer may be kept.

        `uri`: octets of the identity; `der`: octets. It needs a path to an anchor like any other.
        MikeyError(BAD_CERT) when it is no certificate or does not name `uri`.
        """
        _loaded((der,), "certificate")
        if not names.named(identities(der), uri):
            raise MikeyError(BAD_CERT, None, "uri")
        self._known.setdefault(names.canonical(uri), []).append(bytes(der))

    def verify(self, s_type, cert, cert_type, uri, stamp, parts, signature, chain=()):
        """Check a peer's signature over `parts` and the certificate it was made under.

        `s_type`: 0 RSASSA-PKCS1-v1_5, 1 RSASSA-PSS (RFC 3830 6.5), both with SHA-1. `cert`: the
        octets of the CERT payload's certificate, or None to take those added for `uri`;
        `cert_type`: its Cert Type, 0 or 2. `uri`: octets of the peer's identity, which the
        certificate has to name. `stamp`: 8 octets NTP-UTC, when it has to be valid. `parts`:
        tuple of octets, all that is signed. `signature`: octets. `chain`: octets of further
        certificates of the message (RFC 3830 6.7), in any order.

        Return a fault: NONE, BAD_CERT (no acceptable certificate), AUTH_FAILED (the signature is
        not that certificate's, or `s_type` is another).
        """
        digest = hashlib.sha1(usedforsecurity=False)
        for part in parts:
            digest.update(part)
        digest = digest.digest()
        fault = BAD_CERT
        self.voucher = None
        for key, voucher in self._keys(SIGNING, cert, cert_type, uri, stamp, chain):
            fault = AUTH_FAILED
            try:
                key.verify(bytes(signature), digest, _PADDINGS[s_type], utils.Prehashed(_SHA1))
                self.voucher = voucher
                return NONE
            except (InvalidSignature, KeyError, ValueError, UnsupportedAlgorithm):
                continue
        return fault

    def key(self, purpose, cert, cert_type, uri, stamp, chain=()):
        """Return the RSAPublicKey of a peer's certificate, None when it is not acceptable.

        `purpose`: SIGNING or ENCRYPTION (Cert Type 0 or 3); the rest as for `verify`.
        """
        return next(self._keys(purpose, cert, cert_type, uri, stamp, chain), (None,))[0]

    def _keys(self, purpose, cert, cert_type, uri, stamp, chain):
        """Yield the keys under which the peer may have signed, or may be written to, each with
        the subject of its certificate and of the anchor that it leads to.
        """
        if cert is None:
            ders = self._known.get(names.canonical(uri), ())
        elif cert_type in _TYPES[purpose]:
            ders = (cert,)
        else:
            return
        for der in ders:
            try:
                key = self._key(purpose, der, uri, stamp, chain)
            except _REFUSED:
                continue
            yield key

    def _key(self, purpose, der, uri, stamp, chain):
        """Return the key of the certificate `der` and (subject, anchor); one of _REFUSED when it
        is not acceptable.
        """
        certificate = x509.load_der_x509_certificate(bytes(der))
        others = [x509.load_der_x509_certificate(bytes(other)) for other in chain]
        # The path: signatures, validity, CA and path length, name constraints, critical
        # extensions that nobody knows (RFC 5280 6.1). Limits to its work are built in.
        verifier = (
            verification.PolicyBuilder()
            .store(self._store)
            .time(_moment(stamp))
            .extension_policies(ca_policy=self._ca_policy, ee_policy=self._peer_policies[purpose])
            .build_client_verifier()
        )
        verified = verifier.verify(certificate, others + self._intermediates)
        # A key of the algorithm id-RSASSA-PSS may forbid SHA-1 in its parameters: refused.
        key = certificate.public_key()
        if (
            not names.named(names.identities(verified.subjects), uri)
            or certificate.public_key_algorithm_oid != PublicKeyAlgorithmOID.RSAES_PKCS1_v1_5
            or not isinstance(key, rsa.RSAPublicKey)
            or key.key_size < _MIN_BITS
        ):
            raise ValueError
        subjects = [found.subject.rfc4514_string() for found in verified.chain]
        return key, (subjects[0], subjects[-1])
