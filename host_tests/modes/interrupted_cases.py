"""Calls that are dropped half-way, and what comes between the steps of a call.

Without kernel, where an exponentiation takes many steps.
"""

from mikey import errors
from mikey.drivers import Drivers
from mikey.drivers.simulation import StandingClock
from mikey.drivers.store import MemoryStore
from mikey.handset import Handset
from support.portable import main, refused

ALICE, BOB = b"sip:alice@example.com", b"sip:bob@example.com"
NOW = b"\xed\x13\x55\x7c\x17\x47\x1e\x7e"
SSRC = b"\xf7\x06\x8d\xee"


class Entropy:
    """Octets that count, other ones at each start; what was given out can be looked for."""

    start = 0

    def __init__(self):
        Entropy.start += 1
        self.at = Entropy.start * 41
        self.given = []

    def fill(self, buf):
        for i in range(len(buf)):
            self.at = self.at * 5 + 3 & 0xFFFF
            buf[i] = self.at >> 5 & 255
        self.given.append(buf)


def phone(own, peer):
    made = Handset(Drivers(Entropy(), StandingClock(NOW), MemoryStore()), own)
    made.psks.add(peer, bytes(range(16)))
    return made


def pair():
    return phone(ALICE, BOB), phone(BOB, ALICE)


def same_keys(call, got):
    return bytes(call.streams[0].tek) == bytes(got.streams[0].tek)


def agree(alice, bob):
    call = alice.offer("dhhmac", BOB, [SSRC])
    got = bob.receive(bytes(call.message))
    alice.finish(call, bytes(got.reply))
    assert same_keys(call, got)
    return call, got


def is_clean(handset):
    """Whether no secret stands in the working memory, and no exponent survives."""
    scratch = handset.context.scratch
    found = any(scratch.auth) or any(scratch.key) or any(scratch.salt)
    found = found or (handset.context.dh_state is not None and any(handset.context.dh_state))
    for drawn in handset.entropy.given:
        found = found or (len(drawn) == 32 and any(drawn))
    return not found


def ended(steps):
    """Run `steps` to the end; return (value, fault)."""
    value = None  # type: Any
    fault = 0
    try:
        while True:
            next(steps)
    except StopIteration as stop:
        value = stop.value
    except errors.MikeyError as error:
        fault = error.fault
    return value, fault


def begun(handset, message, steps):
    """Begin a receive and take `steps` steps of it."""
    work = handset.receive_steps(message)
    for _ in range(steps):
        next(work)
    return work


def count(alice):
    """Return how many steps a DHHMAC receive takes."""
    bob = phone(BOB, ALICE)
    return len(list(bob.receive_steps(bytes(alice.offer("dhhmac", BOB, [SSRC]).message))))


def check_a_closed_receive_leaves_nothing():
    alice, bob = pair()
    for steps in range(1, count(alice) + 1):
        begun(bob, bytes(alice.offer("dhhmac", BOB, [SSRC]).message), steps).close()
        assert is_clean(bob) and bob.calls == [] and bob.replay.used() == 0
    agree(alice, bob)


def check_an_abandoned_receive_leaves_nothing():
    """A generator that nobody closes: MicroPython never will."""
    alice, bob = pair()
    message = bytes(alice.offer("dhhmac", BOB, [SSRC]).message)
    for steps in range(1, count(alice) + 1):
        work = begun(bob, message, steps)
        assert refused(errors.BAD_STATE, bob.receive, message)
        bob.abandon()
        assert is_clean(bob) and bob.calls == [] and bob.replay.used() == 0
        assert refused(errors.BAD_STATE, next, work)
    agree(alice, bob)


def check_an_abandoned_receive_does_not_disturb_the_next():
    alice, bob = pair()
    old = begun(bob, bytes(alice.offer("dhhmac", BOB, [SSRC]).message), 1)
    bob.abandon()
    call = alice.offer("dhhmac", BOB, [SSRC])
    new = begun(bob, bytes(call.message), 1)
    assert refused(errors.BAD_STATE, next, old)
    old.close()
    got, fault = ended(new)
    assert not fault
    alice.finish(call, bytes(got.reply))
    assert same_keys(call, got)


def check_an_abandoned_finish_leaves_the_call_open():
    alice, bob = pair()
    call = alice.offer("dhhmac", BOB, [SSRC])
    got = bob.receive(bytes(call.message))
    next(alice.finish_steps(call, bytes(got.reply)))
    alice.abandon()
    assert alice.context.dh_state is not None and not any(alice.context.dh_state)
    assert not any(alice.context.scratch.auth) and not call.released
    alice.finish(call, bytes(got.reply))
    assert same_keys(call, got)


def check_what_comes_between_steps_is_refused():
    """Offers, checks and answers share the working memory of the receive."""
    alice, bob = pair()
    own = bob.offer("psk", ALICE, [SSRC])
    call = alice.offer("dhhmac", BOB, [SSRC])
    message = bytes(call.message)
    work = begun(bob, message, 1)
    assert refused(errors.BAD_STATE, bob.offer, "psk", ALICE, [SSRC])
    assert refused(errors.BAD_STATE, bob.finish, own, message)
    assert bob.check(message) == errors.BAD_STATE
    got, fault = ended(work)
    assert not fault and bob.replay.used() == 1
    assert refused(errors.REPLAYED, bob.receive, message)
    alice.finish(call, bytes(got.reply))
    assert same_keys(call, got)


def check_a_call_comes_while_a_half_key_is_made():
    alice, bob = pair()
    work = bob.prepare_steps()
    done = False
    while not done:
        try:
            next(work)
        except StopIteration:
            done = True
        agree(alice, bob)
    agree(alice, bob)
    assert bob.context.half_keys == []


def check_a_half_key_that_is_dropped_is_wiped():
    bob = phone(BOB, ALICE)
    work = bob.prepare_steps()
    for _ in work:  # the kernel may need no more than one
        work.close()
        break
    bob.wipe()
    assert bob.context.half_keys == [] and is_clean(bob)


def check_groups_of_half_keys():
    bob = phone(BOB, ALICE)
    for group in (3, 5, -1, 255):
        assert refused(errors.BAD_ARGUMENT, bob.prepare, group)
    assert bob.context.half_keys == []


def check_wiping_ends_a_receive():
    alice, bob = pair()
    work = begun(bob, bytes(alice.offer("dhhmac", BOB, [SSRC]).message), 1)
    bob.wipe()
    assert refused(errors.BAD_STATE, next, work)
    assert bob.calls == [] and is_clean(bob)


def check_forgotten_while_it_was_updated():
    alice, bob = pair()
    call, got = agree(alice, bob)
    alice.offer("dhhmac", BOB, [], call=call)
    work = begun(bob, bytes(call.message), 1)
    bob.forget(got)
    assert ended(work)[1] in (errors.UNKNOWN_CALL, errors.UNKNOWN_POLICY)
    assert bob.calls == [] and not got.released


def check_forgotten_while_it_was_finished():
    alice, bob = pair()
    call = alice.offer("dhhmac", BOB, [SSRC])
    got = bob.receive(bytes(call.message))
    work = alice.finish_steps(call, bytes(got.reply))
    next(work)
    alice.forget(call)
    assert ended(work)[1] == errors.BAD_STATE
    assert not call.released and alice.calls == [] and is_clean(alice)


if __name__ == "__main__":
    main(globals())
