"""Stores that survive a loss of power at any moment, for any file system, and one for tests.

A value lives in two slots; `save` writes the older one and never touches the newer. A slot is
a 16-octet header (magic 2, sequence number 4, length 2, first 8 octets of the SHA-256 of name,
sequence number, length and value) and the value: a slot that was cut off while being written does
not verify, and the other still holds the old value. No rename is needed, which FAT does not do
atomically.

Flash wear: a save writes one file of 16 octets and the value. On littlefs this costs one or two
erase blocks (4 KB), spread over the free part of the file system: 100,000 erasures a block and
256 free blocks allow some 10 million saves, 100 a day for 270 years. FAT writes its tables in
place: 100,000 saves in all. On flash `remove` overwrites the file and deletes it, yet old copies
stay in free blocks until the file system erases them: keep long-term keys on a chip that can
protect them.
"""

import os

from mikey import errors
from mikey.crypto.hash import equal, sha256, wipe
from mikey.port import const

_HEADER = const(16)
_DIGEST = const(8)
_MAGIC = b"M1"
_MAX_NAME = const(24)
_MAX_VALUE = const(0xFFFF)
_ALLOWED = "abcdefghijklmnopqrstuvwxyz0123456789._-"


def check_name(name):
    """Raise MikeyError(BAD_ARGUMENT) unless `name` is 1 to 24 of a-z 0-9 . _ -, no dot first."""
    good = 0 < len(name) <= _MAX_NAME and name[0] != "."
    for c in name:
        good = good and c in _ALLOWED
    if not good:
        raise errors.MikeyError(errors.BAD_ARGUMENT, None, "name")


class MemoryStore:
    """A store that lasts as long as the object: for simulations and tests."""

    def __init__(self):
        self._values = {}

    def load(self, name, buf):
        """Read the value of `name` into the start of `buf`; return its octets, 0 when absent."""
        check_name(name)
        value = self._values.get(name)
        if value is None:
            return 0
        n = len(value)
        if n > len(buf):
            raise errors.MikeyError(errors.NO_SPACE)
        buf[:n] = value
        return n

    def save(self, name, buf):
        """Keep a copy of `buf` under `name`."""
        check_name(name)
        value = self._values.get(name)
        if value is not None and len(value) == len(buf):
            value[:] = buf
            return
        self._values[name] = bytearray(buf)  # the old value stays until there is the new one
        if value is not None:
            wipe(value)

    def remove(self, name):
        """Wipe the value of `name`, if there is one."""
        check_name(name)
        value = self._values.pop(name, None)
        if value is not None:
            wipe(value)


class SystemFiles:
    """The files of the running system, with the face of a file system object (`vfs.VfsLfs2`)."""

    def open(self, path, mode):
        """Open the file `path` in a binary `mode`."""
        return open(path, mode)

    def remove(self, path):
        """Delete the file `path`."""
        os.remove(path)

    def mkdir(self, path):
        """Make the folder `path`."""
        os.mkdir(path)


class FileStore:
    """A store in the folder `directory` of a file system: two files a name.

    `files` has open, remove and mkdir: the system's own, or a file system object. The folder is
    made when it is missing.
    """

    def __init__(self, directory, files=None):
        self._files = SystemFiles() if files is None else files
        self._directory = directory
        self._header = bytearray(_HEADER)
        self._check = bytearray(_HEADER)
        try:
            self._files.mkdir(directory)
        except (OSError, AttributeError):
            pass  # it is there already, or the first save tells why not

    def load(self, name, buf):
        """Read the value of `name` into the start of `buf`; return its octets, 0 when absent.

        MikeyError(NO_SPACE) when `buf` is too short; nothing that does not verify is given out.
        """
        slot = self._newest(name)
        if slot < 0:
            return 0
        n = self._read(name, slot, buf)
        if n < 0:
            raise errors.MikeyError(errors.STORE)
        return n

    def save(self, name, buf):
        """Replace the value of `name` by `buf` (at most 65535 octets); or MikeyError(STORE)."""
        if len(buf) > _MAX_VALUE:
            raise errors.MikeyError(errors.BAD_ARGUMENT, None, "value")
        slot = self._newest(name)
        header = self._header
        if slot < 0:
            slot = 1
            sequence = 0
        else:
            sequence = _sequence(header) + 1
        header[0:2] = _MAGIC
        header[2] = sequence >> 24
        header[3] = sequence >> 16 & 0xFF
        header[4] = sequence >> 8 & 0xFF
        header[5] = sequence & 0xFF
        header[6] = len(buf) >> 8
        header[7] = len(buf) & 0xFF
        header[_DIGEST:] = _digest(name, header, buf)
        errors.check(self._write(self._path(name, 1 - slot), buf))

    def remove(self, name):
        """Wipe the value of `name`, if any: overwritten, then deleted, the older slot first."""
        newest = self._newest(name)
        slot = 0 if newest < 0 else 1 - newest
        errors.check(self._erase(self._path(name, slot)))
        errors.check(self._erase(self._path(name, 1 - slot)))

    def _path(self, name, slot):
        return self._directory + "/" + name + (".1" if slot else ".0")

    def _newest(self, name):
        """Return the slot (0, 1) with the newest valid value, its header in `_header`; or -1."""
        check_name(name)
        newest = -1
        for slot in range(2):
            if self._read(name, slot, None) >= 0:
                if newest < 0 or _sequence(self._check) > _sequence(self._header):
                    newest = slot
                    self._header[:] = self._check
        return newest

    def _read(self, name, slot, buf):
        """Read and verify a slot, into `buf` unless None; return the value's octets or -1."""
        check = self._check
        try:
            f = self._files.open(self._path(name, slot), "rb")
        except OSError:
            return -1
        try:
            if f.readinto(check) != _HEADER or check[0:2] != _MAGIC:
                return -1
            n = check[6] << 8 | check[7]
            if buf is None:
                buf = bytearray(n)
            elif n > len(buf):
                raise errors.MikeyError(errors.NO_SPACE)
            value = memoryview(buf)[:n]
            if n and f.readinto(value) != n:
                return -1
            digest = _digest(name, check, value)
            return n if equal(digest, 0, check, _DIGEST, _HEADER - _DIGEST) else -1
        except OSError:
            return -1
        finally:
            f.close()

    def _write(self, path, buf):
        """Write `_header` and `buf` into a file; return a fault."""
        try:
            f = self._files.open(path, "wb")
            try:
                f.write(self._header)
                f.write(buf)
                _sync(f)
            finally:
                f.close()
            return errors.NONE
        except OSError:
            return errors.STORE

    def _erase(self, path):
        """Overwrite and delete a file, if it is there; return a fault when neither works.

        Some file systems cannot change a file in place, some cannot delete.
        """
        try:
            f = self._files.open(path, "rb")
        except OSError:
            return errors.NONE
        size = f.seek(0, 2)
        f.close()
        fault = self._zero(path, "r+b", size) and self._zero(path, "wb", size)
        try:
            self._files.remove(path)
            return errors.NONE
        except (OSError, AttributeError):
            return fault

    def _zero(self, path, mode, size):
        """Fill a file with `size` zeros; return a fault."""
        try:
            f = self._files.open(path, mode)
            try:
                while size > 0:
                    size -= f.write(bytes(min(size, 64)))
                _sync(f)
            finally:
                f.close()
            return errors.NONE
        except OSError:
            return errors.STORE


def flash_store(directory):
    """Return a FileStore in `directory` (str) of a board's flash; MikeyError(STORE) on FAT.

    FAT, and the block cache under it, lose other files when power fails during a write.
    """
    import vfs

    best = ""
    kind = ""
    for mounted, point in vfs.mount():
        prefix = point if point.endswith("/") else point + "/"
        if directory.startswith(prefix) and len(prefix) > len(best):
            best = prefix
            kind = type(mounted).__name__
    if "Fat" in kind:
        raise errors.MikeyError(errors.STORE, None, "FAT loses data: format as littlefs")
    return FileStore(directory)


def _sequence(header):
    return header[2] << 24 | header[3] << 16 | header[4] << 8 | header[5]


def _digest(name, header, value):
    """Return what guards a slot: 8 octets over its name, sequence number, length and value."""
    h = sha256(name.encode())
    h.update(b"\x00")
    h.update(memoryview(header)[2:_DIGEST])
    h.update(value)
    return h.digest()[: _HEADER - _DIGEST]


def _sync(f):
    """Have the system write `f` through; on MicroPython closing a file does."""
    f.flush()
    if hasattr(os, "fsync") and hasattr(f, "fileno"):
        os.fsync(f.fileno())
