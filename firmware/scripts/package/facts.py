"""What is known of a device before its program runs, and what follows for its code.

A build for a device decides `if kernel:`, `try: from hashlib import sha1` and the like, so that
only one of two ways is carried. What is not known stays as it is written.
"""

import ast

ANY = object()  # present, whatever is asked of it

# Parts of MicroPython that every port has, and what none has.
_PRESENT = {
    "micropython": ANY,
    "time": frozenset(("ticks_ms", "ticks_diff", "ticks_us", "ticks_add", "sleep_ms")),
    "array": ANY,
    "binascii": ANY,
    "json": ANY,
    "sys": ANY,
    "gc": ANY,
}
_ABSENT = ("cryptography", "typing", "asyncio.subprocess", "pathlib")


class Facts:
    """The facts of one kind of device.

    `kernel` is the set of names that the native kernel `_mikey` has, None where there is no
    kernel. `present` and `absent` name modules, or members as "hashlib.sha1", of the firmware.
    """

    def __init__(self, kernel=None, present=(), absent=()):
        self.present = dict(_PRESENT)
        self.members = {}
        for name in present:
            self._note(name, True)
        for name in (*_ABSENT, *absent):
            self._note(name, False)
        self._note("_mikey", kernel is not None)
        if kernel is not None:
            self.present["_mikey"] = frozenset(kernel)

    def _note(self, name, there):
        module, _, member = name.partition(".")
        if member:
            self.members[module, member] = there
        elif there:
            self.present[name] = ANY
        else:
            self.present[name] = frozenset()

    def has(self, module, member=None):
        """Return True, False or None (not known): can `module`, or a member of it, be imported."""
        if (module, member) in self.members:
            return self.members[module, member]
        if module not in self.present:
            return None
        found = self.present[module]
        if found is ANY:
            return True
        if not found:
            return False
        return None if member is None and module != "_mikey" else member is None or member in found


def names_import_error(handler):
    """Return whether an `except` clause is taken when an import fails."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return handler.type is None or any(
        isinstance(kind, ast.Name) and kind.id in ("ImportError", "Exception") for kind in kinds)


def all_of(values):
    """Return the truth of a conjunction of True, False and None (not known)."""
    values = list(values)
    if False in values:
        return False
    return None if None in values else True


def any_of(values):
    """Return the truth of a disjunction of True, False and None (not known)."""
    values = list(values)
    if True in values:
        return True
    return None if None in values else False
