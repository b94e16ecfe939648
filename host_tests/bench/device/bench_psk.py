"""On a device: what a PSK call costs, and what a refusal costs."""

from bench.device.measure import Peer, measured, report
from conformance.data import octets, vectors
from mikey import MikeyError

_SSRC = b"\xf7\x06\x8d\xee"


def exchange(alice, bob):
    """One call with V and one crypto session; return the costs of offer, receive and finish."""
    offered, call = measured(lambda: alice.phone.offer("psk", bob.name, [_SSRC]))
    message = bytes(call.message)
    received, answer = measured(lambda: bob.phone.receive(message))
    reply = bytes(answer.reply)
    finished, _ = measured(lambda: alice.phone.finish(call, reply))
    if bytes(call.streams[0].tek) != bytes(answer.streams[0].tek):
        raise AssertionError("the two sides differ")
    return (offered, received, finished), message


def refuse(phone, message):
    """Receive a message that must be refused."""
    try:
        phone.receive(message)
    except MikeyError:
        return True
    raise AssertionError("accepted")


alice = Peer(b"sip:alice@example.com")
bob = Peer(b"sip:bob@example.com")
alice.knows(bob)
exchange(alice, bob)  # imports, once
costs, message = exchange(alice, bob)
report("psk.offer", costs[0])
report("psk.receive", costs[1])
report("psk.finish", costs[2])

cut = octets(vectors("psk")["vectors"][0]["messages"][0]["hex"])[:-1]
bob.phone.check(cut)
report("check.malformed", measured(lambda: bob.phone.check(cut))[0])
refuse(bob.phone, cut)
report("reject.malformed", measured(lambda: refuse(bob.phone, cut))[0])
spoilt = bytearray(alice.phone.offer("psk", bob.name, [_SSRC]).message)
spoilt[-1] ^= 1
refuse(bob.phone, spoilt)
report("reject.bad_mac", measured(lambda: refuse(bob.phone, spoilt))[0])
