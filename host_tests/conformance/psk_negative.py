"""Negative PSK vectors, and every cut and every flipped bit of a good message."""

from conformance.data import octets, same
from conformance.negative import exhaust, names, receive, refused, responder, vector
from conformance.peers import granted, handset, messages
from conformance.psk import fill_offer, key_rows
from mikey.modes.psk import Initiator
from mikey.offer import Offer, pack

_EXHAUSTIVE = ["cut I_MESSAGE", "cut R_MESSAGE", "flip I_MESSAGE", "flip R_MESSAGE"]


def cases():
    """Return the names of the vectors and of the exhaustive runs."""
    return names("psk") + _EXHAUSTIVE


def run(case):
    """Run one case."""
    if case in _EXHAUSTIVE:
        _exhaust(*case.split(" "))
        return
    negative, base = vector("psk", case)
    if negative["receiver"] == "responder":
        receive(
            negative, responder(negative, base, lambda phone: _key(phone, base, "initiator_id"))
        )
    else:
        phone, call = _offered(base)
        refused(negative, lambda: phone.finish(call, octets(negative["hex"])), call)


def _key(phone, base, peer):
    inputs = base["inputs"]
    return phone.psks.add(octets(inputs[peer]["data"]), octets(inputs["psk"]))


def _offered(base):
    """Return an initiator that has sent the base's I_MESSAGE, and its call."""
    inputs = base["inputs"]
    phone = handset(inputs["initiator_id"], inputs["receiver_clock"])
    offer = Offer(octets(inputs["responder_id"]["data"]))
    offer.psk = _key(phone, base, "responder_id")
    offer.csb[:] = octets(inputs["csb_id"])
    offer.rand = octets(inputs["rand"])
    fill_offer(offer, inputs)
    offer.key_data = pack(key_rows(inputs["keys"]))
    call = granted(Initiator(phone.context), offer)
    same(bytes(call.message), messages(base)["I_MESSAGE"], "I_MESSAGE")
    return phone, call


def _exhaust(how, label):
    _, base = vector("psk", names("psk")[0])
    good = messages(base)[label]
    if label == "I_MESSAGE":
        phone = responder({}, base, lambda p: _key(p, base, "initiator_id"))
        exhaust(how, good, phone.receive)
    else:
        phone, call = _offered(base)
        exhaust(how, good, lambda buf, n: phone.finish(call, buf, n))
