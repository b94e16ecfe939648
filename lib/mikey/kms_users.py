"""Whom a KMS vouches for: its `users`, prefixes of `tel` numbers and hosts (RFC 6509 2.2.1, 6).

An entry is b"tel:+" with the first digits of numbers, b"@host" for the users of one host, or
b"@.host" for those of its subdomains. The longest entry that fits a name says whose it is; a KMS
without a list vouches for whom no other claims.
"""

from mikey.errors import BAD_ARGUMENT, MikeyError
from mikey.wire.octets import OCTETS

_HOST = b"abcdefghijklmnopqrstuvwxyz0123456789-."
_ENDS = b":;?/#"


def entries(users):
    """Return the entries of `users` (list or tuple of octets) in their only form (tuple of bytes).

    MikeyError(BAD_ARGUMENT) where one is no entry; an empty list vouches for nobody.
    """
    found = []
    if not isinstance(users, (list, tuple)):
        raise MikeyError(BAD_ARGUMENT, None, "users")
    for user in users:
        if not isinstance(user, OCTETS):
            raise MikeyError(BAD_ARGUMENT, None, "users")
        user = bytes(user).lower()
        if user[:5] == b"tel:+":
            good = len(user) > 5 and not user[5:].strip(b"0123456789")
        else:
            host = user[2:] if user[:2] == b"@." else user[1:]
            good = user[:1] == b"@" and _is_host(host)
        if not good or len(user) > 255:
            raise MikeyError(BAD_ARGUMENT, None, "users")
        found.append(user)
    return tuple(found)


def _is_host(host):
    if not host or host[0] in b"-." or host[-1] in b"-." or b".." in host:
        return False
    for c in host:
        if c not in _HOST:
            return False
    return True


def host_of(name):
    """Return the host of a URI or NAI (bytes) in lower case; None where it has none or is unclear.

    More than one "@", or an escape in the host, is unclear: two readers would see two hosts.
    """
    name = bytes(name).lower()
    if name.count(b"@") != 1 or name[:4] == b"tel:":
        return None
    host = name[name.find(b"@") + 1 :]
    for i in range(len(host)):
        if host[i] in _ENDS:
            host = host[:i]
            break
    return host if _is_host(host) else None


def fit(users, name):
    """Return the octets of the longest entry of `users` that fits `name` (bytes), 0 for none."""
    host = None
    if name[:4] != b"tel:":
        host = host_of(name)
    best = 0
    for entry in users:
        if entry[0] != 0x40:
            good = name[: len(entry)] == entry
        elif host is None:
            good = False
        elif entry[1] == 0x2E:
            good = host[-len(entry) + 1 :] == entry[1:] and len(host) > len(entry) - 1
        else:
            good = host == entry[1:]
        if good and len(entry) > best:
            best = len(entry)
    return best


def vouches(kms, domains, name):
    """Return True if `kms`, one of the KMS domains `domains`, vouches for `name` (bytes)."""
    own = 0 if kms.users is None else fit(kms.users, name)
    for other in domains:
        if other is not kms and other.users is not None and fit(other.users, name) >= max(own, 1):
            return False
    return own > 0 or kms.users is None
