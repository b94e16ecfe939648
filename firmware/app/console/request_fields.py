"""Which fields each console request has: what is not listed here is refused by its name."""

_FIELDS = (
    ("hello", ()),
    ("reset", ()),
    ("clock", ("ntp", "skew", "trust")),
    ("identity", ("uri",)),
    ("psk", ("peer", "key", "id", "members")),
    ("kms", ("uri", "z", "kpak", "users")),
    ("keys", ("uri", "rsk", "ssk", "pvt", "period", "id")),
    ("offer", (
        "mode", "peer", "streams", "verify", "encr", "mac", "prf", "group", "tgk_bits",
        "secure_transport", "call", "rekey", "map", "mki", "vendor", "sdp_ids", "group_key",
    )),
    ("receive", (
        "message", "line", "header", "from", "to", "secure_transport", "sdp_ids", "stored_at",
    )),
    ("finish", ("call", "message", "line", "header", "secure_transport")),
    ("explain", ("message", "line")),
    ("forget", ("call",)),
    ("status", ()),
)  # fmt: skip

# An entry of an offer's `streams`: all that a stream of an answer has.
STREAM = ("ssrc", "policy", "roc", "cs", "tek", "salt", "mki", "valid")
VALID = ("from", "to")


def of(name):
    """Return the fields (tuple of str) of the request `name`; none of what is no request."""
    for known, names in _FIELDS:
        if known == name:
            return names
    return ()
