"""DHHMAC vectors both ways (RFC 4650): messages to keys, fields to the same octets."""

from conformance.data import octets, same, vectors
from conformance.peers import check_streams, granted, handset, messages, set_clock
from conformance.psk import chosen_ssrcs, fill_offer, validity
from mikey.modes import half_key
from mikey.modes.dhhmac import Initiator
from mikey.offer import Offer
from mikey.steps import run as run_steps

# RFC 4650 3: the responder should send IDr, and this one always does; dhhmac-05's leaves it out.
_OTHER_ANSWER = ("dhhmac-05-no-idr-resp",)


# SHA-256 of "half-key 416" and of "half-key 1": 2^x of the former has a leading zero octet.
_ZERO_HALF = "1d423ce8f2fce52d4de7a88a6237872b969cca57f4b6861b79e2b60140ccd033"
_OTHER_HALF = "65c345b25fd64544585b0d3c3ab193a00baa0e906532e5ed6bfdc26c8f479ad2"
_LEADING = ["leading zero in the TGK", "leading zero in a half-key"]


def cases():
    """Return the names: each vector received, and each vector built; leading zeros."""
    names = [v["name"] for v in vectors("dhhmac")["vectors"]]
    return [name + way for name in names for way in ("/receive", "/build")] + _LEADING


def run(case):
    """Run one case."""
    if case in _LEADING:
        (_zero_tgk if case == _LEADING[0] else _zero_half_key)()
        return
    name, way = case.split("/")
    for vector in vectors("dhhmac")["vectors"]:
        if vector["name"] == name:
            (_receive if way == "receive" else _build)(vector)
            return
    raise KeyError(case)


def _rounds(vector):
    """Return the exchanges: (inputs, outputs, I_message, R_message)."""
    sent = messages(vector)
    inputs = vector["inputs"]
    if "update" not in inputs:
        return [(inputs, vector["outputs"], sent["I_MESSAGE"], sent["R_MESSAGE"])]
    out = vector["outputs"]
    return [
        (inputs, out["initial"], sent["I_MESSAGE_1"], sent["R_MESSAGE_1"]),
        (inputs["update"], out["update"], sent["I_MESSAGE_2"], sent["R_MESSAGE_2"]),
    ]


def prepare(phone, group, exponent):
    """Give `phone` the half-key of a vector's `exponent` (hex or None)."""
    if exponent is not None:
        made = run_steps(half_key.make(phone.context, group, bytearray(octets(exponent))))
        phone.context.half_keys.append(made)


def _receive(vector):
    inputs = vector["inputs"]
    phone = handset(inputs["responder_id"], inputs["receiver_clock"], chosen_ssrcs(inputs))
    phone.psks.add(octets(inputs["initiator_id"]["data"]), octets(inputs["psk"]))
    secure = inputs["mac_alg"] == 0
    for exchange, expected, i_message, r_message in _rounds(vector):
        set_clock(phone, exchange["receiver_clock"]["now_ntp"])
        prepare(phone, inputs["dh_group"], exchange["xr"])
        call = phone.receive(i_message, secure=secure)
        check_streams(call.streams, expected)
        if vector["name"] not in _OTHER_ANSWER:
            same(bytes(call.reply).hex(), r_message.hex(), "R_message")


def offered(phone, inputs, exchange, call=None):
    """Let `phone` make the offer of an exchange of a vector; return its call."""
    offer = Offer(octets(inputs["responder_id"]["data"]))
    offer.psk = phone.psks.add(offer.peer, octets(inputs["psk"]))
    offer.call = call
    offer.prf_alg = inputs["prf"]
    offer.csb[:] = octets(inputs["csb_id"])
    offer.rand = octets(inputs["rand"])
    fill_offer(offer, dict(exchange, general_extensions=inputs["general_extensions"]))
    offer.auth_alg = inputs["mac_alg"]
    offer.dh_group = inputs["dh_group"]
    if inputs["kv_i"]:
        kind = "spi" if "spi" in inputs["kv_i"] else "interval"
        offer.kv, offer.kv_data = validity(dict(inputs["kv_i"], type=kind))
    offer.v = inputs["v_flag"]
    offer.rekey = exchange["xi"] is not None
    prepare(phone, offer.dh_group, exchange["xi"])
    return granted(Initiator(phone.context), offer, offer.auth_alg == 0)


def _between(xi, xr, group=0):
    """Let two handsets call with these exponents (hex); return the TGK, which both have."""
    inputs = vectors("dhhmac")["vectors"][0]["inputs"]
    alice = handset(inputs["initiator_id"], inputs["receiver_clock"])
    bob = handset(inputs["responder_id"], inputs["receiver_clock"])
    bob.psks.add(octets(inputs["initiator_id"]["data"]), octets(inputs["psk"]))
    inputs = dict(inputs, dh_group=group)
    call = offered(alice, inputs, dict(inputs, xi=xi))
    prepare(bob, group, xr)
    answer = bob.receive(bytes(call.message))
    y = call.pending.half.y
    alice.finish(call, bytes(answer.reply))
    same(bytes(call.keys), bytes(answer.keys), "keys")
    same(bytes(call.streams[0].tek), bytes(answer.streams[0].tek), "TEK")
    return bytes(call.keys[4:]), bytes(y)


def _zero_tgk():
    """Leading zeros of the shared value belong to the TGK (decision A5): one exchange in 256."""
    for vector in vectors("dh")["vectors"]:
        if vector["name"] == "dh-09-leading-zero-tgk":
            inputs = vector["inputs"]
            tgk, _ = _between(inputs["xi"], inputs["xr"], inputs["dh_group"])
            same(tgk.hex(), vector["outputs"]["tgk"], "TGK")
            same(tgk[0], 0, "leading octet")
            return
    raise KeyError("dh-09")


def _zero_half_key():
    """A public value keeps its leading zeros on the wire, in both roles."""
    one, y = _between(_ZERO_HALF, _OTHER_HALF)
    other, _ = _between(_OTHER_HALF, _ZERO_HALF)
    same(one, other, "TGK")
    same(y[0], 0, "leading octet")


def _build(vector):
    inputs = vector["inputs"]
    phone = handset(inputs["initiator_id"], inputs["receiver_clock"])
    call = None
    for exchange, expected, i_message, r_message in _rounds(vector):
        call = offered(phone, inputs, exchange, call)
        same(bytes(call.message).hex(), i_message.hex(), "I_message")
        phone.finish(call, r_message, secure=inputs["mac_alg"] == 0)
        check_streams(call.streams, expected)
