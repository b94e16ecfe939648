"""On stock firmware: run a conformance suite on the library that is installed in ROMFS.

`installed.py SIZE SUITE`: SIZE octets of ROMFS are at 0x21000000. Ends with the suite's status;
`elsewhere MODULE` for each module of the library that did not come from ROMFS.
"""

import sys

import uctypes
import vfs

vfs.mount(vfs.VfsRom(uctypes.bytearray_at(0x21000000, int(sys.argv[1]))), "/rom")
sys.path[:] = ["/rom/lib"]
tests = __file__.rsplit("/", 2)[0] + ""
sys.path.append(tests)

from conformance import run
from mikey.crypto.kernel import kernel

print("kernel", kernel.__name__ if kernel else None)
failed = run.main(sys.argv[2])
for name in sorted(sys.modules):
    if name.startswith("mikey"):
        place = sys.modules[name].__file__
        if not place or not place.startswith("/rom/lib/mikey/"):
            print("elsewhere", name)
            failed += 1
sys.exit(1 if failed else 0)
