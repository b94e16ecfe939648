"""Health-tested, conditioned entropy from a raw source (NIST SP 800-90B, RFC 4086).

A board gives `raw(buf)`: it fills a bytearray with raw samples, one sample an octet (a bit source
writes 0 or 1), and returns True; False when the hardware itself reports an error; None when the
source is switched off for now. Every sample passes the repetition count test (SP 800-90B 4.4.1)
and the adaptive proportion test (4.4.2), 1024 of them at start-up before the first octet is given
out (4.3). One failure is final until restart; a source that is switched off is only refused.

Samples are conditioned with SHA-256 (a vetted function, SP 800-90B 3.1.5.1.1): each block of 32
octets consumes samples that hold at least 320 bits of the claimed min-entropy, and is chained to
a secret pool, so that earlier samples still count and earlier output cannot be computed back.

A claim names how much min-entropy one sample is taken to hold: far below what the source's makers
promise, as the tests detect only gross failures. The cut-offs follow from the claim for a chance
of 2^-30 a test of refusing a healthy source.
"""

from mikey import errors
from mikey.crypto.hash import sha256, wipe
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

    The start-up test runs at construction, which never raises, or as soon as the source is on.
    `healthy` (bool) is False from the first failure of a test on.
    """

    def __init__(self, raw, claim):
        self._raw = raw
        self._test = HealthTest(claim)
        self._samples = bytearray(claim[3])
        self._pool = bytearray(_BLOCK)
        self._octets = bytearray(_BLOCK)
        self._block = memoryview(self._octets)  # what was given out of it is zero
        self._at = _BLOCK
        self._untested = _START_UP
        self.healthy = True
        self._start()

    def fill(self, buf):
        """Fill `buf` (bytearray or memoryview); MikeyError(ENTROPY) and zeros when it cannot."""
        block = self._block
        size = len(buf)
        done = 0
        while done < size:
            at = self._at
            if at == _BLOCK:
                if not self._refill():
                    wipe(buf)
                    raise errors.MikeyError(errors.ENTROPY)
                at = 0
            take = min(size - done, _BLOCK - at)
            given = block[at : at + take]
            buf[done : done + take] = given
            wipe(given)
            self._at = at + take
            done += take

    def _start(self):
        """Run what is left of the start-up test; return whether it has passed."""
        while self._untested > 0 and self._gather():
            self._untested -= len(self._samples)
        return self._untested <= 0

    def _gather(self):
        """Stir one measure of fresh samples into the pool; return whether that worked."""
        samples = self._samples
        given = self._raw(samples) if self.healthy else False
        if given is None:
            return False
        if given and self._test.update(samples):
            stir = sha256(self._pool)
            stir.update(samples)
            self._pool[:] = stir.digest()
        else:
            self.healthy = False
            wipe(self._pool)
        wipe(samples)
        return self.healthy

    def _refill(self):
        """Make the next block of output, and move the pool on so that none can compute it back."""
        if not self._start() or not self._gather():
            return False
        self._derive(b"\x01", self._octets)
        self._derive(b"\x02", self._pool)
        return True

    def _derive(self, label, out):
        h = sha256(label)
        h.update(self._pool)
        out[:] = h.digest()
