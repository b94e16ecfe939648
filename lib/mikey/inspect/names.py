"""The words of the MIKEY registries by number, for people: used by `explain`, by no mode."""

DATA_TYPE = (
    "Pre-shared", "PSK ver msg", "Public key", "PK ver msg", "D-H init", "D-H resp", "Error",
    "DHHMAC init", "DHHMAC resp", "RSA-R I_MSG", "RSA-R R_MSG", "REQUEST_INIT_PSK",
    "REQUEST_INIT_PK", "REQUEST_RESP", "TRANSFER_INIT", "TRANSFER_RESP", "RESOLVE_INIT_PSK",
    "RESOLVE_INIT_PK", "RESOLVE_RESP", "REQUEST_KEY_PSK", "REQUEST_KEY_PKE", "REQUEST_KEY_RESP",
    "I_MESSAGE_1", "R_MESSAGE_1", "I_MESSAGE_2", "R_MESSAGE_2", "SAKKE msg",
)  # fmt: skip
PAYLOAD = (
    "Last payload", "KEMAC", "PKE", "DH", "SIGN", "T", "ID", "CERT", "CHASH", "V", "SP", "RAND",
    "ERR", "TR", "IDR", "RANDR", "TP", "TICKET", "", "", "Key data", "General Ext.", "IBAKE",
    "ESK", "SK", "ECCPT", "SAKKE",
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


def word(names, number):
    """Return the word for `number` in the tuple `names`, or None where it has none."""
    return (names[number] or None) if 0 <= number < len(names) else None
