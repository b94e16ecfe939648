"""Health tests and conditioning of entropy: the same on every runtime."""

from mikey import errors
from mikey.drivers import entropy, simulation
from support import portable
from support.portable import Random, refused

CLAIMS = (
    (entropy.BIT_EIGHTH, 1),
    (entropy.BIT_QUARTER, 1),
    (entropy.BIT_HALF, 1),
    (entropy.OCTET_ONE, 8),
    (entropy.OCTET_TWO, 8),
    (entropy.OCTET_FOUR, 8),
    (entropy.OCTET_SIX, 8),
)


class Source:
    """A raw source of `width` bits a sample; every sample but one in `keep` is the value 1."""

    def __init__(self, width, keep=1):
        self.random = Random(99)
        self.width = width
        self.keep = keep
        self.given = 0
        self.state = True  # type: bool | None

    def __call__(self, buf):
        for i in range(len(buf)):
            self.given += 1
            fresh = self.given % self.keep == 0
            buf[i] = self.random.bits(32) >> 32 - self.width if fresh else 1
        return self.state


def check_healthy_sources_pass():
    for claim, width in CLAIMS:
        source = Source(width)
        driver = entropy.Conditioned(source, claim)
        assert driver.healthy
        assert source.given >= 1024  # the start-up test ran before anything was given out
        before = source.given
        out = bytearray(100)
        driver.fill(out)
        assert source.given - before >= 4 * claim[3]  # four blocks of 32 octets
        assert len(set(bytes(out))) > 50
        driver.fill(memoryview(out)[10:20])


def check_output_does_not_repeat():
    driver = entropy.Conditioned(Source(8), entropy.OCTET_FOUR)
    seen = set()
    for _ in range(200):
        out = bytearray(7)
        driver.fill(out)
        seen.add(bytes(out))
    assert len(seen) == 200


def check_stuck_sources_are_refused():
    for claim, width in CLAIMS:
        source = Source(width, 1 << 30)
        driver = entropy.Conditioned(source, claim)
        assert not driver.healthy
        assert source.given <= claim[3]  # at the first measure of samples
        out = bytearray(b"x" * 20)
        assert refused(errors.ENTROPY, driver.fill, out)
        assert out == bytes(20)


def window(claim, ones):
    """One window of the adaptive proportion test whose first value occurs `ones` times."""
    others = claim[0] - ones
    samples = bytearray(b"\x01" * claim[0])
    for k in range(others):
        samples[(k + 1) * claim[0] // (others + 1)] = 2 + k % 2
    return samples


def check_cut_offs_are_exact():
    for claim, _ in CLAIMS:
        assert entropy.HealthTest(claim).update(window(claim, claim[1] - 1))
        assert not entropy.HealthTest(claim).update(window(claim, claim[1]))
        run = bytearray(b"\x01" * (claim[2] - 1))
        assert entropy.HealthTest(claim).update(run)
        test = entropy.HealthTest(claim)
        assert test.update(run)
        assert not test.update(b"\x01")  # a run goes on from one call to the next


def check_failure_is_latched():
    source = Source(8)
    driver = entropy.Conditioned(source, entropy.OCTET_FOUR)
    out = bytearray(32)
    driver.fill(out)
    source.state = False  # the hardware reports an error, once
    assert refused(errors.ENTROPY, driver.fill, out)
    source.state = True
    given = source.given
    assert refused(errors.ENTROPY, driver.fill, out)
    assert source.given == given  # it is not even asked
    assert not driver.healthy


def check_failure_in_use_is_latched():
    source = Source(8)
    driver = entropy.Conditioned(source, entropy.OCTET_FOUR)
    driver.fill(bytearray(32))
    source.keep = 1 << 30
    assert refused(errors.ENTROPY, driver.fill, bytearray(64))
    source.keep = 1
    assert refused(errors.ENTROPY, driver.fill, bytearray(1))


def check_source_switched_off_is_refused_but_not_lost():
    source = Source(8)
    source.state = None
    driver = entropy.Conditioned(source, entropy.OCTET_FOUR)
    out = bytearray(8)
    assert driver.healthy
    assert refused(errors.ENTROPY, driver.fill, out)
    source.state = True
    given = source.given
    driver.fill(out)
    assert source.given - given > 1024  # the start-up test is made up for
    source.state = None
    assert refused(errors.ENTROPY, driver.fill, bytearray(64))
    source.state = True
    driver.fill(out)


def check_fixed_entropy():
    driver = simulation.FixedEntropy(b"0123456789")
    out = bytearray(4)
    driver.fill(out)
    driver.fill(memoryview(out)[:2])
    assert out == b"4523"
    assert refused(errors.ENTROPY, driver.fill, bytearray(5))
    assert refused(errors.ENTROPY, driver.fill, bytearray(1))


if __name__ == "__main__":
    portable.main(globals())
