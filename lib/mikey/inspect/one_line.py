"""One line of text for a payload that `explain` has explained."""

# {name} stands for the word, the text or the value of a field.
_TEMPLATES = {
    "HDR": "{data_type}, CSB ID {csb_id}, {prf_func}, V {v}, #CS {cs_count}, "
           "{cs_id_map_type}",
    "KEMAC": "{encr_alg}, {encr_data_len} octets of key data, {mac_alg}",
    "PKE": "{data_len} octets, {c}",
    "DH": "{dh_group}, validity {kv}",
    "SIGN": "{s_type}, {signature_len} octets",
    "T": "{ts_type} {ts_value}",
    "ID": "{id_type} {id_data}",
    "CERT": "{cert_type}, {cert_len} octets",
    "CHASH": "{hash_func} {hash}",
    "V": "{auth_alg}",
    "SP": "policy {policy_no}, {prot_type}: {policy_param}",
    "RAND": "{rand_len} octets",
    "ERR": "{error_no}",
    "TR": "{ts_role}: {ts_value}",
    "IDR": "{id_role}: {id_data}",
    "RANDR": "{rand_role}: {rand_length} octets",
    "TP": "{ticket_type}, flags {flags}: {tp_data}",
    "TICKET": "{ticket_type}, flags {flags}: {tp_data}; {ticket_data_length} octets of "
              "ticket data",
    "General Ext.": "{type}: {data}",
    "IBAKE": "{encr_data_len} octets",
    "ESK": "{encr_data_len} octets",
    "SK": "{key_data_len} octets",
    "ECCPT": "{ecc_curve}",
    "SAKKE": "{sakke_params}, {id_scheme}, {sakke_data_length} octets",
    "THDR": "{thdr_data_length} octets",
}  # fmt: skip
_EMPTY = {"policy_param": "SRTP's defaults"}


def _row(row):
    # One policy parameter or nested payload of a list.
    name = row.get("payload")
    if name:
        return name + " " + _fill(_TEMPLATES[name], row)
    kind = row.get("type_name") or "parameter %d" % row["type"]
    return "%s %s" % (kind, row.get("value_name", row["value"]))


def _word(d, name):
    value = d.get(name)
    if isinstance(value, list):
        return ", ".join([_row(row) for row in value]) or _EMPTY.get(name, "nothing")
    return str(d.get(name + "_name") or d.get(name + "_text") or value)


def _fill(template, d):
    parts = template.split("{")
    made = [parts[0]]
    for part in parts[1:]:
        name, rest = part.split("}")
        made.append(_word(d, name))
        made.append(rest)
    return "".join(made)


def one_line(d):
    """Return a line for the dict of one payload: "KEMAC  AES-CM-128, 30 octets of key data, …"."""
    name = d["payload"]
    return name + "  " + _fill(_TEMPLATES.get(name, ""), d)
