"""On stock firmware: make the file system that its flash would hold, in RAM it does not use."""

import sys

import uctypes
import vfs

_BLOCK = 4096


class Disk:
    """A block device (extended interface) of `size` octets of memory at `address`."""

    def __init__(self, address, size):
        self._memory = memoryview(uctypes.bytearray_at(address, size))
        self._blocks = size // _BLOCK

    def readblocks(self, block, buf, offset=0):
        at = block * _BLOCK + offset
        buf[:] = self._memory[at : at + len(buf)]

    def writeblocks(self, block, buf, offset=0):
        at = block * _BLOCK + offset
        self._memory[at : at + len(buf)] = buf

    def ioctl(self, command, argument):
        """Tell the number of blocks (4) and their size (5); the rest is 0: done."""
        return self._blocks if command == 4 else _BLOCK if command == 5 else 0


disk = Disk(0x21000000, 1408 << 10)  # type: Any  # as large as a Pico's
vfs.VfsLfs2.mkfs(disk)
vfs.mount(vfs.VfsLfs2(disk), "/")
sys.path.append("/lib")
