"""What console answers are made of: streams, identities and the heap as JSON values."""

import gc
import sys

from console import fields, kernel_file
from mikey import __form__, __version__, srtp
from mikey.crypto import kernel
from mikey.modes import installed

_LINES = ("missing", "ready", "verified", "bad format", "of another key", "damaged")


def hello(board, line_max, message_max):
    """Return what the console of `board` (its module) is and can do; see `mikey.crypto.kernel`."""
    return {
        "version": __version__,
        "board": board.NAME,
        "runtime": sys.implementation.name,
        "modes": installed(),
        "profiles": [],
        "kernel": "python: the kernel is damaged" if kernel_file.damaged else kernel.used,
        "form": __form__,
        "line_max": line_max,
        "message_max": message_max,
        "heap_free": heap_free(),
    }


def call(handle, call):
    """Return a Call and the number it has at the console, without any key."""
    return {"call": handle, "mode": call.mode, "peer": printable(call.peer)}


def stream(stream):
    """Return a Stream (mikey.call) as a dict."""
    valid = stream.valid
    if valid is not None:
        valid = {"from": fields.to_hex(valid[0]), "to": fields.to_hex(valid[1])}
    params = srtp.decode(stream.policy)
    return {
        "cs": stream.cs,
        "ssrc": fields.to_hex(stream.ssrc),
        "roc": int.from_bytes(stream.roc, "big"),
        "policy": {str(kind): params[kind] for kind in params},
        "tek": fields.to_hex(stream.tek),
        "salt": fields.to_hex(stream.salt),
        "mki": fields.to_hex(stream.mki),
        "valid": valid,
    }


def vouched_by(call):
    """Return who vouches for the peer of `call` (see `Call.vouched_by`) as a dict."""
    by = call.vouched_by
    if by[0] == "group":
        return {"group": fields.to_hex(by[1])}
    if by[0] == "certificate":
        return {"certificate": by[1], "anchor": by[2]}
    return {by[0]: printable(by[1])}


def printable(identity):
    """Return an identity as text, or as hex where it is none (byte-string identities)."""
    try:
        return identity.decode()
    except ValueError:
        return fields.to_hex(identity)


def user(keys):
    """Return a user's keys of a period (credentials.sakke.UserKeys) as a dict, without any key.

    `lines` is the state of their pairing table (crypto.pairing_table).
    """
    return {
        "uri": printable(keys.uri),
        "kms": printable(keys.kms.uri),
        "period": keys.period.decode(),
        "lines": _LINES[keys.receiver.lines_state],
    }


def heap_free():
    """Return the free octets of the heap; None where there is no such number (CPython)."""
    if not hasattr(gc, "mem_free"):
        return None
    gc.collect()
    return gc.mem_free()
