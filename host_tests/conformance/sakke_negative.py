"""Negative SAKKE vectors, every cut of a good message, and flipped bits all over it."""

from conformance.data import octets, same
from conformance.negative import names, refused, vector
from conformance.peers import messages
from conformance.sakke import ready, with_id
from mikey import MikeyError

_STEP = 61  # every 61st bit: each try costs a signature verification


def cases():
    """Return the names of the vectors and of the long runs."""
    return names("sakke") + ["cut I_MESSAGE", "flip I_MESSAGE"]


def run(case):
    """Run one case."""
    if case.endswith(" I_MESSAGE"):
        _long(case.split(" ")[0])
        return
    negative, base = vector("sakke", case)
    over = negative.get("receiver_overrides") or {}
    phone = ready(with_id(base))
    for seen in over.get("already_seen", []):
        phone.receive(octets(seen))
    before = list(phone.calls)
    refused(negative, lambda: phone.receive(octets(negative["hex"])))
    same(phone.calls, before, "calls")


def _long(how):
    _, base = vector("sakke", names("sakke")[0])
    good = messages(base)["I_MESSAGE"]
    phone = ready(with_id(base))
    buf = bytearray(good)
    for i in range(len(good)) if how == "cut" else range(0, len(good) * 8, _STEP):
        n = i if how == "cut" else len(buf)
        if how == "flip":
            buf[i >> 3] ^= 1 << (i & 7)
        try:
            phone.receive(buf, n)
        except MikeyError:
            pass
        else:
            raise AssertionError("accepted %s %d" % (how, i))
        if how == "flip":
            buf[i >> 3] ^= 1 << (i & 7)
    phone.receive(good)  # nothing of all that was remembered
