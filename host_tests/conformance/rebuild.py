"""Writes a message again from what `explain` says of it: equal only if neither loses an octet."""

from conformance.data import octets
from mikey.wire import dh, header, ibake, kemac, payloads, ticket
from mikey.wire.writer import Writer


def _fill(w, pos, text):
    data = octets(text)
    if len(data) and pos >= 0:
        w.buf[pos : pos + len(data)] = data


def _validity(d):
    made = b""
    for name in ("spi",) if d["kv"] == 1 else ("valid_from", "valid_to") if d["kv"] == 2 else ():
        value = octets(d[name])
        made += bytes([len(value)]) + value
    return made


def _kemac(w, d):
    pos = kemac.write(w, d["encr_alg"], d["encr_data_len"], d["mac_alg"])
    _fill(w, pos, d["encr_data"])
    _fill(w, pos + d["encr_data_len"] + 1, d["mac"])
    if "key_data" in d:
        if key_data(d["key_data"]) != octets(d["encr_data"]):
            raise AssertionError("key data")


def key_data(rows):
    """Return the key data sub-payloads that the dicts `rows` describe."""
    made = b""
    for i in range(len(rows)):
        d = rows[i]
        salt = octets(d["salt_data"]) if "salt_data" in d else None
        kv = _validity(d)
        key = octets(d["key_data"])
        buf = bytearray(kemac.key_data_size(key, salt, kv))
        kemac.put_key_data(buf, 0, i + 1 < len(rows), d["type"], key, salt, d["kv"], kv)
        made += bytes(buf)
    return made


def _dh(w, d):
    _fill(w, dh.write(w, d["dh_group"], d["kv"], _validity(d)), d["dh_value"])


def _sign(w, d):
    _fill(w, w.room(payloads.SIGN, d["s_type"], 0, d["signature_len"]), d["signature"])


def _verification(w, d):
    size = payloads.size(payloads.V, d["auth_alg"])
    _fill(w, w.room(payloads.V, d["auth_alg"], 0, size), d["ver_data"])


def _policy(w, d):
    made = b""
    for row in d["policy_param"]:
        value = row["value"]
        value = octets(value) if isinstance(value, str) else value.to_bytes(row["length"], "big")
        made += bytes([row["type"], row["length"]]) + value
    if len(made) != d["policy_param_length"]:
        raise AssertionError("policy_param_length")
    w.payload(payloads.SP, d["policy_no"], d["prot_type"], made)


def _data(rows, begin, *args):
    # The octets of TP, Initiator or Ticket Data.
    w = Writer(bytearray(4096))
    begin(w, *args)
    for d in rows:
        WRITE[d["payload"]](w, d)
    return bytes(w.buf[: w.pos])


def _flags(d):
    bits = 0
    for c in "defghijklmno":
        bits = bits << 1 | d[c]
    return bits


def _tp(w, d):
    data = _data(d["tp_data"], ticket.begin_data)
    prf = d["prf_func"]
    ticket.write_tp(w, d["ticket_type"], d["subtype"], d["version"], prf, _flags(d), data)


def _ticket(w, d):
    inner = octets(d["ticket_data"])
    rows = d.get("ticket_data_payloads")
    if rows:
        if _data(rows[1:], ticket.begin_ticket, octets(rows[0]["thdr_data"])) != inner:
            raise AssertionError("ticket_data_payloads")
    initiator = d["initiator_data"]
    ticket.write(
        w, d["ticket_type"], d["subtype"], d["version"], d["prf_func"], _flags(d),
        _data(d["tp_data"], ticket.begin_data), inner,
        _data(initiator, ticket.begin_data) if d["initiator_data_length"] else b"",
    )  # fmt: skip


def _eccpt(w, d):
    ibake.write_eccpt(
        w, d["ecc_curve"], octets(d["ecc_point"]), d["auth_alg"], d["tgk_len"], d["kv"],
        _validity(d),
    )  # fmt: skip


WRITE = {
    "KEMAC": _kemac,
    "PKE": lambda w, d: w.payload(payloads.PKE, d["c"], 0, octets(d["data"])),
    "DH": _dh,
    "SIGN": _sign,
    "T": lambda w, d: w.payload(payloads.T, d["ts_type"], 0, octets(d["ts_value"])),
    "ID": lambda w, d: w.payload(payloads.ID, d["id_type"], 0, octets(d["id_data"])),
    "CERT": lambda w, d: w.payload(payloads.CERT, d["cert_type"], 0, octets(d["cert_data"])),
    "CHASH": lambda w, d: w.payload(payloads.CHASH, d["hash_func"], 0, octets(d["hash"])),
    "V": _verification,
    "SP": _policy,
    "RAND": lambda w, d: w.payload(payloads.RAND, 0, 0, octets(d["rand"])),
    "ERR": lambda w, d: w.room(payloads.ERR, d["error_no"], 0, 0),
    "TR": lambda w, d: w.payload(payloads.TR, d["ts_role"], d["ts_type"], octets(d["ts_value"])),
    "IDR": lambda w, d: w.payload(payloads.IDR, d["id_role"], d["id_type"], octets(d["id_data"])),
    "RANDR": lambda w, d: w.payload(payloads.RANDR, d["rand_role"], 0, octets(d["rand"])),
    "TP": _tp,
    "TICKET": _ticket,
    "General Ext.": lambda w, d: w.payload(payloads.EXTENSION, d["type"], 0, octets(d["data"])),
    "IBAKE": lambda w, d: w.payload(payloads.IBAKE, 0, 0, octets(d["encr_data"])),
    "ESK": lambda w, d: w.payload(payloads.ESK, 0, 0, octets(d["encr_data"])),
    "SK": lambda w, d: ibake.write_sk(w, octets(d["key_data"]), d["kv"], _validity(d)),
    "ECCPT": _eccpt,
    "SAKKE": lambda w, d: w.payload(
        payloads.SAKKE, d["sakke_params"], d["id_scheme"], octets(d["sakke_data"])),
}  # fmt: skip


def _entry(w, d):
    ssrc = octets(d.get("ssrc", ""))
    roc = d["roc"].to_bytes(4, "big") if "roc" in d else b""
    if "spi" not in d:
        header.srtp_entry(w, d["policy_no"], ssrc, roc)
        return
    if d["session_data_length"] * 2 != len(d["session_data"]):
        raise AssertionError("session_data_length")
    seq = d["seq"].to_bytes(2, "big") if "seq" in d else b""
    header.generic_entry(w, d["cs_id"], bytes(d["policy_no"]), ssrc, roc, seq, octets(d["spi"]))


def rebuild(payloads):
    """Return the message (bytes) that the list of dicts describes."""
    w = Writer(bytearray(16384))
    d = payloads[0]
    header.write(
        w, d["data_type"], d["v"], d["prf_func"], octets(d["csb_id"]), d["cs_count"],
        d["cs_id_map_type"],
    )  # fmt: skip
    for entry in d["cs_id_map_info"]:
        _entry(w, entry)
    for d in payloads[1:]:
        WRITE[d["payload"]](w, d)
    if w.full:
        raise AssertionError("message too long to rebuild")
    return bytes(w.buf[: w.pos])
