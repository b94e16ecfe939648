"""Health-tested, conditioned entropy from a raw source (NIST SP 800-90B, RFC 4086).

A board gives `raw(buf)`: it fills a bytearray with raw samples, one sample an octet (a bit source
writes 0 or 1), and returns True, or False when the hardware itself reports an error. Every sample
passes the repetition count test (SP 800-90B 4.4.1) and the adaptive proportion test (4.4.2), 1024
of them at start-up before the first octet is given out (4.3). One failure is final until restart.

Samples are conditioned with SHA-256 (a vetted function, SP 800-90B 3.1.5.1.1): each block of 32
octets consumes samples that hold at least 320 bits of the claimed min-entropy, and is chained to
a secret pool, so that earlier samples still count and earlier output cannot be computed back.

A claim names how much min-entropy one sample is taken to hold: far below what the source's makers
promise, as the tests detect only gross failures. The cut-offs follow from the claim for a chance
of 2^-30 a test of refusing a healthy source.
"""

from mikey import errors
from mikey.crypto.hash import sha256
from mikey.crypto.mac import wipe
from mikey.port import const

# (window of the adaptive proportion test, its cut-off, cut-off of the repetition count test,
# samples that one block of 32 octets consumes)
BIT_EIGHTH = (1024, 988, 241, 2560)  # bits, 1/8 bit of min-entropy each
BIT_QUARTER = (1024, 928, 121, 1280)
BIT_HALF = (1024, 810, 61, 640)
OCTET_ONE = (512, 325, 31, 320)  # octets, 1 bit each
OCTET_TWO = (512, 190, 16, 160)
OCTET_FOUR = (512, 71, 9, 80)
OCTET_SIX = (512, 31, 6, 54)

_START_UP = const(1024)
_BLOCK = const(32)


class HealthTest:
    """The two continuous tests over a stream of samples; `claim` is a tuple of this module."""

    def __init__(self, claim):
        self._window = claim[0]
        self._proportion = claim[1]
        self._repetition = claim[2]
        self._last = -1
        self._run = 0
        self._first = -1
        self._seen = 0
        self._left = 0

    def update(self, samples):
        """Test each octet of `samples`; return False at the first failure, True when all pass."""
        last = self._last
        run = self._run
        first = self._first
        seen = self._seen
        left = self._left
        repetition = self._repetition
        proportion = self._proportion
        for sample in samples:
            if sample == last:
                run += 1
                if run >= repetition:
                    return False
            else:
                last = sample
                run = 1
            if left:
                left -= 1
                if sample == first:
                    seen += 1
                    if seen >= proportion:
                        return False
            else:
                first = sample
                seen = 1
                left = self._window - 1
        self._last = last
        self._run = run
        self._first = first
        self._seen = seen
        self._left = left
        return True


class Conditioned:
    """An entropy driver over `raw` with a `claim` (one of this module's tuples).

    The start-up test runs at construction, which never raises: `healthy` (bool) tells its outcome
    and that of every test since.
    """

    def __init__(self, raw, claim):
        self._raw = raw
        self._test = HealthTest(claim)
        self._samples = bytearray(claim[3])
        self._pool = bytearray(_BLOCK)
        self._block = bytearray(_BLOCK)
        self._at = _BLOCK
        self.healthy = True
        needed = _START_UP
        while needed > 0 and self.healthy:
            self._gather()
            needed -= len(self._samples)

    def _gather(self):
        """Stir one measure of fresh samples into the pool; latch a failure."""
        samples = self._samples
        if self._raw(samples) is True and self._test.update(samples):
            stir = sha256(self._pool)
            stir.update(samples)
            self._pool[:] = stir.digest()
        else:
            self.healthy = False
            wipe(self._pool)
            wipe(self._block)
        wipe(samples)

    def _refill(self):
        """Make the next block of output, and move the pool on so that it cannot be found back."""
        self._gather()
        if self.healthy:
            give = sha256(b"\x01")
            give.update(self._pool)
            self._block[:] = give.digest()
            move = sha256(b"\x02")
            move.update(self._pool)
            self._pool[:] = move.digest()
            self._at = 0

    def fill(self, buf):
        """Fill `buf` (bytearray or memoryview); MikeyError(ENTROPY) and zeros when not healthy."""
        block = self._block
        at = self._at
        for i in range(len(buf)):
            if at == _BLOCK and self.healthy:
                self._refill()
                at = self._at
            if not self.healthy:
                wipe(buf)
                raise errors.MikeyError(errors.ENTROPY)
            buf[i] = block[at]
            block[at] = 0
            at += 1
        self._at = at
