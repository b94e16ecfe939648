"""Negative DHHMAC vectors, and every cut and every flipped bit of a good message."""

from conformance.data import octets, same
from conformance.dhhmac import offered, prepare
from conformance.negative import exhaust, names, receive, refused, responder, vector
from conformance.peers import handset, messages

_EXHAUSTIVE = ["cut I_MESSAGE", "cut R_MESSAGE", "flip I_MESSAGE", "flip R_MESSAGE"]


def cases():
    """Return the names of the vectors and of the exhaustive runs."""
    return names("dhhmac") + _EXHAUSTIVE


def run(case):
    """Run one case."""
    if case in _EXHAUSTIVE:
        _exhaust(*case.split(" "))
        return
    negative, base = vector("dhhmac", case)
    if negative["receiver"] == "responder":
        receive(negative, _responder(negative, base))
    else:
        phone, call = _offered(base)
        refused(negative, lambda: phone.finish(call, octets(negative["hex"])), call)


def _responder(case, base):
    inputs = base["inputs"]

    def add_key(phone):
        phone.psks.add(octets(inputs["initiator_id"]["data"]), octets(inputs["psk"]))
        for _ in range(2):  # one for a message that the vector accepts before
            prepare(phone, inputs["dh_group"], inputs["xr"])

    return responder(case, base, add_key)


def _offered(base):
    """Return an initiator that has sent the base's I_message, and its call."""
    inputs = base["inputs"]
    phone = handset(inputs["initiator_id"], inputs["receiver_clock"])
    call = offered(phone, inputs, inputs)
    same(bytes(call.message), messages(base)["I_MESSAGE"], "I_message")
    return phone, call


def _exhaust(how, label):
    _, base = vector("dhhmac", names("dhhmac")[0])
    good = messages(base)[label]
    if label == "I_MESSAGE":
        exhaust(how, good, _responder({}, base).receive)
    else:
        phone, call = _offered(base)
        exhaust(how, good, lambda buf, n: phone.finish(call, buf, n))
