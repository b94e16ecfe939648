"""Messages of at most 2048 octets that are dear to check, and handsets to which they are.

A message is made from genes, a list of numbers: which mode, how many of which payloads, how long
their fields are. Every list gives a message; `search` changes genes of the dearest one that it
knows. The same on every run.
"""

from bench.device.measure import KEY, NOW, Repeating
from mikey import Handset
from mikey.call import Call
from mikey.credentials import identifier
from mikey.credentials.sakke import KeyRing, Kms, UserKeys
from mikey.crypto.hash import sha256
from mikey.drivers import Drivers
from mikey.drivers.simulation import StandingClock
from mikey.drivers.store import MemoryStore

MOST = 2048  # octets of a message
OWN = b"tel:+447700900123"
_PAYLOADS = 32
_PEERS = 28  # that have a key of their own; group keys come on top
_GROUPS = 4
_CALLS = 16
_CSB = b"\x9f\x11\xc3\x55"
_KMS = b"https://kms%d.example.org"

# Every gene and its values.
GENES = (
    ("type", (0, 7, 26, 17)),
    ("state", (0, 1, 2, 3)),
    ("map", (0, 1, 2)),
    ("sessions", (0, 1, 8, 16, 24, 31, 32, 33, 255)),
    ("per session", (0, 1, 8, 127)),  # policies of a GENERIC_ID entry
    ("data", (0, 1, 4, 10)),  # octets of its session data; 1 is of no SRTP session
    ("spi", (0, 4, 255)),
    ("policies", (0, 1, 4, 8, 16, 24, 28)),
    ("parameters", (0, 1, 2, 3, 4)),
    ("ids", (0, 1, 2, 3, 4)),
    ("name", (0, 1, 2, 3, 4, 5, 6)),
    ("key ids", (0, 1, 2, 3, 4)),
    ("key id", (0, 1, 2)),
    ("each", (0, 1)),  # key IDs in an extension each, or all in one
    ("extensions", (0, 1, 4, 8, 16, 24, 28)),
    ("rand", (0, 1, 16, 255)),
    ("stamp", (0, 1, 2, 3)),
    ("roles", (0, 2, 4, 7)),
    ("uri", (0, 1, 2, 3, 4)),
    ("nested", (0, 1, 8, 400)),
    ("front", (0, 1)),  # policies and extensions before the rest, or behind it
    ("rest", (0, 1, 2, 3)),  # what the octets left over are given to
    ("end", (0, 0, 0, 1, 2, 3)),
)

# The dearest of each type that longer searches found.
KNOWN = (
    (0, 3, 2, 6, 1, 1, 0, 0, 1, 3, 3, 4, 1, 1, 5, 1, 3, 1, 3, 3, 1, 2, 2),
    (1, 3, 2, 6, 0, 1, 1, 1, 0, 1, 1, 4, 1, 0, 5, 1, 3, 1, 0, 1, 0, 1, 0),
    (1, 3, 2, 6, 2, 1, 1, 0, 4, 1, 2, 3, 1, 1, 5, 1, 3, 2, 4, 1, 1, 3, 2),
    (2, 3, 2, 6, 0, 1, 0, 6, 0, 3, 0, 0, 1, 1, 3, 2, 0, 3, 0, 3, 0, 2, 0),
)

_NAMES = [name for name, _ in GENES]


def peer(i):
    """Return the identity of peer `i` (bytes); they differ late, as in a fleet."""
    return b"sip:+4477009001%02d@mcptt.example.org" % i


def key_id(i):
    """Return the key ID (16 octets) of key `i`; they differ late too."""
    return b"fleet-2026-key%02d" % i


class Clock(StandingClock):
    """As the boards' clocks it allocates nothing."""

    def now(self, buf8):
        """Write the time into `buf8` and return its trust."""
        for i in range(8):
            buf8[i] = self._time[i]
        return self._trust


def handset(state):
    """Return a handset of 32 keys, 16 calls and 8 SAKKE users whose replay cache is in `state`.

    0 empty; 1 full, of a few initiators; 2 full, of an initiator an entry; 3 full, its floors too.
    """
    drivers = Drivers(Repeating(), Clock(NOW), MemoryStore())
    phone = Handset(drivers, OWN)
    for i in range(_PEERS):
        phone.psks.add(peer(i), KEY, key_id(i))
    for i in range(_PEERS, _PEERS + _GROUPS):
        members = None if i & 1 else [peer(n) for n in range(40)]
        phone.psks.add(b"*", KEY, key_id(i), members)
    for i in range(_CALLS):
        csb = _CSB if i < 2 else bytes((i,)) + _CSB[1:]
        call = Call("psk", peer(i), bool(i & 1), 0, csb, bytes(16))
        call.released = True
        phone.calls.append(call)
    ring = phone.keyring = KeyRing(drivers.store)
    for i in range(8):
        kms = Kms(_KMS % i, bytes(257), bytes(65))
        ring.domains.append(kms)
        uri = OWN if i == 7 else b"tel:+44770090012%d" % (i % 3)
        period = identifier.period(NOW, i - 7)
        identity = identifier.identifier(period, uri)
        ring.users.append(UserKeys(uri, period, identity, kms, bytes(257), bytes(32), bytes(65)))
    if state:
        _fill(phone, state)
    return phone


def _fill(phone, state):
    """Fill the replay cache: messages of `state` kinds of initiators, the oldest first."""
    guard = phone.replay
    stamp = bytearray(NOW)
    size = guard.size() + (16 if state == 3 else 0)
    for i in range(size):
        number = NOW[3] + (NOW[2] << 8) - size + i
        stamp[2] = number >> 8
        stamp[3] = number & 255
        name = peer(i % 4 + 1 if state == 1 else i)
        if guard.check(NOW, stamp, 0):
            raise AssertionError("not fresh")
        if not guard.seen(bytes((0, 0, 0, i)), sha256(name).digest(), 0):
            guard.commit()


def _names(kind):
    """Return who an ID payload names (bytes)."""
    if kind < 2:
        return peer(kind * (_PEERS - 1))
    if kind == 2:
        return peer(35)  # a member of the groups
    if kind == 3:
        return peer(35).replace(b"0", b"%30")
    if kind == 4:
        return OWN
    return b"sip:" + b"%61-" * (33 if kind == 5 else 500)


def _uris(kind):
    """Return a `tel` URI of the receiver's as a SAKKE message may spell it (bytes)."""
    digits = OWN[5:]
    if kind == 1:
        return b"TEL:+" + b"".join([b"%%3%c-" % c for c in digits])
    if kind == 2:
        return b"tel:+" + b"%2D" * 70 + digits
    if kind == 3:
        return b"tel:+" + b"-" * 230 + digits
    return b"tel:+" + b"%2D" * 250 + digits if kind == 4 else OWN


def _parameters(kind):
    """Return SP parameters (bytes): none, a suite's, all there are in either order, AES-GCM."""
    if not kind:
        return b""
    if kind == 1:
        return bytes((0, 1, 1, 1, 1, 16, 2, 1, 1, 3, 1, 20, 4, 1, 14, 11, 1, 10))
    if kind == 4:
        return bytes((0, 1, 6, 1, 1, 32, 4, 1, 12, 20, 1, 16))
    values = b"\x01\x10\x01\x14\x0e\0\0\x01\x01\0\x01\x0a\0\x01\x01\x01\x14\x14\x0a\x0a\x10"
    made = []
    for i in range(len(values)):
        if i == 6:
            made.append(b"\x06\x04\x01\0\0\0")
        elif i == 13:
            made.append(b"\x0d\x02\0\x01")
        else:
            made.append(bytes((i, 1, values[i])))
    if kind == 3:
        made.reverse()
    return b"".join(made)


def _counted(octets):
    return bytes((len(octets) >> 8, len(octets) & 255)) + octets


def _identity(octets):
    return 6, b"\x01" + _counted(octets)


def _entries(g):
    """Return the entries of the map (list of bytes)."""
    made = []
    for i in range(g["sessions"]):
        policy = i % max(1, g["policies"])
        if g["map"] == 0:
            made.append(bytes((policy,)) + bytes(8))
        elif g["map"] == 2:
            per, data = g["per session"], g["data"]
            head = bytes((i + 1 & 255, data & 1, per | (128 if data == 10 else 0)))
            made.append(head + bytes(per) + _counted(bytes(data)) + bytes((g["spi"],)))
            made[i] += bytes(g["spi"])
    return made


def _extensions(g):
    made = []
    ids = b""
    for i in range(g["key ids"]):
        name = key_id(40 + i)
        if g["key id"] and i + 1 == g["key ids"]:
            name = key_id(_PEERS + _GROUPS - 1 if g["key id"] == 1 else 0)
        ids += bytes((1, len(name))) + name
        if g["each"]:
            made.append((21, b"\x03" + _counted(ids)))
            ids = b""
    if ids:
        made.append((21, b"\x03" + _counted(ids)))
    return [(21, b"\x00\0\0")] * g["extensions"] + made


def _stamp(g):
    stamp = bytearray(NOW)
    stamp[5] ^= 1
    if g["stamp"] == 1:
        return b"\x02" + bytes(3) + b"\x01"
    if g["stamp"] == 2:
        stamp[2] -= 2
    if g["stamp"] == 3:
        stamp[3] += 60
    return b"\x00" + stamp


def _nested(g):
    """Return a TP with payloads of its own, each in six octets."""
    inner = b"\x15\x00\0\0" * g["nested"] + b"\0\x00\0\0"
    return 16, bytes(7) + _counted(b"\x15" + inner)


def described(genes):
    """Return what `genes` say (dict of numbers)."""
    said = {}
    for i in range(len(_NAMES)):
        values = GENES[i][1]
        said[_NAMES[i]] = values[genes[i] % len(values)]
    return said


def build(genes):
    """Return the message (bytes) of `genes` and the state of the handset that is to check it."""
    g = described(genes)
    kind = g["type"]
    crowd = []
    for i in range(g["policies"]):
        crowd.append((10, bytes((i, 0)) + _counted(_parameters(g["parameters"]))))
    crowd += _extensions(g)
    if kind == 26:
        main, last = _sakke(g)
    else:
        main, last = _keyed(g, kind)
    if g["rand"]:
        main.insert(1, (11, bytes((g["rand"],)) + bytes(g["rand"])))
    if kind == 17 and g["nested"]:
        main.append(_nested(g))
    rows = crowd + main if g["front"] else main + crowd
    return _joined(g, rows, last), g["state"]


def _keyed(g, kind):
    """Return the payloads of PSK and DHHMAC but the crowd, and KEMAC."""
    main = [(5, _stamp(g))]
    if g["ids"] > 1:
        main.append(_identity(_names(g["name"])))
    if g["ids"] and g["ids"] != 3:
        main.append(_identity(OWN))
    if g["ids"] == 4:
        main.append(_identity(OWN))
    if kind == 7:
        main.append((3, b"\x02" + bytes(128) + b"\0"))
        return main, (1, b"\0\0\0\x01" + bytes(20))
    return main, (1, b"\x01" + _counted(bytes(20)) + b"\x01" + bytes(20))


def _sakke(g):
    main = [(5, _stamp(g))]
    for role in range(1, g["roles"] + 1):
        octets = _uris(g["uri"]) if role < 3 else _KMS % 7
        main.append((14, bytes((role, 1)) + _counted(octets)))
    main.append((26, b"\x01\x01" + _counted(bytes(273))))
    return main, (4, b"\x20\x81" + bytes(129))


def _joined(g, rows, last):
    """Return the message of the payloads `rows` and `last`: as much as it may hold."""
    need = 10 + 1 + len(last[1])
    for _, body in rows:
        need += 1 + len(body)
    entries = _entries(g)
    most = max(0, MOST - need) // len(entries[0]) if entries else 0
    entries = entries[:most]
    made = bytearray(b"\x01\x00\x00\x00" + _CSB)
    made[1] = g["type"]
    made += bytes((len(entries), g["map"])) + b"".join(entries)
    at = 2
    room = MOST - 1 - len(last[1])
    count = 1
    if g["rest"] == 1:
        rows = rows + [(21, b"\x00" + _counted(bytes(max(0, MOST - need - 40) // 2)))]
    for kind, body in rows:
        if len(made) + 1 + len(body) > room or count == _PAYLOADS + (g["end"] == 3):
            continue
        count += 1
        made[at] = kind
        at = len(made)
        made.append(0)
        made += body
    made[at] = last[0]
    if last[0] != 4:
        made.append(0)
    made += last[1]
    if g["end"] == 1:
        made = made[:-1]
    elif g["end"] == 2 and len(made) < MOST:
        made.append(0)
    return bytes(made)
