"""The payloads by number, and the one table of their layouts.

Reader (`Message.scan`), writer (`Writer.room`) and inspector (`mikey.inspect.explain`) go by this
table; it is plain octets, so that C can go by it too. RFC 3830 6 (numbers in 6.1 table 6.1.b), RFC
6043 6 (13 to 17), RFC 6267 6.1 (22 to 25), RFC 6509 4.2 (26).
"""

from mikey.port import const

KEMAC = const(1)
PKE = const(2)
DH = const(3)
SIGN = const(4)
T = const(5)
ID = const(6)
CERT = const(7)
CHASH = const(8)
V = const(9)
SP = const(10)
RAND = const(11)
ERR = const(12)
TR = const(13)
IDR = const(14)
RANDR = const(15)
TP = const(16)
TICKET = const(17)
KEY_DATA = const(20)  # stands in a KEMAC, not in a message
EXTENSION = const(21)
IBAKE = const(22)
ESK = const(23)
SK = const(24)
ECCPT = const(25)
SAKKE = const(26)

KINDS = const(27)  # numbers below this have a row

# A form is the octets up to the end of the length field (where there is none: of the fields before
# the octet of type, or of all fields), plus how the rest is counted.
HEAD = const(0x0F)
HOW = const(0x70)
LENGTH16 = const(0x00)  # a 16-bit length
PARAMETERS = const(0x10)  # the same; what it counts is type, 8-bit length, value, again and again
KEY_IDS = const(0x20)  # as PARAMETERS where the extension's Type is 3, else as LENGTH16
FIXED = const(0x30)  # nothing follows
LENGTH8 = const(0x40)  # an 8-bit length, never 0
MASKED = const(0x50)  # a 16-bit length whose highest bits are something else
CHAIN = const(0x60)  # a 16-bit length; what it counts is the number of a payload and payloads
SPECIAL = const(0x70)  # rules of its own, in wire/message.py
TYPED = const(0x80)  # added to one of above: an octet of type and as many octets as SIZES says

# Two octets a payload: its form and, where it needs one, an argument: where its sizes stand in
# SIZES (TYPED); the mask (MASKED); the fault of an empty LENGTH8 or of bad PARAMETERS or KEY_IDS;
# 1 where Ticket Data and Initiator Data follow (CHAIN).
FORMS = (
    b"\x70\x00"  # 0
    b"\x84\x00"  # KEMAC: Encr alg, Encr data len, Encr data, Mac alg, MAC
    b"\x53\x3f"  # PKE: C|Data len, Data
    b"\x71\x05"  # DH: DH-Group, DH-value, Reserved|KV, KV data
    b"\x52\x0f"  # SIGN: S type|Signature len, Signature; no Next payload
    b"\xb1\x0a"  # T: TS type, TS value
    b"\x04\x00"  # ID: ID Type, ID len, ID Data
    b"\x04\x00"  # CERT: Cert Type, Cert len, Cert Data
    b"\xb1\x0f"  # CHASH: Hash func, Hash
    b"\xb1\x00"  # V: Auth alg, Ver data
    b"\x15\x13"  # SP: Policy no, Prot type, Policy param length, Policy param
    b"\x42\x17"  # RAND: RAND len, RAND
    b"\x34\x00"  # ERR: Error no, Reserved
    b"\xb2\x14"  # TR: TS Role, TS Type, TS Value
    b"\x05\x00"  # IDR: ID Role, ID Type, ID len, ID Data
    b"\x43\x17"  # RANDR: RAND Role, RAND length, RAND
    b"\x6a\x00"  # TP: Ticket Type, Subtype, Version, PRF|flags, TP Data length, TP Data
    b"\x6a\x01"  # TICKET: as TP, then Ticket Data and Initiator Data with their lengths
    b"\x70\x00"  # 18
    b"\x70\x00"  # 19
    b"\x70\x00"  # Key data
    b"\x24\x18"  # General Extension: Type, Length, Data
    b"\x03\x00"  # IBAKE: Encr data len, Encr data
    b"\x03\x00"  # ESK: Encr data len, Encr data
    b"\x74\x00"  # SK: Type|KV, Key data len, Key data, KV data
    b"\x72\x00"  # ECCPT: ECC curve, ECC point, Auth alg, TGK len, Reserved|KV, KV data
    b"\x05\x00"  # SAKKE: SAKKE params, ID scheme, SAKKE data length, SAKKE data
)

# The fault of an unknown type, the number of types, the octets that follow type 0, 1, ...
SIZES = (
    b"\x0d\x03\x00\x14\x20"  # Mac alg, Auth alg: NULL, HMAC-SHA-1-160, HMAC-SHA-256-256
    b"\x19\x03\xc0\x60\x80"  # DH-Group: OAKLEY 5, 1, 2 (192, 96 and 128 octets)
    b"\x10\x03\x08\x08\x04"  # TS type: NTP-UTC, NTP, COUNTER
    b"\x06\x03\x14\x10\x20"  # Hash func: SHA-1, MD5, SHA-256
    b"\x10\x04\x08\x08\x04\x04"  # TS Type of TR: the same and NTP-UTC-32
)


def size(kind, number):
    """Return the octets that follow type `number` of payload `kind`, -1 for no known type.

    Those of a DH-value (DH), a TS value (T, TR), a hash (CHASH), a MAC (KEMAC, V).
    """
    at = FORMS[kind << 1 | 1]
    return SIZES[at + 2 + number] if number < SIZES[at + 1] else -1


# Where the fields stand, from the start of a payload, by name; the last of each ends with it.
T_TYPE = const(1)
T_VALUE = const(2)
ID_TYPE = const(1)
ID_DATA = const(4)
CERT_TYPE = const(1)
CERT_DATA = const(4)
V_ALG = const(1)
V_DATA = const(2)
SP_NUMBER = const(1)
SP_PROT = const(2)
SP_PARAMS = const(5)
RAND_DATA = const(2)
ERR_NUMBER = const(1)
IDR_ROLE = const(1)
IDR_TYPE = const(2)
IDR_DATA = const(5)
EXTENSION_TYPE = const(1)
EXTENSION_DATA = const(4)
SAKKE_PARAMS = const(1)
SAKKE_SCHEME = const(2)
SAKKE_DATA = const(5)
SIGN_DATA = const(2)  # S type: the four highest bits of the payload

# TS type (RFC 3830 6.6); 3 in TR alone (RFC 6043 6.4).
NTP_UTC = const(0)
NTP = const(1)
COUNTER = const(2)
NTP_UTC_32 = const(3)
# ID Type (RFC 3830 6.7, RFC 6043 6.6).
NAI = const(0)
URI = const(1)
BYTE_STRING = const(2)
# ID role (RFC 6043 6.6; 6 and 7 RFC 6509 4.4; 8 and 9 TS 33.180 E.7: hashed, in place of URIs).
ROLE_INITIATOR = const(1)
ROLE_RESPONDER = const(2)
ROLE_KMS = const(3)
ROLE_PSK = const(4)
ROLE_APPLICATION = const(5)
ROLE_KMS_INITIATOR = const(6)
ROLE_KMS_RESPONDER = const(7)
ROLE_UID_INITIATOR = const(8)
ROLE_UID_RESPONDER = const(9)
# S type (RFC 3830 6.5; ECCSI RFC 6509 4.3).
RSA_PKCS1 = const(0)
RSA_PSS = const(1)
ECCSI = const(2)
# SAKKE params and ID scheme (RFC 6509 4.2; 2 TS 33.180 E.5).
PARAMETER_SET_1 = const(1)
TEL_MONTHLY = const(1)
MCX_HASHED = const(2)
# Type of a General Extension (RFC 3830 6.15; KEY_ID RFC 4563 4; CSB_ID RFC 4738 3.6).
VENDOR_ID = const(0)
SDP_IDS = const(1)
KEY_ID = const(3)
CSB_ID = const(4)
