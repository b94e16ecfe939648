"""Messages that must be refused: one MikeyError of a number that the vector allows, and nothing
changed.
"""

from conformance.data import octets, same, vectors
from conformance.peers import handset, messages
from mikey import MikeyError


def names(mode):
    """Return the names of the negative vectors of `mode`."""
    return [v["name"] for v in vectors("negative_" + mode)["vectors"]]


def vector(mode, name):
    """Return (negative vector, its base)."""
    data = vectors("negative_" + mode)
    for found in data["vectors"]:
        if found["name"] == name:
            return found, data["bases"][found["base"]]
    raise KeyError(name)


def refused(case, action, call=None):
    """Run `action`, which must raise a MikeyError of an allowed number."""
    try:
        action()
    except MikeyError as error:
        allowed = case.get("acceptable_errors") or [case["expected_error"]]
        if error.code not in allowed:
            raise AssertionError("code %d (%s), allowed %r" % (error.code, error.reason, allowed))
    else:
        raise AssertionError("accepted: " + case["reason"])
    if call is not None:
        same(call.released, False, "released")


def responder(case, base, add_key):
    """Return the responder of `case` in its state, with its keys added by `add_key(phone)`."""
    inputs = base["inputs"]
    over = case.get("receiver_overrides") or {}
    clock = dict(inputs["receiver_clock"])
    phone = handset(inputs["responder_id"], clock)
    add_key(phone)
    sent = messages(base)
    if over.get("update"):
        phone.receive(sent["I_MESSAGE"])
    for seen in over.get("already_seen", []):
        phone.receive(octets(seen))
    if "now_ntp" in over:
        phone.clock.set(octets(over["now_ntp"]), 2)
    return phone


def receive(case, phone):
    """Let `phone` receive the message of `case`: refused, and no call is left behind."""
    over = case.get("receiver_overrides") or {}
    sdp_ids = octets(over["sdp_ids"]) if "sdp_ids" in over else None
    before = list(phone.calls)
    refused(case, lambda: phone.receive(octets(case["hex"]), sdp_ids=sdp_ids))
    same(phone.calls, before, "calls")


def _spoilt(how, good):
    """Yield every truncation of `good`, or every form with one bit changed."""
    buf = bytearray(good)
    if how == "cut":
        for n in range(len(good)):
            yield buf, n
    else:
        for i in range(len(good) * 8):
            buf[i >> 3] ^= 1 << (i & 7)
            yield buf, len(buf)
            buf[i >> 3] ^= 1 << (i & 7)


def exhaust(how, good, deliver):
    """Deliver every spoilt form of `good`, all to be refused, and then `good` itself, accepted.

    `how` is "cut" or "flip"; `deliver(buf, n)` hands over `buf[:n]`.
    """
    tried = 0
    for buf, n in _spoilt(how, good):
        try:
            deliver(buf, n)
        except MikeyError:
            tried += 1
        else:
            raise AssertionError("accepted %s %d" % (how, tried))
    same(tried, len(good) * (8 if how == "flip" else 1), "tried")
    deliver(good, len(good))  # nothing of all that was remembered
