"""Identity and pre-shared keys that outlive a restart: the requests themselves, in the store.

`make provision PORT=…` puts them there, through `keep`; the console carries them out again at its
start. (`credentials.sakke` keeps KMS domains and SAKKE keys.) They lie in the store in clear:
see SECURITY.md.
"""

import json

from mikey.crypto.hash import wipe
from mikey.port import const

_MOST = const(32)
_LONGEST = const(1024)  # octets of a request
_KINDS = ("identity", "psk")


def _loaded(store, buf):
    """Yield (name, octets in `buf`) of each kept request."""
    for i in range(_MOST):
        name = "own.%d" % i
        n = store.load(name, buf)
        if not n:
            return
        yield name, n


def restore(console, store):
    """Carry out what is kept in `store`, on `console`."""
    buf = bytearray(_LONGEST)
    for _, n in _loaded(store, buf):
        console.answer(bytes(memoryview(buf)[:n]))
    wipe(buf)


def keep(console, store, line):
    """Carry out the request `line` (bytes) on `console`, and keep it if its kind is kept.

    A request for the same peer and key ID takes the place of an earlier one. Returns the answer
    (dict); `kept` tells whether it was kept.
    """
    answer = console.answer(line)
    if not answer["ok"]:
        return answer
    request = json.loads(line)
    answer["kept"] = request["do"] in _KINDS and len(line) <= _LONGEST
    if answer["kept"]:
        buf = bytearray(_LONGEST)
        place = 0
        for _, n in _loaded(store, buf):
            if _same(request, json.loads(bytes(memoryview(buf)[:n]))):
                break
            place += 1
        wipe(buf)
        answer["kept"] = place < _MOST
        if answer["kept"]:
            store.save("own.%d" % place, line)
    return answer


def forget(store):
    """Wipe all that is kept."""
    for i in range(_MOST - 1, -1, -1):
        store.remove("own.%d" % i)


def _same(one, other):
    return all(one.get(name) == other.get(name) for name in ("do", "peer", "id"))
