"""Acts of a handset with n free blocks of heap, n from 0 until there are enough, on MicroPython.

Each act either raises MikeyError(NO_SPACE) and has changed nothing, or succeeds. One that was
refused succeeds later, with the same message.
"""

import gc
import sys

from conformance.data import vectors
from conformance.peers import messages
from conformance.sakke import ready, with_id
from mikey import Handset, errors
from mikey.drivers import Drivers
from mikey.drivers.simulation import StandingClock
from mikey.drivers.store import MemoryStore
from mikey.errors import MikeyError

ALICE, BOB = b"sip:alice@example.com", b"sip:bob@example.com"
NOW = b"\xed\x13\x55\x7e\x17\x47\x1e\x7e"
KEY = bytes(range(16))
SSRC = b"\xf7\x06\x8d\xee"


class Repeating:
    """An entropy source of a small generator."""

    at = 1

    def fill(self, buf):
        """Fill `buf`."""
        at = self.at
        for i in range(len(buf)):
            at = (at * 1103 + 12345) & 0xFFFFF
            buf[i] = at >> 7 & 255
        self.at = at


class Filler:
    """Takes the heap, a block an object, and gives back as many blocks as are wanted."""

    last = None  # type: Any  # a chain of tuples of one

    def take(self):
        """Leave no free block."""
        gc.collect()
        try:
            while True:
                self.last = (self.last,)
        except MemoryError:
            pass

    def give(self, blocks):
        """Free `blocks` more, the last ones taken, which lie side by side."""
        for _ in range(blocks):
            self.last = self.last[0]
        gc.collect()

    def drop(self):
        """Give back everything."""
        self.last = None
        gc.collect()


def phone(name, other):
    """Return a handset that shares a key with `other`."""
    made = Handset(Drivers(Repeating(), StandingClock(NOW), MemoryStore()), name, cache=16)
    made.psks.add(other, KEY)
    return made


class Pair:
    """Alice who offers, Bob who answers, and a call that both have already."""

    def __init__(self, mode):
        self.mode = mode
        self.alice, self.bob = phone(ALICE, BOB), phone(BOB, ALICE)
        self.bob.entropy.at = 77
        self.call = None  # type: Any
        self.answer = None  # type: Any
        self.offer(None)
        self.receive()
        self.finish()

    def offer(self, call):
        """Make an offer, an update of `call` where it is not None."""
        self.call = self.alice.offer(self.mode, BOB, [SSRC] if call is None else [], call=call)
        self.message = bytes(self.call.message)

    def receive(self):
        """Have Bob receive it."""
        self.answer = self.bob.receive(self.message)
        self.reply = bytes(self.answer.reply)

    def finish(self):
        """Have Alice finish her call; the keys must be Bob's."""
        self.alice.finish(self.call, self.reply)
        if bytes(self.call.streams[0].tek) != bytes(self.answer.streams[0].tek):
            raise AssertionError("the keys differ")


def sweep(filler, handset, act, step=1, collect=True):
    """Run `act` with more and more free blocks; return how often memory was out.

    Without `collect` what the act leaves behind is not collected meanwhile: memory runs out at
    every allocation once, those of undoing among them.

    After each refusal nothing has changed in `handset`; then `act` has succeeded once.
    """
    calls, replays = len(handset.calls), handset.replay.used()
    halves = len(handset.context.half_keys)
    held = [(call, call.pending, call._streams, call.keys) for call in handset.calls]
    filler.take()
    failed = 0
    done = False
    try:
        while not done:
            try:
                if not collect:
                    gc.disable()
                act()
                done = True
            except MikeyError as error:
                if error.fault != errors.NO_SPACE:
                    raise
                error = None
            gc.enable()
            if not done:
                failed += 1
                if (
                    len(handset.calls) != calls
                    or handset.replay.used() != replays
                    or len(handset.context.half_keys) != halves
                    or handset._turns.busy
                ):
                    break
                changed = False
                for row in held:
                    call = row[0]
                    changed = changed or call.pending is not row[1]
                    changed = changed or call._streams is not row[2] or call.keys is not row[3]
                if changed:
                    break
                filler.give(step)
    finally:
        gc.enable()
        filler.drop()
    if not done:
        raise AssertionError("refused, and something has changed (%d)" % failed)
    if any(handset.context.scratch.key) or any(handset.context.scratch.auth):
        raise AssertionError("working memory is not wiped")
    return failed


def both(mode, step, collect):
    """Sweep the acts of `mode` in both roles, first calls and updates; yield (act, failures)."""
    pair = Pair(mode)
    filler = Filler()
    state = [None]  # type: list
    one, none = [SSRC], []

    def offer():
        state[0] = pair.alice.offer(mode, BOB, one)

    def update():
        state[0] = pair.alice.offer(mode, BOB, none, call=pair.call)

    def receive():
        state[0] = pair.bob.receive(pair.message)

    def finish():
        pair.alice.finish(pair.call, pair.reply)

    for name, begin in (("offer", offer), ("update", update)):
        yield name, sweep(filler, pair.alice, begin, step, collect)
        pair.call = state[0]
        pair.message = bytes(pair.call.message)
        yield name + " received", sweep(filler, pair.bob, receive, step, collect)
        pair.answer = state[0]
        pair.reply = bytes(pair.answer.reply)
        yield name + " finished", sweep(filler, pair.alice, finish, step, collect)
        if bytes(pair.call.streams[0].tek) != bytes(pair.answer.streams[0].tek):
            raise AssertionError("the keys differ")


def received(step, collect):
    """Sweep the receiving of a SAKKE message; yield (act, failures)."""
    vector = vectors("sakke")["vectors"][0]
    message = messages(vector)["I_MESSAGE"]
    inputs = with_id(vector)
    vector = None
    ready(inputs).receive(message)  # what is imported at the first use is there
    bob = ready(inputs)
    filler = Filler()

    def receive():
        bob.receive(message)

    yield "sakke received", sweep(filler, bob, receive, step, collect)


def others(step, collect):
    """Sweep what is neither PSK nor DHHMAC alone; yield (act, failures)."""
    pair = Pair("dhhmac")
    Pair("psk")  # what is imported at the first use is there: the unix port may crash in an import
    alice = pair.alice
    alice._initiator("psk")
    filler = Filler()
    one, none = [SSRC], []
    prepared = [False]

    def prepare():
        alice.prepare()
        prepared[0] = True

    yield "prepare", sweep(filler, alice, prepare, step, collect)
    half = alice.context.half_keys[0]

    def offer():
        alice.offer("dhhmac", BOB, one)

    yield "offer with it", sweep(filler, alice, offer, step, collect)
    if alice.context.half_keys or alice.calls[-1].pending.half is not half:
        raise AssertionError("the half-key that was made ahead was not used")

    def keep():
        alice.offer("dhhmac", BOB, none, call=pair.call, rekey=False)

    yield "update without keys", sweep(filler, alice, keep, step, collect)

    def unverified():
        alice.offer("psk", BOB, one, verify=False)

    yield "offer without answer", sweep(filler, alice, unverified, step, collect)
    first = alice.psks.get(BOB, b"")
    newer = bytes(32)

    def add():
        done = False
        try:
            alice.psks.add(BOB, newer)
            done = True
        finally:
            if not done and (len(alice.psks.keys) != 1 or first.key != KEY):
                raise AssertionError("a key was lost")

    yield "key", sweep(filler, alice, add, step, collect)
    if len(alice.psks) != 1 or len(first.key) or alice.psks.keys[0].key != newer:
        raise AssertionError("the key was not replaced")
    made = alice.calls[-1]
    buf = bytes(4) + made.csb_id
    unread = bytes(alice.offer("psk", BOB, one).message)
    pair.bob.check(unread)  # what is imported at the first use is there
    filler.take()
    try:
        found = alice.context.find_call(buf, BOB, True) is made
        fault = pair.bob.check(unread)
        alice.forget(made)
    finally:
        filler.drop()
    if not found or fault or made in alice.calls or made.released:
        raise AssertionError("finding, checking and forgetting take memory")
    yield "forget", 1


def refusing(step, collect):
    """Sweep receives and offers whose owner refuses; yield (act, failures)."""
    pair = Pair("psk")
    filler = Filler()
    pair.offer(pair.call)
    allowed = [False]
    seen = [None, None]  # type: list
    none = []

    def accept(call):
        seen[0] = len(call.streams)
        if not allowed[0]:
            raise MikeyError(errors.NO_SPACE)

    def accept_offer(call):
        seen[1] = len(call.message)
        if not allowed[0]:
            raise MikeyError(errors.NO_SPACE)

    def receive():
        pair.answer = pair.bob.receive(pair.message, accept=accept)

    def finish():
        pair.alice.finish(pair.call, pair.reply, accept=accept)

    def offer():
        pair.alice.offer("psk", BOB, none, call=pair.call, accept=accept_offer)

    for name, handset, act in (
        ("receive", pair.bob, receive),
        ("finish", pair.alice, finish),
        ("offer", pair.alice, offer),
    ):
        if name == "finish":
            pair.reply = bytes(pair.answer.reply)
        keys = [bytes(call.streams[0].tek) for call in handset.calls if call.released]
        stamps = [bytes(call.stamp) for call in handset.calls]
        seen[0] = seen[1] = None
        allowed[0] = False
        fault = 0
        try:
            act()
        except MikeyError as error:
            fault = error.fault
        if fault != errors.NO_SPACE or (seen[0] is None and seen[1] is None):
            raise AssertionError("accept was not asked: " + name)
        if keys != [bytes(call.streams[0].tek) for call in handset.calls if call.released]:
            raise AssertionError("keys of a refused exchange are in force: " + name)
        if stamps != [bytes(call.stamp) for call in handset.calls]:
            raise AssertionError("the timestamp of a refused exchange was kept: " + name)
        allowed[0] = True
        yield "accepted " + name, sweep(filler, handset, act, step, collect)


def ring(step, collect):
    """Sweep what a key ring is given; yield (act, failures)."""
    from conformance.data import octets

    vector = vectors("sakke")["vectors"][0]
    bob = ready(with_id(vector))
    keys = bob.keyring
    kpak = octets(vector["inputs"]["kms_initiator"]["kpak"])
    z = octets(vector["inputs"]["kms_responder"]["public_Z"])
    vector = None
    filler = Filler()

    def add_kms():
        before = len(keys.domains)
        done = False
        try:
            keys.add_kms(b"kms:other", z, kpak)
            done = True
        finally:
            if not done and len(keys.domains) != before:
                raise AssertionError("a refused domain was kept")

    keys.add_kms(b"kms:first", z, kpak)
    yield "domain", sweep(filler, bob, add_kms, step, collect)
    if keys.find_kms(b"kms:other") is None:
        raise AssertionError("the domain was not kept")


_SWEEPS = {"sakke": received, "others": others, "refusing": refusing, "ring": ring}


def main(modes):
    """Sweep `modes` (words MODE or MODE:STEP, in blocks) and print a line an act."""
    for word in modes:
        mode, _, step = word.partition(":")
        collect = not step.endswith("n")
        step = int(step.rstrip("n") or 1)
        found = _SWEEPS[mode](step, collect) if mode in _SWEEPS else both(mode, step, collect)
        for act, failed in found:
            if not failed:
                raise AssertionError("memory was never out: " + act)
            print(mode, act, failed)


if __name__ == "__main__":
    main(sys.argv[1:])
