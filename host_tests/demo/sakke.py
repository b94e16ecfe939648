"""MIKEY-SAKKE in the demonstration: a KMS, a caller simulated on this computer, and their scenes.

The device has the line coefficients of one of its two numbers in ROM; calls to the other show what
they save. Its KMS and keys are new at each run.
"""

import os
import tempfile
import time

from demo import report as demo_print
from demo.call import Call, make, note_of, steps
from demo.handsets import DemoError, Handset, ntp_now
from mikey import srtp
from mikey.credentials import identifier
from mikey.crypto import pairing_table
from mikey.crypto.sakke import Engine
from mikey.transport import sdp
from mikey_kms.caller import Caller
from mikey_kms.kms import Kms

PLAIN, QUICK = "tel:+447700900201", "tel:+447700900202"  # numbers without and with lines
_CAROL = "tel:+447700900203"
_KMS = "kms.example.org"


class Domain:
    """A KMS, this month's keys of the device's two numbers, a file with the lines of the second.

    `lines`: the name of that file.
    """

    def __init__(self):
        self.kms = Kms.generate(os.urandom)
        self.period = identifier.period(bytes.fromhex(ntp_now()))
        self.users = {}
        for uri in (PLAIN, QUICK):
            name = identifier.identifier(self.period, uri.encode())
            self.users[uri] = self.kms.user(name, os.urandom)
        self._file = tempfile.NamedTemporaryFile(suffix=".mksl")
        user = self.users[QUICK]
        lines = Engine().make_steps(user.rsk)
        write = self._file.write
        for _ in pairing_table.make_steps(self.kms.Z, user.identity, user.rsk, lines, write):
            pass
        self._file.flush()
        self.lines = self._file.name

    def close(self):
        """Remove the file."""
        self._file.close()

    def requests(self, uri):
        """Return the console requests that give a handset the domain and its keys for `uri`."""
        user = self.users[uri]
        keys = {name: getattr(user, name).hex() for name in ("rsk", "ssk", "pvt")}
        return [
            {"do": "kms", "uri": _KMS, "z": self.kms.Z.hex(), "kpak": self.kms.kpak.hex()},
            dict(keys, do="keys", uri=uri, period=self.period.decode()),
        ]


class Simulated:
    """A caller on this computer, with the face of a Handset as far as a Call needs it."""

    name = "Carol"
    uri = _CAROL

    def __init__(self, domain):
        self._caller = Caller(self.uri.encode(), domain.kms, _KMS.encode())
        self._call = None  # type: Any  # the one call, once offered
        self.seconds = 0.0

    def ask(self, do, **fields):
        """Return the answer (dict) to a console request: offer, finish or forget."""
        began = time.monotonic()
        answer = {"offer": self._offer, "finish": self._finish, "forget": self._forget}[do](fields)
        self.seconds = time.monotonic() - began
        return answer

    def _offer(self, fields):
        streams = [(bytes.fromhex(s["ssrc"]), s["policy"]) for s in fields["streams"]]
        peer = fields["peer"].encode()
        message, self._call = self._caller.call(peer, bytes.fromhex(ntp_now()), streams)
        return {"call": 1, "message": sdp.base64_text(message), "line": sdp.line(message)}

    def _finish(self, fields):
        return {"streams": [_stream(stream) for stream in self._call.streams]}

    def _forget(self, fields):
        self._call.wipe()
        return {}


def _stream(stream):
    """Return a Stream as the console shows it."""
    return {
        "cs": stream.cs,
        "ssrc": bytes(stream.ssrc).hex(),
        "roc": int.from_bytes(stream.roc, "big"),
        "policy": {str(kind): value for kind, value in srtp.decode(stream.policy).items()},
        "tek": bytes(stream.tek).hex(),
        "salt": bytes(stream.salt).hex(),
        "mki": stream.mki,
    }


def provision(paper, handset, domain):
    """Show how the KMS gives `handset` its keys, over the console; return the state of its lines.

    DemoError unless another user's key is refused.
    """
    handset.prepare([{"do": "clock", "ntp": ntp_now()}, {"do": "identity", "uri": handset.uri}])
    kms, keys = domain.requests(handset.uri)
    paper.step("KMS", "→", handset.name, "keys for %s, over the console" % handset.uri)
    paper.row("kms", "%s: Z 257 octets, KPAK 65 octets" % _KMS)
    paper.row("keys", "%s: RSK 257 octets, SSK 32 octets, PVT 65 octets" % keys["period"])
    handset.ask(**kms)
    if handset.uri == PLAIN:
        other = domain.users[QUICK].rsk.hex()
        answer = handset.refusal(reason="bad-user-key", **dict(keys, rsk=other))
        paper.good("another user's RSK was refused")
        # What stays of the first use of SAKKE is its working memory.
        paper.note(note_of(handset, "key refused", answer))
    answer = handset.ask(**keys)
    paper.good("RSK, SSK and PVT belong together (RFC 6508 6.1.2, RFC 6507 5.1.2): kept")
    paper.note(note_of(handset, "keys validated", answer))
    for text in steps(answer["spent"]):
        paper.note(text)
    return answer["spent"]["lines"]


def call(paper, device, domain, uri, suite):
    """Show a call of Carol's to the number `uri` of the device; return its Call."""
    callee = Handset(device.name, uri, device.runtime)
    state = provision(paper, callee, domain)
    quick = uri == QUICK
    if quick != (state == pairing_table.READY):
        raise DemoError("the device takes the lines in its ROM for another key's")
    if quick:
        size = demo_print.size(pairing_table.LENGTH)
        paper.note("line coefficients of this key: %s, read in place from ROM" % size)
    carol = Simulated(domain)
    paper.line()
    paper.line("%s: a caller simulated on this computer, %s" % (carol.name, carol.uri), hang=2)
    return make(Call(paper, carol, callee, "sakke", suite, {}, answered=False))
