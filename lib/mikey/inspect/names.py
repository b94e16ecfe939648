"""Display names of the IANA MIKEY registries, and of the fields of each payload."""

DATA_TYPE = (
    "Pre-shared", "PSK ver msg", "Public key", "PK ver msg", "D-H init", "D-H resp", "Error",
    "DHHMAC init", "DHHMAC resp", "RSA-R I_MSG", "RSA-R R_MSG", "REQUEST_INIT_PSK",
    "REQUEST_INIT_PK", "REQUEST_RESP", "TRANSFER_INIT", "TRANSFER_RESP", "RESOLVE_INIT_PSK",
    "RESOLVE_INIT_PK", "RESOLVE_RESP", "REQUEST_KEY_PSK", "REQUEST_KEY_PKE", "REQUEST_KEY_RESP",
    "I_MESSAGE_1", "R_MESSAGE_1", "I_MESSAGE_2", "R_MESSAGE_2", "SAKKE msg",
)  # fmt: skip
PRF = ("MIKEY-1", "PRF-HMAC-SHA-256")
CS_MAP = ("SRTP-ID", "Empty map", "GENERIC-ID")
PROT = ("SRTP",)
ENCR = ("NULL", "AES-CM-128", "AES-KW-128", "AES-CM-256")
MAC = ("NULL", "HMAC-SHA-1-160", "HMAC-SHA-256-256")
CACHE = ("no cache", "cache", "cache for CSB")
DH_GROUP = ("OAKLEY 5", "OAKLEY 1", "OAKLEY 2")
SIGN = ("RSA/PKCS#1/1.5", "RSA/PSS", "ECCSI")
TS = ("NTP-UTC", "NTP", "COUNTER", "NTP-UTC-32")
ID = ("NAI", "URI", "Byte string")
CERT = ("X.509v3", "X.509v3 URL", "X.509v3 Sign", "X.509v3 Encr")
HASH = ("SHA-1", "MD5", "SHA-256")
KEY = ("TGK", "TGK+SALT", "TEK", "TEK+SALT", "GTGK", "GTGK+SALT", "MPK", "K_PR")
SECRET_KEY = ("", "SK")
KV = ("Null", "SPI", "Interval")
ERROR = (
    "Auth failure", "Invalid TS", "Invalid PRF", "Invalid MAC", "Invalid EA", "Invalid HA",
    "Invalid DH", "Invalid ID", "Invalid Cert", "Invalid SP", "Invalid SPpar", "Invalid DT",
    "Unspecified error", "Unsupported message type", "Invalid TICKET", "Invalid TPpar",
)  # fmt: skip
TS_ROLE = ("", "Time of issue", "Start of validity period", "End of validity period",
           "Rekeying interval")  # fmt: skip
ID_ROLE = ("", "Initiator", "Responder", "KMS", "Pre-Shared Key", "Application",
           "Initiator's KMS", "Responder's KMS", "Initiator's UID", "Responder's UID")  # fmt: skip
RAND_ROLE = ("", "Initiator", "Responder", "KMS")
TICKET = ("", "MIKEY Base Ticket", "3GPP Base Ticket")
CURVE = (
    "", "P-192", "B-163", "K-163", "sect163r1", "P-224", "B-233", "K-233", "P-256", "B-283",
    "K-283", "P-384", "B-409", "K-409", "P-521", "B-571", "K-571",
)  # fmt: skip
SAKKE = ("", "Parameter Set 1")
ID_SCHEME = ("", "tel URI with monthly keys", "3GPP MCX hashed UID")
EXTENSION = ("Vendor ID", "SDP IDs", "TESLA I-Key", "Key ID", "CSB_ID", "OMA BCAST",
             "SAKKE-to-self", "3GPP key parameters")  # fmt: skip
KEY_ID = ("MBMS Key Domain ID", "MBMS Service Key ID", "MBMS Traffic Key ID")
OMA_BCAST = ("", "LTKM", "STKM", "LTKM Reporting", "Parental Control")
# TS 33.180 Annex G: the purpose tag of a key ID, its highest four bits.
PURPOSE = ("GMK", "PCK", "CSK", "SPK", "MKFC", "MSCCK", "MuSiK")

# SRTP policy parameters (RFC 3830 6.10.1, RFC 4771 4.1, RFC 7714 14.3) and the words of their
# values.
PARAM = (
    "Encryption algorithm", "Session encr. key length", "Authentication algorithm",
    "Session auth. key length", "Session salt key length", "SRTP PRF", "Key derivation rate",
    "SRTP encryption", "SRTCP encryption", "FEC order", "SRTP authentication",
    "Authentication tag length", "SRTP prefix length", "ROC transmission rate",
    "SRTP auth. algorithm", "SRTCP auth. algorithm", "SRTP session auth. key length",
    "SRTCP session auth. key length", "SRTP authentication tag length",
    "SRTCP authentication tag length", "AEAD authentication tag length",
)  # fmt: skip
_OFF_ON = ("off", "on")
_AUTH = ("NULL", "HMAC-SHA-1", "RCCm1", "RCCm2", "RCCm3")
PARAM_VALUE = {
    0: ("NULL", "AES-CM", "AES-F8", "SEED-CTR", "SEED-CCM", "SEED-GCM", "AES-GCM"),
    2: _AUTH, 5: ("AES-CM",), 7: _OFF_ON, 8: _OFF_ON, 9: ("FEC-SRTP",), 10: _OFF_ON,
    14: _AUTH, 15: _AUTH,
}  # fmt: skip


# Number of a payload: its name, a line about it ({name} is the word, the text or the value of a
# field), and its fields in wire order, which the layout in wire/payloads.py makes out: a fixed
# octet or a type is (name, words), a length and what it counts (name, name), the octets behind a
# type (name,). Where a form has rules of its own, the reader in inspect/structures.py names them.
PAYLOADS = {
    1: ("KEMAC", "{encr_alg}, {encr_data_len} octets of key data, {mac_alg}",
        ("encr_alg", ENCR), ("encr_data_len", "encr_data"), ("mac_alg", MAC), ("mac",)),
    2: ("PKE", "{data_len} octets, {c}", ("c", CACHE), ("data_len", "data")),
    3: ("DH", "{dh_group}, validity {kv}"),
    4: ("SIGN", "{s_type}, {signature_len} octets",
        ("s_type", SIGN), ("signature_len", "signature")),
    5: ("T", "{ts_type} {ts_value}", ("ts_type", TS), ("ts_value",)),
    6: ("ID", "{id_type} {id_data}", ("id_type", ID), ("id_len", "id_data")),
    7: ("CERT", "{cert_type}, {cert_len} octets", ("cert_type", CERT), ("cert_len", "cert_data")),
    8: ("CHASH", "{hash_func} {hash}", ("hash_func", HASH), ("hash",)),
    9: ("V", "{auth_alg}", ("auth_alg", MAC), ("ver_data",)),
    10: ("SP", "policy {policy_no}, {prot_type}: {policy_param}",
         ("policy_no", None), ("prot_type", PROT), ("policy_param_length", "policy_param")),
    11: ("RAND", "{rand_len} octets", ("rand_len", "rand")),
    12: ("ERR", "{error_no}", ("error_no", ERROR), ("reserved", None)),
    13: ("TR", "{ts_role}: {ts_value}", ("ts_role", TS_ROLE), ("ts_type", TS), ("ts_value",)),
    14: ("IDR", "{id_role}: {id_data}",
         ("id_role", ID_ROLE), ("id_type", ID), ("id_len", "id_data")),
    15: ("RANDR", "{rand_role}: {rand_length} octets",
         ("rand_role", RAND_ROLE), ("rand_length", "rand")),
    16: ("TP", "{ticket_type}, flags {flags}: {tp_data}"),
    17: ("TICKET", "{ticket_type}, flags {flags}: {tp_data}; {ticket_data_length} octets of "
                   "ticket data"),
    20: ("Key data", ""),
    21: ("General Ext.", "{type}: {data}", ("type", EXTENSION), ("length", "data")),
    22: ("IBAKE", "{encr_data_len} octets", ("encr_data_len", "encr_data")),
    23: ("ESK", "{encr_data_len} octets", ("encr_data_len", "encr_data")),
    24: ("SK", "{key_data_len} octets"),
    25: ("ECCPT", "{ecc_curve}"),
    26: ("SAKKE", "{sakke_params}, {id_scheme}, {sakke_data_length} octets",
         ("sakke_params", SAKKE), ("id_scheme", ID_SCHEME),
         ("sakke_data_length", "sakke_data")),
}  # fmt: skip
# Headers, which have no number.
HEADERS = (
    ("HDR", "{data_type}, CSB ID {csb_id}, {prf_func}, V {v}, #CS {cs_count}, {cs_id_map_type}"),
    ("THDR", "{thdr_data_length} octets"),
)
PAYLOAD = tuple(
    ["Last payload"] + [PAYLOADS[i][0] if i in PAYLOADS else "" for i in range(1, 27)]
)


def template(name):
    """Return the line about payload `name` (str)."""
    for row in list(PAYLOADS.values()) + list(HEADERS):
        if row[0] == name:
            return row[1]
    return ""


def word(names, number):
    """Return the word for `number` in the tuple `names`, or None where it has none."""
    return (names[number] or None) if 0 <= number < len(names) else None
