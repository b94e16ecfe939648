"""On a device: what a DHHMAC call over OAKLEY 5 costs, half-keys made within it."""

from bench.device.measure import Peer, measured, report

_SSRC = b"\xf7\x06\x8d\xee"


def exchange(alice, bob):
    """One call with one crypto session; return the costs of offer, receive and finish."""
    offered, call = measured(lambda: alice.phone.offer("dhhmac", bob.name, [_SSRC]))
    message = bytes(call.message)
    received, answer = measured(lambda: bob.phone.receive(message))
    reply = bytes(answer.reply)
    finished, _ = measured(lambda: alice.phone.finish(call, reply))
    if bytes(call.streams[0].tek) != bytes(answer.streams[0].tek):
        raise AssertionError("the two sides differ")
    return offered, received, finished


alice = Peer(b"sip:alice@example.com")
bob = Peer(b"sip:bob@example.com")
alice.knows(bob)
exchange(alice, bob)  # imports and working memory, once
for name, cost in zip(("offer", "receive", "finish"), exchange(alice, bob)):
    report("dhhmac." + name, cost)
