"""One file per MIKEY mode: an Initiator and a Responder of the same shape over a door (the
handset).

Initiator
    `offer(terms) -> Call` builds the first message; `finish(call, message)` verifies the answer.
Responder
    `check(message) -> fault` is cheap and changes nothing; `open(message)` does the costly part
    and
    yields while it works, its last word being in `fault`; `commit(message) -> Call` makes it last.

`message` is an indexed `wire.message.Message`. Fallible steps give a fault number.
"""
