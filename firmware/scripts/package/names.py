"""Chooses the names of a device form: those that nobody outside sees become short.

A name costs a device 8 octets and its letters in flash or heap. Names of MicroPython's own types
and modules, of the API, and whatever `kept` says stay as they are.
"""

import array
import ast
import builtins
import io
import itertools
import keyword
import string
import types

FULL, SHORT, SPREAD = "full", "short", "spread"

# Attributes of objects that come from MicroPython, the firmware or the caller: its types, its
# modules' objects (cryptolib.aes, hashlib, files, machine), and the drivers' contracts.
_TYPES = (
    bytes, bytearray, memoryview, list, dict, str, int, float, tuple, set, frozenset, range,
    slice, array.array, types.GeneratorType, BaseException, StopIteration, OSError, property,
    type, object, io.BytesIO, io.StringIO,
)  # fmt: skip
FOREIGN = frozenset(
    "encrypt decrypt digest update readinto readblocks writeblocks ioctl mount umount irq value"
    " init fill now set load save remove next trust healthy".split()
) | {name for kind in _TYPES for name in dir(kind)}
_BUILTINS = frozenset(dir(builtins)) | {"const"}


def candidates():
    """Yield short names, the shortest first."""
    letters = string.ascii_letters
    for size in (1, 2, 3):
        for name in itertools.product(letters, repeat=size):
            text = "".join(name)
            if not keyword.iskeyword(text) and text not in _BUILTINS:
                yield text


def qstr_hash(text):
    """Return MicroPython's 16-bit hash of a name (py/qstr.c: djb2 with xor)."""
    value = 5381
    for octet in text.encode():
        value = value * 33 ^ octet
    return value & 0xFFFF or 1


_SIZES = (2, 4, 6, 8, 10, 12, 17, 23, 29, 37, 47, 59, 73, 97, 127, 167, 223, 293)  # py/map.c


def table_size(count):
    """Return the slots of a dict that was filled with `count` names (py/map.c)."""
    return next(size for size in _SIZES if size >= count)


class Pool:
    """Gives out names that are not `taken`."""

    def __init__(self, taken, slots=0, busy=()):
        """With `slots` names are spread over a hash table of that size, where `busy` names are
        looked up besides, most of which it has not.
        """
        self._names = candidates()
        self._taken = set(taken)
        self._slots = slots
        self._used = {qstr_hash(name) % slots for name in busy} if slots else set()
        self._passed = []

    def _fits(self, name):
        if name in self._taken:
            return False
        return not self._slots or qstr_hash(name) % self._slots not in self._used

    def take(self):
        """Return the next name."""
        if self._slots and len(self._used) >= self._slots:
            self._slots = 0
        for at, name in enumerate(self._passed):
            if self._fits(name):
                del self._passed[at]
                break
        else:
            for name in self._names:
                if name in self._taken:
                    continue
                if self._fits(name):
                    break
                self._passed.append(name)
        self._taken.add(name)
        if self._slots:
            self._used.add(qstr_hash(name) % self._slots)
        return name


def defined_attributes(nodes):
    """Return the names that the library gives attributes: in classes, and by assignment."""
    found = set()
    for node in nodes:
        for inner in ast.walk(node):
            if isinstance(inner, ast.ClassDef):
                for statement in inner.body:
                    if isinstance(statement, ast.FunctionDef):
                        found.add(statement.name)
                    elif isinstance(statement, ast.Assign):
                        found |= {t.id for t in statement.targets if isinstance(t, ast.Name)}
            elif isinstance(inner, ast.Attribute) and not getattr(inner, "foreign", False):
                if isinstance(inner.ctx, ast.Store):
                    found.add(inner.attr)
    return found


def foreign_attributes(nodes):
    """Return the names of attributes of MicroPython's modules, and of those asked for by text."""
    found = set()
    for node in nodes:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Attribute) and getattr(inner, "foreign", False):
                found.add(inner.attr)
            elif isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name):
                if inner.func.id in ("getattr", "hasattr", "setattr") and len(inner.args) > 1:
                    if isinstance(inner.args[1], ast.Constant):
                        found.add(inner.args[1].value)
    return found


def attribute_names(nodes, kept):
    """Return {attribute: short name} of what may be renamed, the most used first."""
    nodes = list(nodes)
    fixed = FOREIGN | foreign_attributes(nodes) | set(kept)
    own = {n for n in defined_attributes(nodes) if not n.startswith("__")} - fixed
    uses = {}
    for node in nodes:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Attribute):
                uses[inner.attr] = uses.get(inner.attr, 0) + 1
    pool = Pool(fixed | (set(uses) - own))
    return {n: pool.take() for n in sorted(own, key=lambda n: (-uses.get(n, 0), n))}


def keywords(nodes):
    """Return the argument names that calls use."""
    return {inner.arg for node in nodes for inner in ast.walk(node)
            if isinstance(inner, ast.keyword) and inner.arg}


def local_names(nodes):
    """Return every name in these trees that is no global of the library."""
    found = set()
    for node in nodes:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name) and ":" not in inner.id:
                found.add(inner.id)
            elif isinstance(inner, ast.arg):
                found.add(inner.arg)
            elif isinstance(inner, ast.ExceptHandler) and inner.name:
                found.add(inner.name)
    return found


def global_names(uses, wanted, taken, how, files):
    """Return {gid: final name}.

    `uses` is {gid: how often}, `wanted` {gid: public name}, `taken` names that are in use, `how`
    FULL, SHORT or SPREAD, `files` a list of (gids of a file, builtins it uses).
    """
    final = {}
    used = set(taken)
    for gid in sorted(wanted):
        if wanted[gid] not in used:
            final[gid] = wanted[gid]
            used.add(wanted[gid])
    if how == FULL:
        for gid in sorted(uses):
            if gid not in final:
                final[gid] = _full(gid, used)
                used.add(final[gid])
        return final
    pool = Pool(used)
    for gids, others in files:
        mine = sorted((g for g in gids if g not in final), key=lambda g: (-uses.get(g, 0), g))
        if how == SPREAD:
            fixed = [final[g] for g in gids if g in final]
            pool = Pool(used, table_size(len(gids) + 3), fixed + sorted(others))
        for gid in mine:
            final[gid] = pool.take()
            used.add(final[gid])
    return final


def _full(gid, used):
    """Return a name that says where it comes from as far as that is needed."""
    module, name = gid.rsplit(":", 1)
    parts = module.replace(":", ".").split(".")
    for count in range(len(parts) + 1):
        text = "_".join(parts[len(parts) - count :] + [name])
        if text not in used:
            return text
    return next(text for n in itertools.count(2) for text in ["%s_%d" % (name, n)]
                if text not in used)
