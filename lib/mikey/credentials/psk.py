"""Pre-shared keys, found by identity or by RFC 4563 key ID."""

from mikey.crypto import hash as _hash
from mikey.crypto.hash import equal, wipe
from mikey.errors import BAD_ARGUMENT, BAD_KEY_LENGTH, NO_SPACE, MikeyError, no_space
from mikey.port import const
from mikey.wire.octets import is_octets

ANYBODY = b"*"

_MIN = const(16)
_MAX = const(255)


class Psk:
    """One pre-shared key: `peer` (bytes), `key` (bytearray), `key_id` (bytes, b"" without one).

    `tag` (4 octets) marks the peer in the replay cache. A group key has the peer b"*"; `members`
    (tuple of bytes, or None) are then the identities that may speak and be spoken to under it.
    """

    members = None  # type: tuple | None  # on the class until a key has its own

    def __init__(self, peer, key, key_id):
        self.peer = peer
        self.key = bytearray(key)  # type: bytes | bytearray
        self.key_id = key_id
        self.tag = _hash.sha256(peer).digest()[:4]

    def wipe(self):
        """Zero the key and drop it: who still waits for an answer under it finds it empty."""
        wipe(self.key)
        self.key = b""  # not a new bytearray: wiping takes no memory

    def __repr__(self):
        return "<Psk>"


def _members(peer, members):
    """Return the member list of a group key as a tuple; MikeyError(BAD_ARGUMENT) for none."""
    if peer != ANYBODY or not isinstance(members, (list, tuple)) or not members:
        raise MikeyError(BAD_ARGUMENT, None, "members")
    for member in members:
        if not is_octets(member) or not len(member) or member == ANYBODY:
            raise MikeyError(BAD_ARGUMENT, None, "members")
    return tuple([bytes(member) for member in members])


class PskStore:
    """The pre-shared keys of a handset: `keys` (list of Psk), in the order they were added in.

    `spare` is the MikeyError(NO_SPACE) for when memory is out (a handset's own; None makes one).
    """

    _names = None  # type: dict | None  # of `owns`, on the class until it is asked

    def __init__(self, spare=None):
        self.keys = []
        self._spare = MikeyError(NO_SPACE) if spare is None else spare

    def __len__(self):
        return len(self.keys)

    def add(self, peer, key, key_id=b"", members=None):
        """Keep `key` (16 to 255 octets) for `peer` (bytes; b"*" for a group key).

        A group key authenticates the group, never a single name (RFC 4563 7): `members` (list or
        tuple of identities, octets) says who may use it. A key replaces an earlier one with the
        same peer and key ID (bytes, at most 255 octets). MikeyError(BAD_KEY_LENGTH, BAD_ARGUMENT,
        NO_SPACE); then nothing has changed.
        """
        try:
            return self._add(peer, key, key_id, members)
        except MemoryError:
            raise no_space(self._spare)

    def _add(self, peer, key, key_id, members):
        for octets in (peer, key, key_id):
            if not is_octets(octets):
                raise MikeyError(BAD_ARGUMENT, None, "peer, key and key ID are octets")
        if not len(peer) or len(key_id) > _MAX:
            raise MikeyError(BAD_ARGUMENT, None, "peer or key ID")
        if not _MIN <= len(key) <= _MAX:
            raise MikeyError(BAD_KEY_LENGTH, None, "psk of 16 to 255 octets")
        if members is not None:
            members = _members(peer, members)
        self._names = None
        old = self.get(peer, key_id)
        psk = Psk(bytes(peer), key, bytes(key_id))
        kept = False
        try:
            if members is not None:
                psk.members = members
            self.keys.append(psk)
            kept = True
        finally:
            if not kept:
                psk.wipe()
        if old is not None:
            self.keys.remove(old)
            old.wipe()
        return psk

    def find(self, buf, pos, end):
        """Return the pairwise Psk of the peer named in `buf[pos:end]`, or None."""
        n = end - pos
        for psk in self.keys:
            if psk.peer != ANYBODY and len(psk.peer) == n and equal(psk.peer, 0, buf, pos, n):
                return psk
        return None

    def get(self, peer, key_id):
        """Return the Psk of `peer` under `key_id` (bytes), or None."""
        for psk in self.keys:
            if psk.peer == peer and psk.key_id == key_id:
                return psk
        return None

    def owns(self, plain):
        """Return True if the name of the spelling `plain` (of `names.spelling`) has a pairwise
        key. What a stranger claims is not to cost more the more keys there are.
        """
        names = self._names
        if names is None:
            from mikey.credentials.names import spelling

            names = {}
            for psk in self.keys:
                if psk.peer != ANYBODY:
                    names[spelling(psk.peer)] = True
            self._names = names
        return plain in names

    def wipe(self):
        """Zero and drop every key."""
        self._names = None
        for psk in self.keys:
            psk.wipe()
        self.keys = []
