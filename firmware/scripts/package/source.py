"""Reads modules of the library and says what each name of theirs means.

A module becomes a list of units: its statements at the top, after what is known of the device has
decided its conditions. A name means one of

    ("def", "module:name")     a unit of the library
    ("module", name)           a module of the library
    ("missing", name)          a module of the library that this package set leaves out
    ("ext", module, member)    something of MicroPython's; member is None for the module itself
    ("cut", "module:name")     a definition that this package set leaves out
"""

import ast

from constants import literal
from decide import Decider, PackageError


class Unit:
    """A statement at the top of a module: `binds` are the names it gives ("module:name")."""

    def __init__(self, module, node, binds):
        self.module = module
        self.node = node
        self.binds = binds
        self.dead = False  # bound again further down
        self.lazy = set()  # what its functions import when they run


class Module:
    """One file: `symbols` is {name: meaning}, `units` its statements in order."""

    def __init__(self, name, tree):
        self.name = name
        self.tree = tree
        self.symbols = {}
        self.units = []
        self.imports = []  # modules that it imports when it is loaded, in order


def bound_names(node):
    """Return the names that a statement binds, without those of functions inside it."""
    found = []

    def walk(at):
        if isinstance(at, (ast.FunctionDef, ast.ClassDef)):
            found.append(at.name)
            return
        if isinstance(at, (ast.Lambda, ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp)):
            return
        if isinstance(at, ast.Name) and not isinstance(at.ctx, ast.Load):
            found.append(at.id)
        elif isinstance(at, (ast.Import, ast.ImportFrom)):
            found.extend(alias.asname or alias.name.split(".")[0] for alias in at.names)
        elif isinstance(at, ast.ExceptHandler) and at.name:
            found.append(at.name)
        for inner in ast.iter_child_nodes(at):
            walk(inner)

    walk(node)
    return list(dict.fromkeys(found))


class Source(Decider):
    """The modules of a package set.

    `paths` is {module: file} of the set, `library` the names of all modules there are (those
    outside the set are missing on the device), `facts` a facts.Facts. `cut(module, name)` says
    which definitions are left out: what names them gets None.
    """

    def __init__(self, paths, library, facts, cut=None):
        self.paths = dict(paths)
        self.library = set(library) | set(paths)
        self.facts = facts
        self.cut = cut or (lambda module, name: False)
        self.modules = {}
        self.values = {}  # "module:name" -> literal value, where that is known

    def load(self):
        """Read every module of the set."""
        for name in sorted(self.paths):
            self.module(name)

    def module(self, name):
        """Return the Module `name`, read when it is first asked for."""
        if name not in self.modules:
            with open(self.paths[name], encoding="utf-8") as file:
                tree = ast.parse(file.read(), self.paths[name])
            module = self.modules[name] = Module(name, tree)
            self._block(module, tree.body)
        return self.modules[name]

    # What a name means

    def lookup(self, module, name):
        """Return what `name` means at the top of `module` (str), or None: not bound there."""
        for _ in range(50):
            meaning = self.module(module).symbols.get(name)
            if meaning is None or meaning[0] != "from":
                return meaning
            module, name = meaning[1], meaning[2]
        raise PackageError("%s: %s is imported in a circle" % (module, name))

    def member(self, meaning, name):
        """Return what attribute `name` of something means, None where that is no matter of
        modules.
        """
        if meaning is None:
            return None
        if meaning[0] == "module":
            found = self.lookup(meaning[1], name)
            if found is None:
                full = meaning[1] + "." + name
                if full in self.library:
                    return ("module", full) if full in self.paths else ("missing", full)
                raise PackageError("%s has no %s" % (meaning[1], name))
            return found
        if meaning[0] == "missing":
            return meaning
        return None

    def imported(self, node):
        """Yield (name here, meaning) of an import of the library or of MicroPython."""
        if isinstance(node, ast.Import):
            for alias in node.names:
                name = alias.name
                if name in self.library:
                    top = name if alias.asname else name.split(".")[0]
                    yield alias.asname or top, ("module" if top in self.paths else "missing", top)
                else:
                    yield alias.asname or name.split(".")[0], ("ext", name, None)
            return
        if node.level:
            raise PackageError("relative imports cannot be packaged: line %d" % node.lineno)
        for alias in node.names:
            here = alias.asname or alias.name
            full = node.module + "." + alias.name
            if full in self.library:
                yield here, ("module", full) if full in self.paths else ("missing", full)
            elif node.module in self.paths:
                yield here, ("from", node.module, alias.name)
            elif node.module in self.library:
                yield here, ("missing", node.module)
            else:
                yield here, ("ext", node.module, alias.name)

    # The top of a module

    def _block(self, module, body):
        for node in body:
            self._statement(module, node)

    def _statement(self, module, node):
        find = self.find_in(module.name)
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            self._import(module, node)
        elif isinstance(node, ast.Try):
            taken = self.try_taken(node)
            if taken is None:
                self._add(module, node)
            else:
                self._block(module, taken)
        elif isinstance(node, ast.If):
            truth = self.truth(node.test, find)
            if truth is None:
                self._add(module, node)
            else:
                self._block(module, node.body if truth else node.orelse)
        elif isinstance(node, ast.Assign):
            self._assign(module, node, find)
        elif isinstance(node, ast.AnnAssign):
            if node.value is not None:
                plain = ast.Assign([node.target], node.value)
                self._assign(module, ast.copy_location(plain, node), find)
        elif isinstance(node, ast.AugAssign):
            self._augment(module, node)
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            self._add(module, node)

    def _import(self, module, node):
        for name, meaning in self.imported(node):
            module.symbols[name] = meaning
            if meaning[0] in ("module", "from"):
                module.imports.append(meaning[1])

    def _assign(self, module, node, find):
        value = node.value
        while isinstance(value, ast.IfExp):
            truth = self.truth(value.test, find)
            if truth is None:
                break
            value = value.body if truth else value.orelse
        node.value = value
        names = [target for target in node.targets if isinstance(target, ast.Name)]
        meaning = find(value) if isinstance(value, (ast.Name, ast.Attribute)) else None
        if len(names) != len(node.targets) or meaning is None:
            self._add(module, node)
            return
        for target in names:  # another name for the same thing
            self._drop(module, target.id)
            module.symbols[target.id] = meaning

    def _augment(self, module, node):
        before = module.symbols.get(node.target.id) if isinstance(node.target, ast.Name) else None
        for unit in module.units:
            if before and unit.binds == [before[1]] and isinstance(unit.node, ast.Assign):
                unit.node.value = ast.BinOp(unit.node.value, node.op, node.value)
                return
        raise PackageError("%s: line %d changes a name of another kind" % (
            module.name, node.lineno))

    def _drop(self, module, name):
        meaning = module.symbols.get(name)
        for unit in module.units:
            if meaning and meaning[0] == "def" and unit.binds == [meaning[1]]:
                unit.dead = True

    def _add(self, module, node):
        names = bound_names(node)
        if len(names) == 1 and self.cut(module.name, names[0]):
            module.symbols[names[0]] = ("cut", module.name + ":" + names[0])
            return
        if not isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Assign)):
            # It may bind a name again or leave it as it is: the two are one.
            before = [unit for unit in module.units
                      if any(bound.rsplit(":", 1)[1] in names for bound in unit.binds)]
            if before:
                body = [unit.node for unit in before] + [node]
                node = ast.copy_location(ast.If(ast.Constant(True), body, []), node)
                names = bound_names(node)
        for name in names:
            for unit in module.units:
                unit.dead = unit.dead or module.name + ":" + name in unit.binds
            self._drop(module, name)
            module.symbols[name] = ("def", module.name + ":" + name)
        module.units = [unit for unit in module.units if not unit.dead]
        module.units.append(Unit(module.name, node, [module.name + ":" + n for n in names]))
        if isinstance(node, ast.Assign) and len(names) == 1:
            value = literal(node.value)
            if value is not Ellipsis:
                self.values[module.name + ":" + names[0]] = value
