"""Diffie-Hellman over the groups of RFC 3830 6.4: OAKLEY 5 (mandatory), OAKLEY 1 and OAKLEY 2.

RFC 3830 6.4 registers these three DH-Group numbers alone, and no later MIKEY RFC adds a MODP group
of RFC 3526. The generator is 2. Numbers are big-endian octets of the group's
length, leading zeros kept (decision A5). With the native kernel an exponentiation takes one
instruction count for every secret of one length and allocates nothing; without it, Python
integers give the same octets, in a time that depends on the secret.
"""

from mikey.crypto.hash import wipe
from mikey.crypto.kernel import kernel
from mikey.port import const

OAKLEY_5 = const(0)
OAKLEY_1 = const(1)
OAKLEY_2 = const(2)

_LENGTHS = b"\xc0\x60\x80"  # octets of a number, by DH-Group


def length(group):
    """Return the octets of a number of `group` (int): 192, 96 or 128, 0 for an unknown one."""
    return _LENGTHS[group] if 0 <= group < len(_LENGTHS) else 0


if kernel:

    def valid(group, buf, off):
        """Return True if the number of `buf` at `off` is a public value: 2 <= y <= p - 2.

        False too for an unknown group and where `buf` ends early. Decision A24.
        """
        n = length(group)
        if not n or off < 0 or off + n > len(buf):
            return False
        return kernel.dh_valid(group, buf, off)

    def state_length(group, base_is_2=False):
        """Return the octets of memory that an exponentiation in `group` needs.

        3472 for OAKLEY 5; with `base_is_2`, where no other base will be given, 400.
        """
        return kernel.dh_size(group, base_is_2)

    class Exponentiation:
        """base^x mod p in steps of at most 50 ms of work on a 150 MHz core.

        `group`: 0, 1 or 2 (ValueError for another). `state`: bytearray of at least
        `state_length(group)` octets to work in, wiped afterwards; None allocates one. One object
        does any number of exponentiations, one after the other.
        """

        def __init__(self, group, state=None):
            self._group = group
            if state is None:
                state = bytearray(kernel.dh_size(group, False))
            self._state = state

        def start(self, x, base=None):
            """Begin 2^x, or base^x.

            `x`: bytes-like, 1 octet up to the group's length; its length is public. `base`: the
            group's length in octets, checked with `valid` by the caller. ValueError on lengths.
            """
            kernel.dh_init(self._state, self._group, base, x)

        def step(self):
            """Do some work; return whether it is finished (bool)."""
            return not kernel.dh_step(self._state, 0)

        def result(self, out):
            """Write the result to the start of `out` and wipe the state.

            `out`: bytearray or memoryview of the group's length or more. ValueError before the
            last step.
            """
            kernel.dh_result(self._state, out)
            wipe(self._state)

        def wipe(self):
            """Forget everything; a later `start` is possible."""
            wipe(self._state)

else:
    from mikey.crypto.soft.dh import (
        Exponentiation,  # noqa: F401  # pyright: ignore[reportAssignmentType]
        state_length,  # noqa: F401
        valid,  # noqa: F401
    )
