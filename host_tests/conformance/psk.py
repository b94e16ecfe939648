"""PSK vectors both ways: messages to fields and keys, fields to the same octets (RFC 3830 3.1,
4.5).
"""

from conformance.data import octets, same, vectors
from conformance.peers import check_streams, granted, handset, messages, set_clock
from mikey.modes.psk import Initiator
from mikey.offer import Offer, pack
from mikey.wire import header
from mikey.wire.kemac import KV_INTERVAL, KV_NULL, KV_SPI

_TYPES = {"TGK": 0, "TGK+SALT": 1, "TEK": 2, "TEK+SALT": 3}


def cases():
    """Return the names: each vector received, and each vector built."""
    names = [v["name"] for v in vectors("psk")["vectors"]]
    return [name + way for name in names for way in ("/receive", "/build")]


def run(case):
    """Run one case."""
    name, way = case.split("/")
    for vector in vectors("psk")["vectors"]:
        if vector["name"] == name:
            (_receive if way == "receive" else _build)(vector)
            return
    raise KeyError(case)


def _rounds(vector):
    """Return the exchanges of a vector: (inputs, outputs, I_MESSAGE, R_MESSAGE or None)."""
    sent = messages(vector)
    inputs = vector["inputs"]
    if "update" not in inputs:
        return [(inputs, vector["outputs"], sent["I_MESSAGE"], sent.get("R_MESSAGE"))]
    out = vector["outputs"]
    return [
        (inputs, out["initial"], sent["I_MESSAGE_1"], sent.get("R_MESSAGE_1")),
        (inputs["update"], out["update"], sent["I_MESSAGE_2"], sent.get("R_MESSAGE_2")),
    ]


def _is_null(exchange):
    return exchange["kemac"]["mac_alg"] == 0


def chosen_ssrcs(exchange):
    """Return the SSRCs that the responder of the vector chose, as its entropy."""
    chosen = b""
    answer = exchange.get("cs_map_response")
    if answer:
        for before, after in zip(exchange["cs_map"]["entries"], answer["entries"]):
            if not before["ssrc"]:
                chosen += after["ssrc"].to_bytes(4, "big")
    return chosen


def _receive(vector):
    inputs = vector["inputs"]
    clock = inputs["receiver_clock"]
    phone = handset(inputs["responder_id"], clock, chosen_ssrcs(inputs))
    phone.psks.add(octets(inputs["initiator_id"]["data"]), octets(inputs["psk"]))
    for exchange, expected, i_message, r_message in _rounds(vector):
        set_clock(phone, exchange["receiver_clock"]["now_ntp"])
        call = phone.receive(i_message, secure=_is_null(exchange))
        same(call.csb_id.hex(), inputs["csb_id"], "CSB ID")
        check_streams(call.streams, expected)
        same(None if call.reply is None else bytes(call.reply), r_message, "R_MESSAGE")


def validity(kv):
    """Return (KV, KV data) of a vector's key validity."""
    if kv["type"] == "spi":
        spi = octets(kv["spi"])
        return KV_SPI, bytes([len(spi)]) + spi
    if kv["type"] == "interval":
        ends = [octets(kv["from"]), octets(kv["to"])]
        return KV_INTERVAL, b"".join(bytes([len(end)]) + end for end in ends)
    return KV_NULL, b""


def key_rows(keys):
    """Return the rows for `offering.pack` of the keys of a vector."""
    rows = []
    for key in keys:
        kv, kv_data = validity(key["kv"])
        salt = None if key["salt"] is None else octets(key["salt"])
        rows.append((_TYPES[key["type"]], octets(key["key"]), salt, kv, kv_data))
    return rows


def fill_offer(offer, exchange):
    """Fill in the fields of `offer` (an Offer) that a vector gives alike for PSK and DHHMAC."""
    offer.ts_type = exchange["timestamp"]["ts_type"]
    value = octets(exchange["timestamp"]["value"])
    offer.stamp[:] = bytes(8 - len(value)) + value
    offer.map_type = exchange["cs_map"]["map_type"]
    offer.v = exchange.get("v_flag", 1)
    for index, entry in enumerate(exchange["cs_map"]["entries"]):
        if offer.map_type == header.SRTP_ID:
            ssrc = entry["ssrc"].to_bytes(4, "big")
            roc = entry["roc"].to_bytes(4, "big")
            row = (index + 1, bytes([entry["policy"]]), ssrc, roc, b"\0\0", b"")
        else:
            data = octets(entry["session_data"])
            numbers = bytes(entry["policies"])
            spi = octets(entry["spi"])
            row = (entry["cs_id"], numbers, data[:4], data[4:8], data[8:], spi)
        offer.entries.append(row)
    for policy in exchange["policies"]:
        params = b""
        for param in policy["params"]:
            value = octets(param["value"])
            params += bytes([param["type"], len(value)]) + value
        offer.policies.append((policy["policy_no"], params))
    for ext in exchange.get("general_extensions", []):
        offer.extensions.append((ext["type"], octets(ext["data"])))


def _build(vector):
    inputs = vector["inputs"]
    phone = handset(inputs["initiator_id"], inputs["receiver_clock"])
    peer = octets(inputs["responder_id"]["data"])
    call = None
    for exchange, expected, i_message, r_message in _rounds(vector):
        offer = Offer(peer)
        offer.psk = phone.psks.add(peer, octets(inputs["psk"]))
        offer.call = call
        offer.prf_alg = inputs["prf"]
        offer.csb[:] = octets(inputs["csb_id"])
        offer.rand = octets(inputs["rand"])
        fill_offer(offer, exchange)
        offer.encr_alg = exchange["kemac"]["encr_alg"]
        offer.auth_alg = exchange["kemac"]["mac_alg"]
        offer.key_data = pack(key_rows(exchange["keys"]))
        names = inputs.get("ids_sent", {}).get("i_message")
        if names is None:
            # Updates say it by their messages alone.
            ids = sum(1 for _ in _ids(i_message))
            offer.send_idi = offer.send_idr = ids == 2
        else:
            offer.send_idi = "IDi" in names
            offer.send_idr = "IDr" in names
        call = granted(Initiator(phone.context), offer, _is_null(exchange))
        same(bytes(call.message).hex(), i_message.hex(), "I_MESSAGE")
        if r_message is not None:
            phone.finish(call, r_message, secure=_is_null(exchange))
        check_streams(call.streams, expected)


def _ids(octets_):
    from mikey.wire.message import Message

    index = Message()
    same(index.scan(octets_, len(octets_)), 0, "scan")
    i = index.find(6)
    while i >= 0:
        yield i
        i = index.find(6, i)
