"""Precomputed lines of a user's SAKKE key: the file's layout, whether one may be used, finding it.

    0    magic "MKSL"
    4    version 1, parameter set 1 (1 octet each), number of elements (2, little-endian)
    8    SHA-256 of "mikey sakke lines", version, Z, length of the identity (2), identity, RSK
    40   88 null octets
    128  2562 elements of 128 octets: c * 2^1024 mod p, little-endian (soft.pairing.digits,
         soft.lines give their order)
    end  SHA-256 of all that precedes

The lines determine the RSK: keep the file where the RSK may be kept. The digest in the header
binds it to one key and tells nothing of a key that is not known already. `header_state` is cheap
and is done at each start. Hashing all of it takes some 21 M instructions on a Cortex-M4, and is
done only when it can matter: a damaged line can make a good message fail, never a bad one pass
(RFC 6508 6.2.2 step 5 stands between), so that `content_steps` runs after the first failure.
"""

from mikey.crypto.hash import sha256
from mikey.port import const

MISSING = const(0)
READY = const(1)  # header right, content not hashed yet
VERIFIED = const(2)
BAD_FORMAT = const(3)
OTHER_KEY = const(4)
DAMAGED = const(5)

HEADER = const(128)
LENGTH = const(328096)

_MAGIC = b"MKSL\x01\x01\x02\x0a"
_CONTENT = const(328064)
_SLICE = const(16384)


def binding(z, identity, rsk):
    """Return the digest of the header for Z (257 octets), the identifier and the RSK (257)."""
    h = sha256(b"mikey sakke lines\x01")
    h.update(z)
    h.update(bytes((len(identity) >> 8, len(identity) & 255)))
    h.update(identity)
    h.update(rsk)
    return h.digest()


def header(z, identity, rsk):
    """Return the 128 octets that open the file for this key."""
    return _MAGIC + binding(z, identity, rsk) + bytes(88)


def header_state(lines, z, identity, rsk):
    """Return the state of `lines` (a buffer or None) from its length and its header."""
    if lines is None:
        return MISSING
    if len(lines) != LENGTH or bytes(lines[:8]) != _MAGIC:
        return BAD_FORMAT
    return READY if bytes(lines[8:40]) == binding(z, identity, rsk) else OTHER_KEY


def content_steps(lines):
    """Yield READY while hashing a file of the right length, at the end VERIFIED or DAMAGED."""
    view = memoryview(lines)
    h = sha256()
    for at in range(0, _CONTENT, _SLICE):
        h.update(view[at : min(at + _SLICE, _CONTENT)])
        yield READY
    yield VERIFIED if h.digest() == bytes(view[_CONTENT:]) else DAMAGED


def make_steps(z, identity, rsk, parts, write):
    """Make the file for a key that has been validated: `write(octets)` gets it in order.

    `parts`: the key's lines, `make_steps(rsk)` of a `sakke.Engine`. Yields (done, total) in
    elements, after a few at a time: about 510 times in all.
    """
    h = sha256()
    head = header(z, identity, rsk)
    h.update(head)
    write(head)
    done = 0
    for part in parts:
        h.update(part)
        write(part)
        done += len(part) >> 7
        yield done, 2562
    write(h.digest())


class LineFiles:
    """Finds the files of a folder, `<number>-<period>.mksl` as `make provision` names them.

    A function from UserKeys to a buffer or None, for `KeyRing(store, lines)`. In
    ROMFS a file is a buffer itself and nothing is copied; elsewhere it is read into memory where
    there is room for its 328 KB.
    """

    def __init__(self, folder):
        """`folder` (str) holds the files, "/rom" for instance."""
        self._folder = folder

    def __call__(self, user):
        """Return the lines of `user` as a buffer, or None where there are none."""
        if user.other_scheme:
            return None
        name = "%s-%s.mksl" % (user.uri[5:].decode(), user.period.decode())
        try:
            file = open(self._folder + "/" + name, "rb")
        except OSError:
            return None
        try:
            return memoryview(file)  # a file of ROMFS lends its own octets
        except TypeError:
            pass
        try:
            return file.read()
        except MemoryError:
            return None
        finally:
            file.close()
