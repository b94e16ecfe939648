"""On a device: what receiving a whole MIKEY-SAKKE I_MESSAGE costs, with and without lines."""


from bench.device.measure import measured, report
from conformance.data import vectors
from conformance.peers import messages
from conformance.sakke import ready, with_id
from mikey.crypto import pairing_table
from mikey.crypto.sakke import Engine
from mikey.steps import run

_VECTOR = vectors("sakke")["vectors"][0]
_MESSAGE = messages(_VECTOR)["I_MESSAGE"]


def receive(phone):
    """Receive the vector's message; AssertionError unless the TEK comes out."""
    call = phone.receive(_MESSAGE)
    expected = _VECTOR["outputs"]["crypto_sessions"][0]["keys"][0]["tek"]
    if bytes(call.streams[0].tek).hex() != expected:
        raise AssertionError("another TEK")
    return call


def longest_step(phone):
    """Return the instructions of the longest step of a receive."""
    import _qemu

    steps = phone.receive_steps(_MESSAGE)
    longest = 0
    done = []

    def step():
        try:
            next(steps)
        except StopIteration:
            done.append(True)

    while not done:
        longest = max(longest, _qemu.count(step))
    return longest


def bench(name, lines):
    """Report one whole receive under `name`, and its longest step."""
    inputs = with_id(_VECTOR)
    phones = [ready(inputs) for _ in range(3)]
    for phone in phones:
        state = phone.keyring.users[0].use_lines(lines)
        if lines is not None and state != pairing_table.READY:
            raise AssertionError("the lines do not fit the key")
    receive(phones[0])
    row = measured(lambda: receive(phones[1]))[0]
    report(name, row)
    step = dict(
        row, instructions=longest_step(phones[2]), heap_allocated=None, heap_kept=None, stack=None
    )
    report(name + "_step", step)


def made(user):
    """Return the lines of a user's key, made here."""
    lines = bytearray(pairing_table.LENGTH)
    at = [0]

    def write(part):
        lines[at[0] : at[0] + len(part)] = part
        at[0] += len(part)

    parts = Engine().make_steps(user.rsk)
    run(pairing_table.make_steps(user.kms.z, user.identity, user.rsk, parts, write))
    return lines


bench("sakke.receive", None)
bench("sakke.receive_tables", made(ready(with_id(_VECTOR)).keyring.users[0]))
