"""COUNTER timestamps for a device without a clock (RFC 3830 6.6): 32 bits, never given twice.

Numbers are reserved in the store a block at a time, before the first of them is given out: a reset
skips what was left of the block, and never repeats. One save serves `block` messages, which bounds
the wear of the flash.
"""

from mikey import errors

_NAME = "counter"


class Counter:
    """A counter kept in `store` (a store driver), which reserves `block` (1 to 65535) at a time.

    Nothing is read or written before the first `next`.
    """

    def __init__(self, store, block=64):
        if not 0 < block < 65536:
            raise errors.MikeyError(errors.BAD_ARGUMENT, None, "block")
        self._store = store
        self._block = block
        self._left = 0
        self._next = bytearray(4)
        self._loaded = False

    def next(self, buf4):
        """Write the next number into `buf4` (4 octets, big endian).

        MikeyError(STORE) when it cannot be reserved, or when all 2^32 numbers were given.
        """
        if not self._left:
            self._reserve()
        buf4[:] = self._next
        self._left -= 1
        _add(self._next, 1)

    def _reserve(self):
        """Keep the first number beyond the next block in the store."""
        if not self._loaded:
            if self._store.load(_NAME, self._next) != 4:
                self._next[3] = 1
            self._loaded = True
        end = bytearray(self._next)
        if not _add(end, self._block):
            raise errors.MikeyError(errors.STORE, None, "counter is used up")
        self._store.save(_NAME, end)
        self._left = self._block


def _add(number, n):
    """Add `n` to `number` (4 octets, big endian) in place; return False when it overflows."""
    i = 3
    while n and i >= 0:
        n += number[i]
        number[i] = n & 0xFF
        n >>= 8
        i -= 1
    return not n
