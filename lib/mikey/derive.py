"""Moved to mikey.crypto.kdf; this name of 0.1.0 goes with 0.3."""

from mikey.crypto.kdf import (  # noqa: F401
    CS_AUTH,
    CS_ENCR,
    CS_SALT,
    MSG_AUTH,
    MSG_ENCR,
    MSG_SALT,
    TEK,
    Label,
)
