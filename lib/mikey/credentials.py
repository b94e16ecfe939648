"""What a handset knows of its peers: pre-shared keys, found by identity or by RFC 4563 key ID."""

from mikey.crypto import hash as _hash
from mikey.crypto.mac import equal, wipe
from mikey.errors import BAD_ARGUMENT, BAD_KEY_LENGTH, MikeyError
from mikey.port import const
from mikey.wire.octets import OCTETS

ANYBODY = b"*"

_MIN = const(16)
_MAX = const(255)


class Psk:
    """One pre-shared key: `peer` (bytes), `key` (bytearray), `key_id` (bytes, b"" without one).

    `tag` (4 octets) marks the peer in the replay cache.
    """

    def __init__(self, peer, key, key_id):
        self.peer = peer
        self.key = bytearray(key)
        self.key_id = key_id
        self.tag = _hash.sha256(peer).digest()[:4]

    def wipe(self):
        """Zero the key and drop it: who still waits for an answer under it finds it empty."""
        wipe(self.key)
        self.key = bytearray()

    def __repr__(self):
        return "<Psk>"


class PskStore:
    """The pre-shared keys of a handset."""

    def __init__(self):
        self._keys = []

    def __len__(self):
        return len(self._keys)

    def add(self, peer, key, key_id=b""):
        """Keep `key` (16 to 255 octets) for `peer` (bytes; b"*" for messages that name nobody).

        It replaces an earlier key with the same peer and key ID (bytes, at most 255 octets).
        MikeyError(BAD_KEY_LENGTH, BAD_ARGUMENT).
        """
        for octets in (peer, key, key_id):
            if not isinstance(octets, OCTETS):
                raise MikeyError(BAD_ARGUMENT, None, "peer, key and key ID are octets")
        if not len(peer) or len(key_id) > _MAX:
            raise MikeyError(BAD_ARGUMENT, None, "peer or key ID")
        if not _MIN <= len(key) <= _MAX:
            raise MikeyError(BAD_KEY_LENGTH, None, "psk of 16 to 255 octets")
        for old in self._keys:
            if old.peer == peer and old.key_id == key_id:
                old.wipe()
                self._keys.remove(old)
                break
        psk = Psk(bytes(peer), key, bytes(key_id))
        self._keys.append(psk)
        return psk

    def find(self, buf, pos, end):
        """Return the Psk of the peer named in `buf[pos:end]`, or None."""
        n = end - pos
        for psk in self._keys:
            if len(psk.peer) == n and equal(psk.peer, 0, buf, pos, n):
                return psk
        return None

    def find_id(self, buf, pos, end, peer=-1, peer_end=0):
        """Return the Psk whose RFC 4563 key ID stands in `buf[pos:end]`, or None.

        Where a peer is named in `buf[peer:peer_end]` the key must be that peer's, or anybody's.
        """
        n = end - pos
        m = peer_end - peer
        for psk in self._keys:
            if n and len(psk.key_id) == n and equal(psk.key_id, 0, buf, pos, n):
                if peer < 0 or psk.peer == ANYBODY:
                    return psk
                if len(psk.peer) == m and equal(psk.peer, 0, buf, peer, m):
                    return psk
        return None

    def get(self, peer, key_id):
        """Return the Psk of `peer` under `key_id` (bytes), or None."""
        for psk in self._keys:
            if psk.peer == peer and psk.key_id == key_id:
                return psk
        return None

    def wipe(self):
        """Zero and drop every key."""
        for psk in self._keys:
            psk.wipe()
        self._keys = []
