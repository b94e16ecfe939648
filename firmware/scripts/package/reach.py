"""What of a package set is reached from its public names, and in which file it goes.

A method is reached when its class is and its name is used anywhere; a row of a table that names
something the set leaves out is cut. The files: one for the core, and one for each part of the
library that is imported only when it is needed.
"""

import ast
from fnmatch import fnmatch

from decide import PackageError
from resolve import LazyImport


class Piece:
    """A part of a unit: a method (`name`), or all else (None)."""

    def __init__(self, name, nodes):
        self.name = name
        self.refs = set()
        self.lazy = set()
        self.attributes = set()
        self.missing = set()
        for node in nodes:
            for inner in ast.walk(node):
                self._note(inner)
        self.lazy &= self.refs
        self.refs -= self.lazy

    def _note(self, node):
        if isinstance(node, LazyImport):
            self.lazy |= set(node.gids)
        elif isinstance(node, ast.Attribute):
            self.attributes.add(node.attr)
        elif isinstance(node, ast.Name) and ":" in node.id:
            if node.id.startswith("missing:"):
                self.missing.add(node.id)
            elif not node.id.startswith("ext:"):
                self.refs.add(node.id)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in ("getattr", "hasattr", "setattr") and len(node.args) > 1:
                if isinstance(node.args[1], ast.Constant):
                    self.attributes.add(node.args[1].value)


def is_method(node):
    """Return whether a statement of a class is a method that may be left out."""
    return isinstance(node, ast.FunctionDef) and not node.name.startswith("__")


def pieces_of(unit):
    """Return the pieces of a unit."""
    node = unit.node
    if not isinstance(node, ast.ClassDef):
        return [Piece(None, [node])]
    methods = [statement for statement in node.body
               if isinstance(statement, ast.FunctionDef) and is_method(statement)]
    rest = [statement for statement in node.body if not is_method(statement)]
    return [Piece(None, node.bases + rest)] + [Piece(m.name, [m]) for m in methods]


def cut_rows(units):
    """Cut what names something missing out of the tables at the top of modules."""
    gone = set()
    for unit in units:
        if isinstance(unit.node, ast.FunctionDef) and isinstance(unit.node.body[0], ast.Raise):
            call = unit.node.body[0].exc
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                if call.func.id == "ImportError":
                    gone.add(unit.binds[0])

    def lacks(node):
        return any(isinstance(n, ast.Name) and (n.id in gone or n.id.startswith("missing:"))
                   for n in ast.walk(node))

    for unit in units:
        if not isinstance(unit.node, ast.Assign):
            continue
        table = unit.node.value
        if isinstance(table, (ast.Tuple, ast.List)):
            table.elts = [row for row in table.elts if not lacks(row)]
        elif isinstance(table, ast.Dict):
            rows = [(k, v) for k, v in zip(table.keys, table.values)
                    if not lacks(v) and not (k and lacks(k))]
            table.keys = [k for k, _ in rows]
            table.values = [v for _, v in rows]


class Reach:
    """The units and methods that are live.

    `units`: all of them in order; `roots`: gids ("module:name"); `kept`: names of attributes that
    somebody outside uses; `api` decides which classes (by gid) keep all that is public in them,
    but methods in `closed`.
    """

    def __init__(self, units, roots, kept, api, closed=()):
        self.units = units
        self.by_gid = {gid: unit for unit in units for gid in unit.binds}
        self.pieces = {id(unit): pieces_of(unit) for unit in units}
        self.roots = set(roots)
        self.api = api
        self.closed = closed
        self.live = set()
        self.attributes = set(kept) - set(closed)
        self._grow()
        self.order = [unit for unit in units if self._is_live(unit)]
        for unit in self.order:
            self._prune(unit)

    def _is_live(self, unit):
        return any(gid in self.live for gid in unit.binds)

    def live_pieces(self, unit):
        """Return the pieces of a unit that are live when it is."""
        open_class = any(self.api(gid) for gid in unit.binds)
        return [piece for piece in self.pieces[id(unit)]
                if piece.name is None or piece.name in self.attributes
                or (open_class and not piece.name.startswith("_")
                    and piece.name not in self.closed)]

    def _grow(self):
        self._enter(self.roots)
        while True:
            size = (len(self.live), len(self.attributes))
            loaded = {unit.module for unit in self.units if self._is_live(unit)}
            for unit in self.units:
                # A statement that binds nothing has an effect wherever its module is loaded.
                if self._is_live(unit) or (not unit.binds and unit.module in loaded):
                    for piece in self.live_pieces(unit):
                        self._enter(piece.refs | piece.lazy)
                        self.attributes |= piece.attributes
                        if piece.missing and self._is_live(unit):
                            raise PackageError("%s needs %s, which the package leaves out" % (
                                unit.binds[0], sorted(piece.missing)[0][8:]))
            if size == (len(self.live), len(self.attributes)):
                return

    def _enter(self, gids):
        for gid in gids:
            unit = self.by_gid.get(gid)
            if unit is None:
                raise PackageError("nothing is called " + gid.replace(":", "."))
            self.live.update(unit.binds)

    def _prune(self, unit):
        """Drop the methods of a class that nobody calls."""
        if isinstance(unit.node, ast.ClassDef):
            names = {piece.name for piece in self.live_pieces(unit)}
            body = [s for s in unit.node.body
                    if not is_method(s) or getattr(s, "name", "") in names]
            unit.node.body = body or [ast.Pass()]

    # Files

    def closure(self, gids, lazily=False):
        """Return the units (list of id) that these names need when they are used."""
        found = {}
        waiting = [self.by_gid[gid] for gid in sorted(gids) if gid in self.live]
        while waiting:
            unit = waiting.pop()
            if id(unit) in found:
                continue
            found[id(unit)] = unit
            for piece in self.live_pieces(unit):
                for gid in piece.refs | (piece.lazy if lazily else set()):
                    waiting.append(self.by_gid[gid])
        return found

    def lazy_refs(self, units):
        """Return the names that these units import when they run."""
        return {gid for unit in units for piece in self.live_pieces(unit) for gid in piece.lazy}

    def place(self, parts):
        """Return {id of a unit: name of its part}, "" for the core.

        `parts` is {name: patterns of module names}.
        """
        owner = {}
        for unit in self.order:
            for name, patterns in parts.items():
                if any(fnmatch(unit.module, pattern) for pattern in patterns):
                    owner[id(unit)] = name
        places = {}

        def to_core(gids):
            for key in self.closure(gids):
                places[key] = ""

        to_core({g for g in self.roots if id(self.by_gid[g]) not in owner})
        reached = {}
        for name in parts:
            own = {g for u in self.order if owner.get(id(u)) == name for g in u.binds}
            for key, unit in self.closure(own).items():
                reached.setdefault(key, (unit, set()))[1].add(name)
        for key, (unit, names) in reached.items():
            if owner.get(key) in names:
                names = {owner[key]}
            if key in places:
                continue
            if len(names) == 1:
                places[key] = min(names)
            else:
                to_core(unit.binds)
        self._place_lazy(places, to_core)
        return places

    def _place_lazy(self, places, to_core):
        while True:
            before = len(places)
            for unit in self.order:
                if id(unit) not in places:
                    continue
                for gid in self.lazy_refs([unit]):
                    if id(self.by_gid[gid]) in places:
                        continue
                    home = places[id(unit)]
                    if not home:
                        to_core([gid])
                    for key in self.closure([gid]) if home else ():
                        places.setdefault(key, home)
            for unit in self.order:
                if not unit.binds and id(unit) not in places:
                    places[id(unit)] = ""
            if before == len(places):
                break
        # What two parts came to share by that belongs to the core, with all that it needs.
        to_core([g for u in self.order if places.get(id(u)) == "" for g in u.binds])
