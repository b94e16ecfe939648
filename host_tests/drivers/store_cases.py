"""Stores and the COUNTER that is kept in one: the same on every runtime."""

from mikey import errors
from mikey.drivers import counter, store
from support import portable
from support.portable import number, refused


def check_counter_never_repeats():
    values = store.MemoryStore()
    out = bytearray(4)
    seen = 0
    for run in range(5):
        c = counter.Counter(values, 8)
        for _ in range(run * 5):
            c.next(out)
            assert number(out) > seen
            seen = number(out)
    assert values.load("counter", out) == 4
    assert number(out) > seen


def check_counter_saves_before_it_gives():
    class Broken(store.MemoryStore):
        def save(self, name, buf):
            raise errors.MikeyError(errors.STORE)

    c = counter.Counter(Broken())
    assert refused(errors.STORE, c.next, bytearray(4))
    assert refused(errors.STORE, c.next, bytearray(4))


def check_counter_ends():
    values = store.MemoryStore()
    values.save("counter", b"\xff\xff\xff\xf0")
    c = counter.Counter(values, 15)
    out = bytearray(4)
    for _ in range(15):
        c.next(out)
    assert number(out) == 0xFFFFFFFE
    assert refused(errors.STORE, c.next, out)


def check_counter_blocks():
    for block in (0, -1, 65536):
        assert refused(errors.BAD_ARGUMENT, counter.Counter, store.MemoryStore(), block), block
    for block in (1, 2, 65534, 65535):
        values = store.MemoryStore()
        out = bytearray(4)
        c = counter.Counter(values, block)
        c.next(out)
        assert number(out) == 1
        assert values.load("counter", out) == 4
        assert number(out) == 1 + block


def check_memory_store():
    one_store(store.MemoryStore())


def one_store(values):
    """What every store does."""
    buf = bytearray(10)
    assert values.load("psk.0", buf) == 0
    values.save("psk.0", b"first")
    assert values.load("psk.0", buf) == 5
    assert buf[:5] == b"first"
    values.save("psk.0", bytearray(b"second"))
    values.save("psk.1", b"other")
    assert values.load("psk.0", buf) == 6
    assert buf[:6] == b"second"
    assert refused(errors.NO_SPACE, values.load, "psk.0", bytearray(5))
    values.remove("psk.0")
    assert values.load("psk.0", buf) == 0
    values.remove("psk.0")
    assert values.load("psk.1", buf) == 5
    for name in ("y", "y" * 23, "y" * 24):
        values.save(name, b"")
        assert values.load(name, buf) == 0
        values.save(name, name.encode()[:10])
        assert values.load(name, buf) == min(len(name), 10)
    for name in ("", "../x", ".x", "A", "a/b", "x" * 25, "a b"):
        assert refused(errors.BAD_ARGUMENT, values.load, name, buf), name
        assert refused(errors.BAD_ARGUMENT, values.save, name, buf), name
        assert refused(errors.BAD_ARGUMENT, values.remove, name), name


if __name__ == "__main__":
    portable.main(globals())
