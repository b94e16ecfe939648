"""SAKKE (RFC 6508) with Parameter Set 1 of RFC 6509: the receiver's side.

The Receiver Secret Key K is fixed, so that its line functions can be computed once
(`pairing_table`) and only evaluated for each message. The check of 6.2.2 step 5,
TEST = [r]([b]P + Z) = R, is decided without computing TEST: K has been validated (6.1.2:
<[b]P + Z, K> = g), hence R = [r]([b]P + Z) if and only if R is on the curve, R has order q, and
<R, K> = g^r. The second is
tested exactly: R + T for a T of order 2 or 4 has the same pairing and is refused here. Both tests
on R alone come first, so that no ill-formed point meets the key.

With the native kernel nothing depends on the key, w, the SSV or r but values: not the time, nor
addresses. The path on Python ints gives the same octets and no such promise.
"""

from mikey import errors
from mikey.crypto import pairing_table
from mikey.crypto.hash import equal, wipe
from mikey.crypto.kernel import kernel
from mikey.port import const

DATA_LEN = const(273)
POINT_LEN = const(257)
SSV_LEN = const(16)

_G = (
    b"\x66\xfc\x2a\x43\x2b\x6e\xa3\x92\x14\x8f\x15\x86\x7d\x62\x30\x68"
    b"\xc6\xa8\x7b\xd1\xfb\x94\xc4\x1e\x27\xfa\xbe\x65\x8e\x01\x5a\x87"
    b"\x37\x1e\x94\x74\x4c\x96\xfe\xda\x44\x9a\xe9\x56\x3f\x8b\xc4\x46"
    b"\xcb\xfd\xa8\x5d\x5d\x00\xef\x57\x70\x72\xda\x8f\x54\x17\x21\xbe"
    b"\xee\x0f\xae\xd1\x82\x8e\xab\x90\xb9\x9d\xfb\x01\x38\xc7\x84\x33"
    b"\x55\xdf\x04\x60\xb4\xa9\xfd\x74\xb4\xf1\xa3\x2b\xca\xfa\x1f\xfa"
    b"\xd6\x82\xc0\x33\xa7\x94\x2b\xcc\xe3\x72\x0f\x20\xb9\xb7\xb0\x40"
    b"\x3c\x8c\xae\x87\xb7\xa0\x04\x2a\xcd\xe0\xfa\xb3\x64\x61\xea\x46"
)

if kernel and hasattr(kernel, "sakke_open"):
    # expand(parts, out, n): n octets (a multiple of 32, at most 128) of v' of RFC 6508 5.1 over
    # the concatenation of parts
    expand = kernel.sakke_expand

    class Engine:
        """One computation at a time: a point, a value of PF_p, an exponentiation of g."""

        def __init__(self):
            self.owner = None  # type: Any  # the computation at work
            self.ok = False
            self._work = bytearray(kernel.sakke_size())

        def wipe(self):
            """Overwrite the state."""
            wipe(self._work)
            self.ok = False

        def load_point(self, point):
            """Take R, 257 octets. Return whether it is a point of E (RFC 6508 4)."""
            return kernel.sakke_open(self._work, point)

        def member_steps(self):
            """Yield while finding whether R is of order q; `ok` says it."""
            state = -1
            while state < 0:
                state = kernel.sakke_member(self._work)
                yield
            self.ok = state == 1

        def public_steps(self, identity, z):
            """Yield while taking [b]P + Z as R.

            `identity`: octets of b; `z`: 257 octets of a point. `ok` is False for the neutral
            element.
            """
            state = -1
            while state < 0:
                state = kernel.sakke_public(self._work, identity, z)
                yield
            self.ok = state == 1

        def line_steps(self, lines):
            """Yield while computing <R, K> from the file of K's lines."""
            while kernel.sakke_lines(self._work, lines, pairing_table.HEADER) < 0:
                yield

        def pair_steps(self, rsk):
            """Yield while computing <R, K> for K, 257 octets of a point of order q."""
            while kernel.sakke_pair(self._work, rsk) < 0:
                yield

        def value(self, out):
            """Write the representation of <R, K>, 128 octets, into `out`."""
            kernel.sakke_value(self._work, out)

        def power_steps(self, exponent, w):
            """Yield while finding whether g^exponent is `w` (128 octets each); `ok` says it."""
            state = -1
            while state < 0:
                state = kernel.sakke_power(self._work, exponent, w)
                yield
            self.ok = state == 1

        def make_steps(self, rsk):
            """Yield the elements of K's lines (pairing_table), the octets of one step at a time.

            The same buffer each time. The state is wiped at the end.
            """
            wipe(self._work)
            out = bytearray(768)
            view = memoryview(out)
            n = kernel.sakke_make(self._work, rsk, out)
            while n:
                yield view[: n << 7]
                n = kernel.sakke_make(self._work, rsk, out)
            wipe(out)
            wipe(self._work)

else:
    from mikey.crypto.soft.sakke import (
        Engine,  # pyright: ignore[reportAssignmentType]
        expand,
    )


class Receiver:
    """One user key: the KMS's Z (257 octets), the identifier b (octets), the RSK (257 octets).

    The buffers are kept, not copied; the key has been validated (`check`) when it was provisioned.
    `lines`: the file made for it (`pairing_table`), a buffer that is read in place, or None.
    `lines_state` is the status of that table, a constant of `pairing_table`; without good lines
    all works, slower. `fault` is that of the last computation (mikey.errors). `engine`: an Engine
    to work in, which several receivers may share; None makes one. One computation in it runs at a
    time: a new one ends a generator that was left half-way.
    """

    def __init__(self, z, identity, rsk, lines=None, engine=None):
        self._z = z
        self._identity = identity
        self._rsk = rsk
        self._w = bytearray(128)
        self._v = bytearray(128)
        self._ssv = bytearray(SSV_LEN)
        self.fault = errors.NONE
        self._engine = engine or Engine()
        self.lines_state = pairing_table.header_state(lines, z, identity, rsk)
        self._lines = lines if self.lines_state == pairing_table.READY else None

    def steps(self, data, ssv):
        """Open Encapsulated Data (RFC 6508 6.2.2), yielding after at most 50 ms at 150 MHz.

        `data`: 273 octets. The SSV goes into `ssv`, a bytearray of 16 octets, which holds nulls
        until all has passed. `fault` then is NONE, BAD_SAKKE for what is no Encapsulated Data,
        SAKKE_FAILED for what was not made for this key, BAD_STATE when another computation came
        between.
        """
        wipe(ssv)
        self.fault = errors.BAD_SAKKE
        if len(data) != DATA_LEN or data[0] != 4:
            return
        arith = self._engine
        arith.owner = token = object()
        self.fault = errors.SAKKE_FAILED
        try:
            for _ in self._open_steps(arith, data):
                yield
                if arith.owner is not token:
                    self.fault = errors.BAD_STATE
                    return
            if not self.fault:
                ssv[:] = self._ssv
        finally:
            self._close(arith, token)

    def _open_steps(self, arith, data):
        point = memoryview(data)[:POINT_LEN]
        if not arith.load_point(point):
            return
        for _ in arith.member_steps():
            yield
        if not arith.ok:
            return
        for _ in self._derive_steps(arith, data):
            yield
        if not arith.ok and self.lines_state == pairing_table.READY:
            for state in pairing_table.content_steps(self._lines):
                self.lines_state = state
                yield
            if self.lines_state == pairing_table.DAMAGED:
                self._lines = None
                arith.load_point(point)
                for _ in self._derive_steps(arith, data):
                    yield
        if arith.ok:
            self.fault = errors.NONE

    def _derive_steps(self, arith, data):
        """Steps 2 to 5 of RFC 6508 6.2.2 for an R of order q; `arith.ok` says the outcome."""
        w = self._w
        v = self._v
        if self._lines is None:
            for _ in arith.pair_steps(self._rsk):
                yield
        else:
            for _ in arith.line_steps(self._lines):
                yield
        arith.value(w)
        yield
        # the mask is v' mod 2^128
        expand((w,), v, 32)
        for i in range(SSV_LEN):
            v[i] = data[POINT_LEN + i] ^ v[SSV_LEN + i]
            self._ssv[i] = v[i]
        # r is v' mod q, and g has order q
        expand((self._ssv, self._identity), v, 128)
        for _ in arith.power_steps(v, w):
            yield

    def decapsulate(self, data, ssv):
        """Do `steps` to the end. Return the fault (int), NONE with the SSV in `ssv`."""
        for _ in self.steps(data, ssv):
            pass
        return self.fault

    def check_steps(self):
        """Validate the key (RFC 6508 6.1.2): <[b]P + Z, K> = g, and Z and K of order q.

        Yields as `steps` does; `fault` then is NONE, BAD_KMS for a wrong Z, BAD_USER_KEY.
        """
        arith = self._engine
        arith.owner = token = object()
        self.fault = errors.BAD_KMS
        try:
            for _ in self._check_steps(arith):
                yield
                if arith.owner is not token:
                    self.fault = errors.BAD_STATE
                    return
        finally:
            self._close(arith, token)

    def _check_steps(self, arith):
        if len(self._z) != POINT_LEN or not arith.load_point(self._z):
            return
        for _ in arith.member_steps():
            yield
        if not arith.ok:
            return
        self.fault = errors.BAD_USER_KEY
        if len(self._rsk) != POINT_LEN or not arith.load_point(self._rsk):
            return
        for _ in arith.member_steps():
            yield
        if not arith.ok:
            return
        for _ in arith.public_steps(self._identity, self._z):
            yield
        if not arith.ok:
            return
        for _ in arith.pair_steps(self._rsk):
            yield
        arith.value(self._w)
        if equal(self._w, 0, _G, 0, 128):
            self.fault = errors.NONE

    def check(self):
        """Do `check_steps` to the end. Return the fault (int)."""
        for _ in self.check_steps():
            pass
        return self.fault

    def wipe(self):
        """Overwrite what a computation left here. The key is the caller's."""
        wipe(self._w)
        wipe(self._v)
        wipe(self._ssv)

    def _close(self, arith, token):
        # what belongs to a later computation stays
        if arith.owner is token:
            self.wipe()
            arith.wipe()
            arith.owner = None


def check_rsk(z, identity, rsk, engine=None):
    """Return True if Z, identifier and RSK of a new key belong together (RFC 6508 6.1.2)."""
    return Receiver(z, identity, rsk, None, engine).check() == errors.NONE
