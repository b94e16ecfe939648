"""Stores when power fails: each write, cut at every octet, leaves the old or the new value."""

import io
import os

import pytest

from drivers import store_cases
from mikey import errors
from mikey.drivers.counter import Counter
from mikey.drivers.store import FileStore
from support import unixport
from support.portable import refused

OLD = bytes(range(70))
NEW = bytes(range(200, 20, -2))


class PowerCut(BaseException):
    """The device is off: nothing after this runs."""


class File(io.BytesIO):
    """An open file that passes each octet to the disk as it is written."""

    def __init__(self, disk, path, content):
        super().__init__(content)
        self.disk = disk
        self.path = path

    @property
    def fileno(self):
        raise AttributeError("no file of the host")

    def write(self, octets):
        for octet in bytes(octets):
            self.disk.spend()
            super().write(bytes([octet]))
            self.disk.unsynced[self.path] = self.getvalue()
        return len(octets)

    def flush(self):
        self.disk.settle(self.path)

    def close(self):
        self.disk.settle(self.path)
        super().close()


class Disk:
    """Files in memory; after `left` octets or operations the power fails.

    What was not flushed by then is on the disk as far as it was written, or, with `zeros`, as a
    file of that length without its content, as journalling file systems may leave it.
    """

    def __init__(self, zeros=False):
        self.files = {}
        self.unsynced = {}
        self.left = 1 << 30
        self.zeros = zeros

    def spend(self):
        if not self.left:
            for path, content in self.unsynced.items():
                self.files[path] = bytes(len(content)) if self.zeros else content
            self.unsynced = {}
            raise PowerCut
        self.left -= 1

    def settle(self, path):
        if path in self.unsynced:
            self.files[path] = self.unsynced.pop(path)

    def open(self, path, mode):
        if mode == "wb":
            self.spend()
            self.files[path] = b""
        elif path not in self.files:
            raise FileNotFoundError(path)
        return File(self, path, self.files[path])

    def remove(self, path):
        self.spend()
        del self.files[path]

    def mkdir(self, path):
        raise FileExistsError(path)


def cuts(zeros, values, act):
    """Give the value found after a cut at every octet of `act(store)`; the last is not cut."""
    left = 0
    while True:
        disk = Disk(zeros)
        for value in values:
            FileStore("/s", disk).save("replay", value)
        disk.left = left
        try:
            act(FileStore("/s", disk))
            cut = False
        except PowerCut:
            cut = True
        disk.left = 1 << 30
        disk.unsynced = {}
        buf = bytearray(200)
        store = FileStore("/s", disk)
        yield bytes(buf[: store.load("replay", buf)])
        # Whatever was found, the store goes on working.
        store.save("replay", b"later")
        assert store.load("replay", buf) == 5
        if not cut:
            return
        left += 1


@pytest.mark.parametrize("zeros", [False, True])
@pytest.mark.parametrize("values", [[], [OLD], [NEW, OLD], [OLD, NEW, OLD]])
def test_a_save_is_cut_at_every_octet(zeros, values):
    found = list(cuts(zeros, values, lambda store: store.save("replay", NEW)))
    assert len(found) > 16 + len(NEW)
    assert set(found) == {OLD if values else b"", NEW}
    assert found[-1] == NEW
    # Once the new value is there it stays.
    assert found == sorted(found, key=lambda value: value == NEW)


@pytest.mark.parametrize("zeros", [False, True])
@pytest.mark.parametrize("values", [[OLD], [NEW, OLD]])
def test_a_removal_is_cut_at_every_octet(zeros, values):
    found = list(cuts(zeros, values, lambda store: store.remove("replay")))
    assert set(found) == {OLD, b""}
    assert found[-1] == b""


def test_a_removed_value_is_overwritten_first():
    disk = Disk()
    store = FileStore("/s", disk)
    store.save("psk.0", OLD)
    store.save("psk.0", NEW)
    written = []
    disk.settle = lambda path: written.append((path, disk.unsynced.get(path)))
    store.remove("psk.0")
    assert {path for path, content in written if content and not any(content)} == {
        "/s/psk.0.0",
        "/s/psk.0.1",
    }
    assert not disk.files


def test_the_counter_is_cut_at_every_octet():
    left = 0
    while True:
        disk = Disk()
        first = Counter(FileStore("/s", disk), 2)
        out = bytearray(4)
        given = 0
        disk.left = left
        try:
            for _ in range(5):
                first.next(out)
                assert int.from_bytes(out, "big") > given
                given = int.from_bytes(out, "big")
            cut = False
        except PowerCut:
            cut = True
        disk.left = 1 << 30
        Counter(FileStore("/s", disk), 2).next(out)
        assert int.from_bytes(out, "big") > given
        if not cut:
            break
        left += 1
    assert left > 60


def test_a_changed_file_is_not_believed():
    disk = Disk()
    store = FileStore("/s", disk)
    store.save("replay", OLD)
    ((path, content),) = disk.files.items()
    buf = bytearray(200)
    for i in range(len(content) * 8):
        damaged = bytearray(content)
        damaged[i // 8] ^= 1 << i % 8
        disk.files[path] = bytes(damaged)
        assert store.load("replay", buf) == 0, i
    # A value does not pass for another's.
    disk.files = {"/s/other.0": content}
    assert store.load("other", buf) == 0


def test_a_full_disk_is_a_store_failure():
    class Full(Disk):
        def open(self, path, mode):
            if mode == "wb":
                raise OSError(28)
            return super().open(path, mode)

    assert refused(errors.STORE, FileStore("/s", Full()).save, "x", b"1")
    assert refused(errors.BAD_ARGUMENT, FileStore("/s", Disk()).save, "x", bytes(65536))


def test_files_that_can_only_be_written_anew():
    # As the emulator's semihosting: no change in place, nothing is deleted.
    class Simple(Disk):
        def open(self, path, mode):
            if mode == "r+b":
                raise OSError(22)
            return super().open(path, mode)

        def remove(self, path):
            raise OSError(1)

    disk = Simple()
    store_cases.one_store(FileStore("/s", disk))
    assert not any(disk.files["/s/psk.0.0"])

    class ReadOnly(Simple):
        def open(self, path, mode):
            if mode != "rb":
                raise OSError(30)
            return super().open(path, mode)

    frozen = ReadOnly()
    frozen.files = disk.files
    assert refused(errors.STORE, FileStore("/s", frozen).remove, "psk.1")


def test_on_files_of_the_host(tmp_path):
    store_cases.one_store(FileStore(str(tmp_path / "new")))
    store = FileStore(str(tmp_path / "new"))
    store.save("replay", OLD)
    buf = bytearray(100)
    assert FileStore(str(tmp_path / "new")).load("replay", buf) == len(OLD)
    assert refused(errors.STORE, FileStore("/proc/none").save, "x", b"1")
    assert os.listdir(tmp_path / "new")


def test_on_littlefs_cut_at_every_octet():
    output = unixport.run(os.path.join(unixport.HERE, "drivers", "store_power_cases.py"))
    cuts_made, word = output.split()
    assert word == "cuts"
    assert int(cuts_made) > 2000


@pytest.mark.parametrize("size", [0, 1, 65534, 65535])
def test_lengths_of_values(size):
    disk = Disk()
    value = bytes(i & 255 for i in range(size))
    FileStore("/s", disk).save("x", value)
    buf = bytearray(65535)
    assert FileStore("/s", disk).load("x", buf) == size
    assert bytes(buf[:size]) == value


def test_a_value_that_is_too_long_changes_nothing():
    store = FileStore("/s", Disk())
    store.save("x", b"old")
    assert refused(errors.BAD_ARGUMENT, store.save, "x", bytes(65536))
    buf = bytearray(3)
    assert store.load("x", buf) == 3
    assert buf == b"old"
