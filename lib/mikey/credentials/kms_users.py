"""For whom a KMS vouches: entries of its users list, and the identities that they match.

b"tel:+4477009"   every number that begins with these digits
b"@home.example"  every user of this host, b"@.home.example" every user of its subdomains

A list belongs to one KMS; of several KMSs the longest entry decides (RFC 6509 2.2.1 and 6 tie an
identity to one root of trust, and leave open how).
"""

from mikey.credentials import identifier
from mikey.errors import BAD_ARGUMENT, NO_SPACE, MikeyError
from mikey.port import const
from mikey.wire.octets import is_octets

_ROOM = const(512)  # octets of a stored list, two of length for each entry
_HOST = b"abcdefghijklmnopqrstuvwxyz0123456789-."
_SCHEME = b"abcdefghijklmnopqrstuvwxyz0123456789+-."
_AT = const(0x40)
_DOT = const(0x2E)


def entries(users):
    """Return a users list (list or tuple of octets) in its kept form, a tuple of bytes.

    MikeyError(BAD_ARGUMENT) where it is empty or an entry is none, NO_SPACE where it is too long.
    """
    if not isinstance(users, (list, tuple)) or not users:
        raise MikeyError(BAD_ARGUMENT, None, "users")
    kept = []
    room = _ROOM
    for user in users:
        entry = _entry(bytes(user)) if is_octets(user) else None
        if entry is None:
            raise MikeyError(BAD_ARGUMENT, None, "users")
        if entry not in kept:
            kept.append(entry)
            room -= 2 + len(entry)
    if room < 0:
        raise MikeyError(NO_SPACE, None, "users")
    return tuple(kept)


def _entry(user):
    if user[:1] != b"@":
        return identifier.normalise(user) if b"%" not in user else None
    host = user[1:].lower()
    return b"@" + host if _is_host(host[1:] if host[:1] == b"." else host) else None


def _is_host(host):
    """Return True if `host` (bytes) is a host name in lower case: labels with dots between."""
    for label in host.split(b"."):
        if not label or label[0] == 0x2D or label[-1] == 0x2D:
            return False
    return _only(host, _HOST)


def _only(text, octets):
    for c in text:
        if c not in octets:
            return False
    return True


def host_of(uri):
    """Return b"@" and the host of a URI or NAI (bytes) in lower case, None where it is not plain.

    scheme:user@host[:port][;parameters]. What readers of URIs take for different hosts has none:
    a second "@", an escape or a final dot in the host, a path.
    """
    scheme, colon, rest = uri.lower().partition(b":")
    if not colon or b"@" in scheme:  # an NAI
        rest = uri.lower()
    elif not scheme or not _only(scheme, _SCHEME):
        return None
    user, at, host = rest.partition(b"@")
    if not user or not at or b"@" in host:
        return None
    for c in user:
        if c <= 0x20 or c >= 0x7F or c in b'/?#\\"<>':
            return None
    for mark in (b"?", b";", b":"):
        host = host.partition(mark)[0]
    return b"@" + host if _is_host(host) else None


def vouches(domains, kms, uri):
    """Return True if `kms`, one of `domains` (list of Kms), vouches for an identity.

    `uri`: bytes, as `identifier.normalise` gives it where it is a `tel` URI. The longest entry
    of all lists says whose it is; a KMS without a list vouches for whom nobody claims.
    """
    host = None
    if uri[:5] != b"tel:+":
        host = host_of(uri)
        if host is None:
            return False
    own = _longest(kms.users, uri, host)
    if kms.users and not own:
        return False
    for other in domains:
        if other is not kms and _longest(other.users, uri, host) > own:
            return False
    return True


def _longest(users, uri, host):
    """Return the octets of the longest entry of `users` that matches, 0 without one."""
    longest = 0
    for entry in users:
        if len(entry) > longest and _matches(entry, uri, host):
            longest = len(entry)
    return longest


def _matches(entry, uri, host):
    n = len(entry)
    if entry[0] != _AT:
        return host is None and uri[:n] == entry
    if host is None:
        return False
    if entry[1] != _DOT:
        return host == entry
    # entry[1:] begins with the dot; something stands before it
    return len(host) > n and host[len(host) - n + 1 :] == entry[1:]
