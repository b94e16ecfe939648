"""Which certificate names a peer: its subjectAltName against the identity of an ID payload.

A URI identity (RFC 3830 6.7, ID Type 1) is named by a uniformResourceIdentifier, an NAI (ID Type
0) by an rfc822Name (RFC 5280 4.2.1.6). A common name, a host name or a wildcard names nobody.
"""

from cryptography import x509

from mikey.credentials import identifier


def canonical(name):
    """Return the octets that all spellings of an identity share, or None when it has none.

    `name`: octets of an ID payload or a subjectAltName. The scheme and the domain in lower case
    (RFC 3986 6.2.2.1, RFC 3261 19.1.4, RFC 5280 7.5), the rest as it is; `tel` URIs in global
    form without separators (RFC 6509 3.2). Parameters and port numbers make another identity.
    """
    name = bytes(name)
    scheme, colon, rest = name.partition(b":")
    if not colon:
        user, at, domain = name.rpartition(b"@")
        return user + at + domain.lower() if user and domain else None
    scheme = scheme.lower()
    if not scheme or not rest:
        return None
    if scheme == b"tel":
        return identifier.normalise(name)
    if scheme in (b"sip", b"sips"):
        user, at, host = rest.rpartition(b"@")
        end = min(i for i in (host.find(b";"), host.find(b"?"), len(host)) if i >= 0)
        rest = user + at + host[:end].lower() + host[end:]
    return scheme + colon + rest


def identities(subjects):
    """Return the octets of the identities among a certificate's names.

    `subjects`: GeneralName objects. A URI without a scheme and a mail address that looks like a
    URI are left out: neither may pass for the other.
    """
    out = []
    for subject in subjects:
        if isinstance(subject, (x509.UniformResourceIdentifier, x509.RFC822Name)):
            value = subject.value.encode()
            if (b":" in value) == isinstance(subject, x509.UniformResourceIdentifier):
                out.append(value)
    return out


def named(claimed, identity):
    """Say whether `identity`, octets, is one of the identities of `claimed`, a list of octets."""
    wanted = canonical(identity)
    return wanted is not None and any(canonical(name) == wanted for name in claimed)
