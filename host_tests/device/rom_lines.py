"""On a device: open a SAKKE message with pairing lines that lie in ROMFS, in place.

`rom_lines.py SIZE REQUESTS`: SIZE octets of ROMFS at 0x21000000 hold the line file; REQUESTS is a
file of a `kms` and a `keys` request and of the data to open with its SSV.
"""

import gc
import json
import sys

import uctypes
import vfs

from mikey.credentials.sakke import KeyRing
from mikey.crypto import pairing_table
from mikey.crypto.pairing_table import LineFiles
from mikey.drivers.store import MemoryStore

size, requests = sys.argv[1:]
vfs.mount(vfs.VfsRom(uctypes.bytearray_at(0x21000000, int(size))), "/rom")
ring = KeyRing(MemoryStore(), LineFiles("/rom"))
with open(requests) as file:
    kms, keys, sent = [json.loads(file.readline()) for _ in range(3)]


def octets(entry, name):
    """Return a hex field."""
    return bytes.fromhex(entry[name])


ring.add_kms(kms["uri"].encode(), octets(kms, "z"), octets(kms, "kpak"))
secrets = [octets(keys, name) for name in ("rsk", "ssk", "pvt")]
gc.collect()
before = gc.mem_alloc()
user = ring.add_user(keys["uri"].encode(), keys["period"].encode(), *secrets)
gc.collect()
print("copied", gc.mem_alloc() - before > 20000)
print("state", user.receiver.lines_state == pairing_table.READY)
out = bytearray(16)
print("fault", user.receiver.decapsulate(octets(sent, "data"), out))
print("ssv", out.hex() == sent["ssv"])
