"""Every payload of every mode, read by `explain` and written again octet for octet."""

import json

try:
    from micropython import heap_lock, heap_unlock  # pyright: ignore[reportAssignmentType]
except ImportError:  # CPython has no such lock: there the verdicts alone count

    def heap_lock():
        """Do nothing."""

    heap_unlock = heap_lock

from conformance.data import octets, same, vectors
from conformance.rebuild import rebuild
from mikey.inspect.explain import explain, one_line
from mikey.wire.message import Message

_FILES = ("psk", "dhhmac", "sakke", "pk", "dh", "rsar", "ticket", "ibake", "error")
_PLAINTEXTS = "ibake-plaintexts"
_NO_HEAP = "no-heap"

# The names of vectors/payloads.json where they are not those of the RFC.
_NAMES = {
    "Hdr": {"prf": "prf_func", "ncs": "cs_count", "map_type": "cs_id_map_type", "cs": ""},
    "Kemac": {"data": "encr_data"},
    "Dh": {"group": "dh_group", "value": "dh_value", "kv": ""},
    "Sign": {"sig": "signature"},
    "Ts": {"value": "ts_value"},
    "Id": {"data": "id_data"},
    "Cert": {"data": "cert_data"},
    "Chash": {"func": "hash_func"},
    "Ver": {"mac": "ver_data"},
    "Sp": {"prot": "prot_type", "params": ""},
    "Err": {"no": "error_no"},
    "GenExt": {"ext_type": "type"},
    "KeyData": {"ktype": "type", "key": "key_data", "salt": "", "kv": ""},
    "Tr": {"role": "ts_role", "value": "ts_value"},
    "Idr": {"role": "id_role", "data": "id_data"},
    "Randr": {"role": "rand_role"},
    "Tp": {"ttype": "ticket_type", "prf": "prf_func", "flags": "", "tp_payloads": "",
           "tp_data": ""},
    "Ticket": {"ttype": "ticket_type", "prf": "prf_func", "flags": "", "tp_payloads": "",
               "tp_data": "", "initiator_data": ""},
    "Ibake": {"data": "encr_data"},
    "Eccpt": {"curve": "ecc_curve", "point": "ecc_point", "kv": ""},
    "Sakke": {"params": "sakke_params", "data": "sakke_data"},
}  # fmt: skip
_T = "000200000001"
_SIGN = "0004aabbccdd"


def cases():
    """Return the names: one a payload vector, one a file of messages."""
    names = [v["name"] for v in vectors("payloads")["vectors"]]
    return names + ["messages-" + name for name in _FILES] + [_PLAINTEXTS, _NO_HEAP]


def run(name):
    """Run one case."""
    if name == _PLAINTEXTS:
        _plaintexts()
    elif name == _NO_HEAP:
        _no_heap()
    elif name.startswith("messages-"):
        for v in vectors(name[9:])["vectors"]:
            for m in v["messages"] + v.get("alternates", []):
                if m.get("ambiguity") != "A8":  # algorithm numbers of RFC 4650 4.2: another layout
                    _message(octets(m["hex"]), v["name"] + " " + m["label"])
    else:
        for v in vectors("payloads")["vectors"]:
            if v["name"] == name:
                _payload(v)


def _message(octets_, what):
    """Explain a message, check its chain, its JSON and its text, and write it again."""
    made = explain(octets_, len(octets_))
    same(json.loads(json.dumps(made)), made, what + " as JSON")
    for i in range(len(made) - 1):
        same(made[i]["next_payload_name"], made[i + 1]["payload"], what + " chain")
    if made[-1]["payload"] != "SIGN":
        same(made[-1]["next_payload"], 0, what + " last payload")
    for d in made:
        text = one_line(d)
        if not text.startswith(d["payload"]) or "None" in text:
            raise AssertionError("%s text: %s" % (what, text))
    same(rebuild(made), octets_, what + " written again")
    return made


def _wrapped(v):
    """Return the payload of a vector in a message of its own."""
    if v["payload"] == "Hdr":
        return octets(v["hex"] + _T)
    if v["payload"] == "KeyData":
        size = "%04x" % (len(v["hex"]) // 2)
        return octets("0100010000000000" + "0001" + "0000" + size + v["hex"] + "00")
    after = _SIGN if v["next_payload"] == 4 else ""
    return octets("0100%02x0000000000" % v["payload_type"] + "0001" + v["hex"] + after)


def _payload(v):
    made = _message(_wrapped(v), v["name"])
    kind = v["payload"]
    d = made[0] if kind == "Hdr" else made[1]
    if kind == "KeyData":
        same(len(d["key_data"]), 1, "sub-payloads")
        d = d["key_data"][0]
    names = _NAMES.get(kind, {})
    fields = v["fields"]
    for name in fields:
        known = names.get(name, name)
        if known:
            same(d[known], fields[name], name)
    if "kv" in fields:
        _validity(d, fields["kv"])
    if "flags" in fields:
        for c in fields["flags"]:
            same(d[c.lower()], fields["flags"][c], "flag " + c)
    if "tp_payloads" in fields:
        same(len(d["tp_data"]), len(fields["tp_payloads"]), "payloads inside")
        for row, inner in zip(d["tp_data"], fields["tp_payloads"]):
            same(row["payload"], inner["type"], "payload inside")
            expected = _NAMES["Idr" if inner["type"] == "IDR" else "Tr"]
            for name in inner["fields"]:
                same(row[expected.get(name, name)], inner["fields"][name], name)
    if "params" in fields and kind == "Sp":
        rows = [(p["type"], int(p["value"], 16)) for p in fields["params"]]
        same([(p["type"], p["value"]) for p in d["policy_param"]], rows, "parameters")
    if "cs" in fields:
        rows = [(cs["policy"], "%08x" % cs["ssrc"], cs["roc"]) for cs in fields["cs"]]
        same([(e["policy_no"], e["ssrc"], e["roc"]) for e in d["cs_id_map_info"]], rows, "map")


def _validity(d, kv):
    if kv is None:
        same(d["kv"], 0, "kv")
    elif "spi" in kv:
        same((d["kv"], d["spi"]), (1, kv["spi"]), "spi")
    else:
        same((d["kv"], d["valid_from"], d["valid_to"]), (2, kv["from"], kv["to"]), "interval")


def _plaintexts():
    # What IBAKE encrypts: chains of IDR and ECCPT.
    seen = set()
    for v in vectors("ibake")["vectors"]:
        chains = v["outputs"].get("ibe_plaintexts", {})
        for label in chains:
            if chains[label]:
                message = octets("01160e0000000000" + "0001" + chains[label])
                for d in _message(message, v["name"] + " " + label):
                    seen.add(d["payload"])
    same(sorted(seen), ["ECCPT", "HDR", "IDR"], "payloads seen")


def _no_heap():
    # Neither a message nor any of its cuts takes heap to read or to refuse (a raise would).
    index = Message()
    for v in vectors("payloads")["vectors"]:
        message = _wrapped(v)
        same(index.scan(message, len(message)), 0, v["name"])
        accepted = 0
        heap_lock()
        try:
            for n in range(len(message) + 1):
                if not index.scan(message, n):
                    accepted += 1
        finally:
            heap_unlock()
        same(accepted, 1, v["name"] + ", cuts accepted")
