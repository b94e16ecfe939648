"""A handset on the cable between two emulated devices: messages go over UART1, a line each.

Standard input gives it orders, one JSON object a line, and each is answered by one:
{"set": […]} console requests that set it up, {"call": MODE, "peer": URI}, {"answer": true} waits
for a call. A SAKKE caller's order holds its keys besides, for the caller that simulations have
(lib/mikey_kms, from the host's files). Keys are told so that the test can compare both ends'.
"""

import json
import sys
import time
from binascii import a2b_base64, b2a_base64

sys.path[0] = "/host/lib"  # a test of this folder is called machine too

import board
from machine import mem32

from console import Console
from mikey.port import ticks_diff, ticks_ms

_DATA = 0x40005000  # UART1 of mps2-an386 (ARM CMSDK APB UART)
_STATE = 0x40005004  # bit 0: transmitter full, bit 1: receiver full
_CONTROL = 0x40005008
_BAUD_DIVIDER = 0x40005010
_SECONDS = 300


class Cable:
    """UART1, polled."""

    def __init__(self):
        mem32[_BAUD_DIVIDER] = 16
        mem32[_CONTROL] = 3  # transmit, receive

    def write(self, octets):
        """Send all of `octets`."""
        for octet in octets:
            while mem32[_STATE] & 1:
                pass
            mem32[_DATA] = octet

    def readline(self):
        """Return the next line without its end; OSError when it does not come."""
        line = bytearray()
        began = ticks_ms()
        while True:
            if mem32[_STATE] & 2:
                octet = mem32[_DATA] & 0xFF
                if octet == 10:
                    return line
                line.append(octet)
            elif ticks_diff(ticks_ms(), began) > _SECONDS * 1000:
                raise OSError("nothing on the cable")
            elif not line:
                time.sleep_ms(5)  # the other emulator has work to do


class CallersKeys:
    """What a SAKKE caller has from its KMS for this month, in the shape of a mikey_kms Kms."""

    def __init__(self, order):
        self.Z = bytes.fromhex(order["z"])
        self._pair = [bytes.fromhex(order[name]) for name in ("ssk", "pvt", "hs")]

    def signing_pair(self, identity, random):
        return self._pair


def random(n):
    octets = bytearray(n)
    phone.console.phone.entropy.fill(octets)
    return bytes(octets)


def sakke_call(order, handset):
    """Return (message, Call) for a SAKKE call to the order's peer."""
    from mikey_kms.caller import Caller

    now = bytearray(8)
    handset.clock.now(now)
    kms = order["kms"].encode()
    caller = Caller(handset.identity, CallersKeys(order), kms, random)
    return caller.call(order["peer"].encode(), now, [b"\x01\x02\x03\x04", b"\x05\x06\x07\x08"])


class Phone:
    """A handset (the console's) and its cable."""

    def __init__(self):
        self.console = Console(board, board.drivers())
        self.cable = Cable()

    def send(self, message):
        self.cable.write(b2a_base64(message))

    def obey(self, order):
        """Do what `order` (dict) says; return the answer."""
        handset = self.console.phone
        if "set" in order:
            return [self.console.answer(json.dumps(r).encode())["ok"] for r in order["set"]]
        if order.get("call") == "sakke":
            message, call = sakke_call(order, handset)
            self.send(message)
        elif "call" in order:
            streams = [(bytes(4), None), (b"\x01\x02\x03\x04", None)]
            call = handset.offer(order["call"], order["peer"].encode(), streams)
            self.send(call.message)
            if not call.released:
                handset.finish(call, a2b_base64(self.cable.readline()))
        else:
            call = handset.receive(a2b_base64(self.cable.readline()))
            if call.reply:
                self.send(call.reply)
        told = {"mode": call.mode, "peer": bytes(call.peer).decode(), "csb": call.csb_id.hex()}
        told["streams"] = [
            [s.cs, bytes(s.tek).hex(), bytes(s.salt).hex(), bytes(s.ssrc).hex()]
            for s in call.streams
        ]
        if call in handset.calls:
            handset.forget(call)
        return told


phone = Phone()
print("ready")
while True:
    line = sys.stdin.readline()
    if not line:
        break
    print(json.dumps(phone.obey(json.loads(line))))
