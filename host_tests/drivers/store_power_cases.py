"""Power failures on a real littlefs, for MicroPython: a flash in RAM that dies at any octet.

The program saves values on a FileStore over VfsLfs2 while the flash stops taking octets after the
n-th, for every n, then mounts what is left and looks for the old or the new value. It prints how
many cuts it made. Erased flash is 0xff and programming clears bits, as NOR flash does; an erase
that is cut leaves its block erased in part.
"""

import sys

import vfs

from mikey import errors
from mikey.drivers.store import FileStore

_BLOCK = 512
_PROGRAM = 16


class Flash:
    """A NOR flash of `blocks` blocks that takes `left` more octets (an erase counts as 8)."""

    def __init__(self, blocks, content=None):
        self.count = blocks
        self.content = content or bytearray(b"\xff" * (blocks * _BLOCK))
        self.left = 1 << 29

    def spend(self, n):
        """Return how many of `n` octets are still taken."""
        n = min(n, self.left)
        self.left -= n
        return n

    def readblocks(self, block, buf, offset=0):
        start = block * _BLOCK + offset
        buf[:] = self.content[start : start + len(buf)]

    def writeblocks(self, block, buf, offset=0):
        start = block * _BLOCK + offset
        for i in range(self.spend(len(buf))):
            self.content[start + i] &= buf[i]
        return 0 if self.left else -5

    def ioctl(self, request, block):
        if request == 4:
            return self.count
        if request == 5:
            return _BLOCK
        if request == 6:
            start = block * _BLOCK
            n = self.spend(8) * _BLOCK // 8
            self.content[start : start + n] = b"\xff" * n
            return 0 if self.left else -5
        return 0


def mount(flash):
    return vfs.VfsLfs2(flash, progsize=_PROGRAM, readsize=_PROGRAM, lookahead=16)


def prepared(values):
    """Return the content of a flash on which `values` were saved one after the other."""
    flash = Flash(32)  # type: Any  # a block device by what it does
    vfs.VfsLfs2.mkfs(flash, progsize=_PROGRAM, readsize=_PROGRAM, lookahead=16)
    kept = FileStore("/mikey", mount(flash))
    for value in values:
        kept.save("replay", value)
    return flash.content


def found(content):
    """Return the value that is found after the power came back (None when there is none)."""
    buf = bytearray(600)
    n = FileStore("/mikey", mount(Flash(32, content))).load("replay", buf)
    return bytes(buf[:n]) if n else None


def cut_everywhere(before, act, allowed):
    """Cut `act(store)` at every octet; return the cuts made and the values found after them."""
    cuts = 0
    seen = set()
    while True:
        flash = Flash(32, bytearray(before))
        files = mount(flash)
        flash.left = cuts
        failed = False
        try:
            act(FileStore("/mikey", files))
        except errors.MikeyError as error:
            assert error.fault == errors.STORE
            failed = True
        value = found(flash.content)
        assert value in allowed, (cuts, value)
        seen.add(value)
        if not failed and flash.left:
            assert value == allowed[-1]
            return cuts, seen
        cuts += 1


def saving(value):
    """Return what saves `value` in a store."""
    return lambda store: store.save("replay", value)


def main(sizes):
    total = 0
    for size in sizes:
        old = bytes(range(256)) * 3
        old = old[: int(size)]
        new = bytes(255 - x for x in old)
        for values in ((), (old,), (new, old)):
            before = prepared(values)
            previous = old if values else None
            cuts, seen = cut_everywhere(before, saving(new), (previous, new))
            assert len(seen) == 2
            total += cuts
        before = prepared((new, old))
        cuts, seen = cut_everywhere(before, lambda s: s.remove("replay"), (old, None))
        assert len(seen) == 2
        total += cuts
    print(total, "cuts")


if __name__ == "__main__":
    main(sys.argv[1:] or ("16", "400"))
