"""One call, step by step: offer, answer, keys, voice, and what must be refused.

Every step prints itself on a Paper and raises DemoError when the handsets disagree. A key is never
printed: only a fingerprint of it.
"""

import base64
import hashlib
import os

from demo import media as demo_srtp
from demo import report as demo_print
from demo.handsets import DemoError
from mikey import srtp
from mikey.inspect.explain import one_line

_PACKETS = 50  # one second of voice each way
_CHOOSE = "00000000"  # the SSRC that the answerer fills in (RFC 3830 6.1.1)
_HERTZ = {"caller": 440, "callee": 587}
_ATTRIBUTE = "a=key-mgmt:mikey "
_CYCLES, _HERTZ_OF_CORE = 1.5, 150e6  # of an instruction; of a handset's Cortex-M4
_STEP_SECONDS = 0.05
_FEW = 3  # steps that need not be spoken of


class Call:
    """A call from one Handset to another over MIKEY `mode`, written on `paper`.

    `suite` names the SRTP policy; `options` (dict) are more fields of the offer. `answered` tells
    whether the mode has an answer, in which the callee says its SSRC; else the caller says both.
    """

    def __init__(self, paper, caller, callee, mode, suite, options, answered=True):
        self.paper = paper
        self.caller = caller
        self.callee = callee
        self.mode = mode
        self.suite = suite
        self.options = options
        self.ssrcs = [os.urandom(4).hex(), _CHOOSE if answered else os.urandom(4).hex()]
        self.ports = {"caller": demo_srtp.Port(), "callee": demo_srtp.Port()}
        self.receive_fields = {}
        self.offered = self.received = {}
        self.streams = {"caller": [], "callee": []}
        self.spent = {}  # step: what the device counted

    def close(self):
        """Close the sockets."""
        for port in self.ports.values():
            port.close()

    # The key agreement

    def offer(self):
        """The caller makes an offer; its SDP carries the MIKEY message."""
        streams = [{"ssrc": ssrc, "policy": self.suite} for ssrc in self.ssrcs]
        self.offered = self.caller.ask(
            "offer",
            mode=self.mode,
            peer=self.callee.uri,
            streams=streams,
            sdp_ids=["mikey"],
            **self.options,
        )
        spent = self._spent(self.caller, "offer", "built", self.offered)
        sdp = _description(self.caller, self.ports["caller"], self.offered["line"])
        self._sent("→", "SDP offer", sdp, self.offered["message"])
        self.paper.note(spent)
        self.receive_fields = {"line": _attribute(sdp), "sdp_ids": ["mikey"]}

    def tampered(self):
        """The offer with one bit changed on its way must be refused, and must leave no trace."""
        paper = self.paper
        octets = bytearray(base64.b64decode(self.offered["message"]))
        octets[octets.index(self._rand())] ^= 1
        changed = dict(self.receive_fields, message=base64.b64encode(octets).decode())
        del changed["line"]
        answer = self.callee.refusal("receive", "auth-failure", **changed)
        text = "one bit of the offer changed: refused by %s: %s (%s)"
        paper.good(text % (self.callee.name, answer["reason"], answer["section"]))
        spent = answer.get("spent")
        if spent:
            self.spent["refuse"] = spent
            paper.note("%s: refused after %s" % (self.callee.name, _counted(spent)))

    def _rand(self):
        # The offer's RAND (octets), which every mode authenticates.
        for payload in self.callee.ask("explain", message=self.offered["message"])["payloads"]:
            if payload["payload"] == "RAND":
                return bytes.fromhex(payload["rand"])
        raise DemoError("the offer has no RAND")

    def receive(self):
        """The callee receives it and answers, if the mode has an answer."""
        self.received = self.callee.ask("receive", **self.receive_fields)
        what = "offer verified, keys derived"
        spent = self._spent(self.callee, "receive", what, self.received)
        if self.received["peer"] != self.caller.uri or self.received["mode"] != self.mode:
            raise DemoError("%s's handset takes the call for another's" % self.callee.name)
        self.streams["callee"] = self.received["streams"]
        if self.received["reply"] is None:
            self.paper.note(spent)
            self._steps()
        else:
            sdp = _description(
                self.callee, self.ports["callee"], _ATTRIBUTE + self.received["reply"]
            )
            self._sent("←", "SDP answer", sdp, self.received["reply"])
            self.paper.note(spent)
            self._steps()

    def finish(self):
        """The caller verifies the answer, which releases its keys."""
        fields = {"call": self.offered["call"]}
        if self.received["reply"] is not None:
            fields["message"] = self.received["reply"]
        answer = self.caller.ask("finish", **fields)
        self.streams["caller"] = answer["streams"]
        text = "answer verified, keys released" if "message" in fields else "keys released"
        self.paper.note(self._spent(self.caller, "finish", text, answer))

    def _spent(self, handset, step, what, answer):
        # Return what a step cost, and keep what the device counted.
        if answer.get("spent"):
            self.spent[step] = answer["spent"]
        return note_of(handset, what, answer)

    def _steps(self):
        # Print what went on between the steps of the callee's receive, if it had several.
        spent = self.spent.get("receive")
        if spent and spent["steps"] > _FEW:
            for text in steps(spent):
                self.paper.note(text)

    def _sent(self, arrow, what, sdp, message):
        # Print one SDP body with MIKEY in it, payload by payload as the other side reads it.
        paper = self.paper
        reader = self.callee if arrow == "→" else self.caller
        octets = len(message) // 4 * 3 - message.count("=")
        text = "%s, %s, of which MIKEY %s" % (
            what,
            demo_print.size(len(sdp)),
            demo_print.size(octets),
        )
        paper.step(self.caller.name, arrow, self.callee.name, text)
        for line in sdp.split("\r\n"):
            if line.startswith(("m=", _ATTRIBUTE)):
                paper.line(demo_print.shortened(line, paper.width - 4), 4)
        for payload in reader.ask("explain", message=message)["payloads"]:
            paper.row(*_summary(payload))

    # What it is worth

    def compare(self):
        """Both sides must have the same keys, a different one for each direction."""
        paper = self.paper
        ours, theirs = self.streams["caller"], self.streams["callee"]
        paper.step(self.caller.name, "=", self.callee.name, "SRTP keys")
        if len(ours) != 2 or len(theirs) != 2:
            raise DemoError("not every handset has the keys of both directions")
        for mine, other in zip(ours, theirs):
            suite = srtp.name(srtp.encode({int(k): v for k, v in mine["policy"].items()}))
            paper.row("CS %d" % mine["cs"], "SSRC %s, %s" % (mine["ssrc"], suite))
            marks = fingerprint(mine), fingerprint(other)
            row = "key %s at %s's, %s at %s's"
            paper.row("", row % (marks[0], self.caller.name, marks[1], self.callee.name))
            if suite != self.suite:
                raise DemoError("the handsets speak another suite than was offered")
            for field in ("cs", "ssrc", "roc", "policy", "tek", "salt", "mki"):
                if mine[field] != other[field]:
                    raise DemoError("the two sides' %s differ" % field)
        if ours[0]["tek"] == ours[1]["tek"] or ours[1]["ssrc"] == _CHOOSE:
            raise DemoError("both directions share a key, or one has no SSRC")
        paper.good("both sides have the same keys, a different one for each direction")

    def talk(self):
        """A second of voice crosses in each direction; a changed packet is refused."""
        paper = self.paper
        # Each side uses only what it derived itself: CS 1 is the caller's voice, CS 2 the other's.
        there, back = self.ports["caller"], self.ports["callee"]
        there.open(self.streams["caller"][0], self.streams["caller"][1], self.suite)
        back.open(self.streams["callee"][1], self.streams["callee"][0], self.suite)
        paper.step(self.caller.name, "⇄", self.callee.name, "voice, SRTP over UDP (libsrtp)")
        row = "%d packets of G.711, %d octets each, UDP port %d to %d"
        size = demo_srtp.talk(there, back, _PACKETS, _HERTZ["caller"])
        paper.row("→", row % (_PACKETS, size, there.number, back.number))
        size = demo_srtp.talk(back, there, _PACKETS, _HERTZ["callee"])
        paper.row("←", row % (_PACKETS, size, back.number, there.number))
        paper.good("every packet was decrypted to what was said")
        demo_srtp.tamper(there, back, _PACKETS + 1)
        demo_srtp.tamper(back, there, _PACKETS + 1)
        paper.good("a packet with one bit changed was refused, in each direction")

    def replay(self):
        """The same offer once more must be refused."""
        answer = self.callee.refusal("receive", "replay", **self.receive_fields)
        text = "the MIKEY offer sent a second time was refused by %s: %s (%s)"
        self.paper.good(text % (self.callee.name, answer["reason"], answer["section"]))

    def end(self):
        """Both sides wipe the call's keys."""
        self.caller.ask("forget", call=self.offered["call"])
        self.callee.ask("forget", call=self.received["call"])


def make(call):
    """Run a Call from offer to end."""
    try:
        call.offer()
        call.tampered()
        call.receive()
        call.finish()
        call.compare()
        call.talk()
        call.replay()
        call.end()
    finally:
        call.close()
    return call


def note_of(handset, what, answer):
    """Return in words what a request cost that `handset` has just answered."""
    text = "%s: %s in %s" % (handset.name, what, demo_print.duration(handset.seconds))
    return text + ("; " + _counted(answer["spent"]) if answer.get("spent") else "")


def _counted(spent):
    """Return in words what the device counted."""
    text = "{:,} instructions, heap {:,} octets allocated, {} kept".format(
        spent["instructions"],
        spent["allocated"],
        "{:,}".format(spent["kept"]) if spent["kept"] > 0 else "none",
    )
    return text + (", stack {:,}".format(spent["stack"]) if "stack" in spent else "")


def steps(spent):
    """Return in words (list of str) what the device counted of steps and between them.

    DemoError when a step took too long for what has to go on meanwhile.
    """
    longest = spent["longest"] * _CYCLES / _HERTZ_OF_CORE
    if longest > _STEP_SECONDS or spent["gaps"] or spent["fed"] < spent["steps"] - 1:
        raise DemoError("a step took %s" % demo_print.duration(longest))
    return [
        "{:,} steps, the longest {:,} instructions: {} at 150 MHz".format(
            spent["steps"], spent["longest"], demo_print.duration(longest)
        ),
        "meanwhile a watchdog of 100 ms was fed %d times, and a tone of %s played without a gap"
        % (spent["fed"], demo_print.duration(spent["played_ms"] / 1000)),
    ]


def fingerprint(stream):
    """Return 8 hex digits that stand for a stream's master key and salt."""
    octets = bytes.fromhex(stream["tek"] + stream["salt"])
    digits = hashlib.sha256(octets).hexdigest()
    return digits[:4] + "·" + digits[4:8]


def _summary(payload):
    """Return (name, text) of an explained payload; a policy that is a suite goes by its name."""
    name, _, text = one_line(payload).partition("  ")
    if name == "SP":
        params = {row["type"]: row["value"] for row in payload["policy_param"]}
        suite = srtp.name(srtp.encode(params))
        if suite:
            text = "policy %d, SRTP: %s" % (payload["policy_no"], suite)
    return name.replace("General Ext.", "Ext."), text


def _description(handset, port, attribute):
    """Return the SDP of a handset that listens at `port`, with its key management attribute."""
    lines = [
        "v=0",
        "o=%s 1 1 IN IP4 127.0.0.1" % handset.name.lower(),
        "s=call",
        "c=IN IP4 127.0.0.1",
        "t=0 0",
        attribute,
        "m=audio %d RTP/SAVP 0" % port.number,
        "",
    ]
    return "\r\n".join(lines)


def _attribute(sdp):
    """Return the MIKEY attribute line of an SDP body."""
    for line in sdp.split("\r\n"):
        if line.startswith(_ATTRIBUTE):
            return line
    raise DemoError("the SDP has no MIKEY attribute")
