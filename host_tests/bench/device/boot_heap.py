"""On a device: what the heap holds after boot and as a handset takes up its modes, in rows."""

import gc


def row(name, before):
    """Print the octets of heap that are held beyond `before`."""
    gc.collect()
    print("row", name, gc.mem_alloc() - before)


gc.collect()
print("row", "boot", gc.mem_alloc())
start = gc.mem_alloc()

import board

drivers = board.drivers()
row("drivers", start)

from mikey import Handset

phone = Handset(drivers, b"sip:bob@example.com")
row("drivers+handset", start)

phone._initiator("psk")
row("drivers+handset+psk", start)

phone._initiator("dhhmac")
row("drivers+handset+psk+dhhmac", start)

from mikey.credentials.sakke import KeyRing
from mikey.modes import sakke

phone.keyring = KeyRing(drivers.store)
sakke.Responder(phone)
row("drivers+handset+psk+dhhmac+sakke", start)
