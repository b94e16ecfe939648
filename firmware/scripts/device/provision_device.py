"""Puts identities and keys on a board: `make provision PORT=… ARGS=own.jsonl`.

The file holds requests of the console (README), one JSON object a line, binary values in hex:

    {"do": "clock", "ntp": "now"}
    {"do": "identity", "uri": "sip:bob@example.com"}
    {"do": "psk", "peer": "sip:alice@example.com", "key": "…", "id": "…"}
    {"do": "kms", "uri": "kms.example.org", "z": "…", "kpak": "…"}
    {"do": "keys", "uri": "tel:+447700900123", "period": "2026-01", "rsk": …, "ssk": …, "pvt": …}

with `"now"` for this computer's time, and an empty line or one that begins with # in between. They
go to the board through mpremote and last: the console has them again after a restart. Whatever the
board has already stays, unless `--clear` wipes its identity and pre-shared keys first. What is
shown of a request is its kind and whom it is for, never a key.
"""

import argparse
import ast
import json
import os
import sys
import time

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "package"))

import remote
from device_form import BundleError

KINDS = ("clock", "identity", "psk", "kms", "keys")
NTP_FROM_1970 = 2208988800  # seconds from 1900 to 1970

_BEGIN = """
import board, console
from console import provisioning
_drivers = board.drivers(None, %r)
_console = console.Console(board, _drivers)
"""


def say(text):
    """Tell the user."""
    print("provision: " + text, file=sys.stderr)


def now():
    """Return the present time as the console's 16 hex digits of NTP-UTC."""
    seconds = time.time() + NTP_FROM_1970
    return "%016x" % (int(seconds * (1 << 32)) % (1 << 64))


def requests(path):
    """Return the requests of a file (list of dict)."""
    found = []
    try:
        with open(path, encoding="utf-8") as file:
            rows = file.read().splitlines()
    except (OSError, ValueError):
        raise BundleError("%s cannot be read" % path) from None
    for number, row in enumerate(rows, 1):
        if not row.strip() or row.startswith("#"):
            continue
        try:
            request = json.loads(row)
        except ValueError:
            request = None
        if not isinstance(request, dict) or request.get("do") not in KINDS:
            raise BundleError("%s, line %d: one of %s is wanted" % (
                os.path.basename(path), number, ", ".join(KINDS)))
        found.append(request)
    if not found:
        raise BundleError("%s holds no request" % os.path.basename(path))
    return found


def label(request):
    """Return what may be shown of a request."""
    whom = request.get("peer") or request.get("uri") or ""
    return (request["do"] + " " + str(whom)).strip()


def put(connect, request):
    """Have the board carry out and keep a request; return its answer (dict)."""
    if request.get("ntp") == "now":
        request = dict(request, ntp=now())
    line = json.dumps(request).encode()
    # The code goes in by the raw REPL, which does not echo.
    call = "print(provisioning.keep(_console, _drivers.store, %r))" % line
    output = remote.mpremote(*connect, "exec", call)
    try:
        return ast.literal_eval(output.strip().splitlines()[-1])
    except (ValueError, SyntaxError, IndexError):
        raise BundleError("the board does not answer") from None


def main():
    """Read the file, say what will be put where, put it there."""
    parser = argparse.ArgumentParser(description="Put identities and keys on a board.")
    parser.add_argument("file", help="console requests, one JSON object a line")
    parser.add_argument("--port", default="auto", help="serial port of the board")
    parser.add_argument("--clear", action="store_true", help="wipe what was there first")
    parser.add_argument("--store", help="another folder of the board than its own choice")
    parser.add_argument("--resume", action="store_true", help="do not reset the board")
    arguments = parser.parse_args()
    given = requests(arguments.file)
    info = remote.ask(arguments.port, arguments.resume)
    if info["mikey"] is None:
        raise BundleError("the board has no MIKEY: make deploy or make flash first")
    say("%s with MIKEY %s: %s" % (info["machine"], info["mikey"],
                                  "; ".join(label(request) for request in given)))
    connect = ["connect", arguments.port, "resume"]
    remote.mpremote(*connect, "exec", _BEGIN % arguments.store)
    if arguments.clear:
        remote.mpremote(*connect, "exec", "provisioning.forget(_drivers.store)")
        say("identity and pre-shared keys wiped")
    for request in given:
        answer = put(connect, request)
        if not answer["ok"]:
            raise BundleError("%s is refused: %s" % (label(request), answer["reason"]))
        say(label(request) + " is on the board")
    if not arguments.resume:
        remote.mpremote(*connect, "reset")
        say("the board restarts")


if __name__ == "__main__":
    try:
        main()
    except BundleError as error:
        sys.exit("provision: %s" % error)
