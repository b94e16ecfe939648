"""On a device: prove that the instruction counter resolves single instructions and repeats."""

import _qemu


def nothing():
    """Do nothing."""


def pair():
    """Return what an empty pair of stamps counts here."""
    _qemu.count_start()
    return _qemu.count_stop()


constant = _qemu.count_spin(0)
print({_qemu.count_spin(n) - n - constant for n in range(200)})
print({_qemu.count_spin(1000003) - 1000003 - constant for _ in range(5)})
pair()
print(len({pair() for _ in range(20)}))
_qemu.count(nothing)
print(len({_qemu.count(nothing) for _ in range(20)}))
