"""On stock firmware with a disk (boot.py): copy files of the host onto it, then it into a file.

`make_disk.py LIST IMAGE`, both on /host. LIST has a line `PATH FILE` for each: where it goes, and
where on the host it is.
"""

import os
import sys

import uctypes

_DISK = 0x21800000
_SIZE = 1408 << 10


def copy(path, source):
    """Copy the file `source` to `path` on the disk, whose folders are made."""
    at = path.find("/", 1)
    while at > 0:
        try:
            os.mkdir(path[:at])
        except OSError:
            pass  # it is there
        at = path.find("/", at + 1)
    with open(source, "rb") as file, open(path, "wb") as copied:
        copied.write(file.read())


with open(sys.argv[1]) as rows:
    for row in rows:
        copy(*row.rstrip("\n").split(" "))
memory = memoryview(uctypes.bytearray_at(_DISK, _SIZE))
with open(sys.argv[2], "wb") as image:
    for start in range(0, _SIZE, 4096):
        image.write(memory[start : start + 4096])
