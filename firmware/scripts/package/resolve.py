"""Writes what each name of a module means in place of the name.

After it a name of the library is `Name("module:name")`, one of MicroPython's `Name("ext:module")`
or `Name("ext:module:member")`, what the package set leaves out `Name("missing:module")`.
Conditions on the device are decided, documentation and annotations are gone.
"""

import ast

from decide import PackageError
from source import bound_names

_ENDS = (ast.Return, ast.Raise, ast.Continue, ast.Break)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def yields(nodes):
    """Return whether statements make the function that they stand in a generator."""
    for node in nodes:
        if isinstance(node, (ast.FunctionDef, ast.Lambda, ast.ClassDef)):
            continue
        if isinstance(node, (ast.Yield, ast.YieldFrom)) or yields(ast.iter_child_nodes(node)):
            return True
    return False


class LazyImport(ast.Pass):
    """An import of the library inside a function: `gids` are the names used through it."""

    def __init__(self):
        super().__init__()
        self.gids = {}


class _Scope:
    def __init__(self, names, is_class=False):
        self.names = set(names)
        self.imports = {}  # name -> (meaning, LazyImport)
        self.is_class = is_class


def arguments(function):
    """Return the ast.arg nodes of a function or lambda, in order."""
    a = function.args
    found = a.posonlyargs + a.args + a.kwonlyargs
    return found + [star for star in (a.vararg, a.kwarg) if star]


class Resolver(ast.NodeTransformer):
    """Rewrites the units of one module of a source.Source."""

    def __init__(self, source, module):
        self.source = source
        self.module = module
        self.scopes = []

    def unit(self, unit):
        """Rewrite a source.Unit in place."""
        unit.node = self._one(unit.node)

    # Names

    def _scope_of(self, name):
        inner = True
        for scope in reversed(self.scopes):
            if (inner or not scope.is_class) and name in scope.names:
                return scope
            inner = inner and scope.is_class
        return None

    def _find(self, node):
        """Return what a Name or Attribute means, None for locals and what is no module's."""
        meaning, _ = self._find_import(node)
        return meaning

    def _find_import(self, node):
        if isinstance(node, ast.Name):
            scope = self._scope_of(node.id)
            if scope is None:
                return self.source.lookup(self.module, node.id), None
            return scope.imports.get(node.id, (None, None))
        if isinstance(node, ast.Attribute):
            inner, lazy = self._find_import(node.value)
            if inner and inner[0] == "ext":
                return (("ext", inner[1], node.attr), lazy) if inner[2] is None else (None, None)
            return self.source.member(inner, node.attr), lazy
        return None, None

    def _emit(self, meaning, node, lazy):
        if meaning[0] == "def":
            name = meaning[1]
            if lazy is not None:
                lazy.gids[name] = None
        elif meaning[0] == "cut":
            return ast.copy_location(ast.Constant(None), node)
        elif meaning[0] == "missing":
            name = "missing:" + meaning[1]
        elif meaning[0] == "ext":
            name = "ext:" + meaning[1] + (":" + meaning[2] if meaning[2] else "")
        else:
            raise PackageError("%s, line %d: module %s is used as a value" % (
                self.module, getattr(node, "lineno", 0), meaning[1]))
        return ast.copy_location(ast.Name(name, node.ctx), node)

    def visit_Name(self, node):
        """Resolve a name."""
        meaning, lazy = self._find_import(node)
        return node if meaning is None else self._emit(meaning, node, lazy)

    def visit_Attribute(self, node):
        """Resolve a member of a module."""
        meaning, lazy = self._find_import(node)
        base, _ = self._find_import(node.value)
        if meaning is not None and base and base[0] != "ext":
            return self._emit(meaning, node, lazy)
        self.generic_visit(node)
        base = node.value
        if isinstance(base, ast.Name) and base.id.startswith("ext:"):
            setattr(node, "foreign", True)  # noqa: B010 - no attribute of ast's
        elif getattr(base, "foreign", False):
            setattr(node, "foreign", True)  # noqa: B010 - no attribute of ast's
        return node

    def visit_Global(self, node):
        """Resolve the names of a `global` statement."""
        names = []
        for name in node.names:
            meaning = self.source.lookup(self.module, name)
            if meaning is None or meaning[0] != "def":
                raise PackageError("%s: global %s is no name of it" % (self.module, name))
            names.append(meaning[1])
        return ast.Global(names)

    def visit_Call(self, node):
        """Take const() away."""
        if len(node.args) == 1 and self._find(node.func) == ("ext", "micropython", "const"):
            return self.visit(node.args[0])
        return self.generic_visit(node)

    def visit_IfExp(self, node):
        """Decide a condition on the device."""
        truth = self.source.truth(node.test, self._find)
        if truth is None:
            return self.generic_visit(node)
        return self.visit(node.body if truth else node.orelse)

    # Statements

    def _one(self, node):
        """Rewrite one statement at the top of the module."""
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Assign, ast.Expr)):
            return self.visit(node)
        block = self._block([node])
        return block[0] if len(block) == 1 else ast.If(ast.Constant(True), block, [])

    def _block(self, body):
        out = []
        for at, node in enumerate(body):
            out += self._statements(node)
            if out and isinstance(out[-1], _ENDS) and not yields(body[at + 1 :]):
                break
        return out

    def _statements(self, node):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            return self._import(node)
        if isinstance(node, ast.Try):
            taken = self.source.try_taken(node)
            if taken is not None:
                return self._block(taken)
        if isinstance(node, ast.If):
            truth = self.source.truth(node.test, self._find)
            if truth is not None:
                return self._block(node.body if truth else node.orelse)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return []
        if isinstance(node, ast.AnnAssign):
            if node.value is None:
                return []
            node = ast.copy_location(ast.Assign([node.target], node.value), node)
        return [self.visit(node)]

    def _import(self, node):
        lazy = LazyImport()
        plain = []
        missing = None
        used = False
        for name, meaning in self.source.imported(node):
            if meaning[0] == "from":
                meaning = self.source.lookup(meaning[1], meaning[2]) or meaning
            if meaning[0] == "missing":
                missing = meaning[1]
            elif self.scopes and meaning[0] in ("def", "module", "cut"):
                self.scopes[-1].imports[name] = (meaning, lazy)
                used = True
            elif meaning[0] == "ext":
                if self.scopes:
                    plain.append(node)
                else:  # in a condition that is not decided
                    target = ast.Name(self.module + ":" + name, ast.Store())
                    plain.append(_external(meaning[1], meaning[2], target))
            else:
                target = ast.Name(self.module + ":" + name, ast.Store())
                value = self._emit(meaning, ast.Name("", ast.Load()), None)
                plain.append(ast.Assign([target], value))
        if missing is not None:
            error = ast.Call(ast.Name("ImportError", ast.Load()), [ast.Constant(missing)], [])
            return [ast.copy_location(ast.Raise(error, None), node)]
        return plain[:1] if self.scopes and plain else plain + ([lazy] if used else [])

    def generic_visit(self, node):
        """Visit, with blocks of statements one by one."""
        for field, value in ast.iter_fields(node):
            if field in ("body", "orelse", "finalbody") and isinstance(value, list):
                block = self._block(value)
                setattr(node, field, block or ([ast.Pass()] if field == "body" else []))
            elif isinstance(value, list):
                setattr(node, field, [
                    self.visit(item) if isinstance(item, ast.AST) else item for item in value])
            elif isinstance(value, ast.AST):
                setattr(node, field, self.visit(value))
        return node

    def visit_FunctionDef(self, node):
        """Resolve the names of a function; its own stay."""
        node.returns = None
        self._defaults(node)
        node.decorator_list = [self.visit(d) for d in node.decorator_list]
        names = {a.arg for a in arguments(node)}
        outside = set()
        for statement in node.body:
            names.update(bound_names(statement))
            outside.update(n for g in ast.walk(statement) if isinstance(g, ast.Global)
                           for n in g.names)
        was = yields(node.body)
        self.scopes.append(_Scope(names - outside))
        node.body = self._block(node.body) or [ast.Pass()]
        self.scopes.pop()
        if was and not yields(node.body):
            raise PackageError("%s: %s is no generator any more" % (self.module, node.name))
        if not self.scopes:
            node.name = self.module + ":" + node.name
        return node

    def visit_Lambda(self, node):
        """Resolve the names of a lambda."""
        self._defaults(node)
        self.scopes.append(_Scope(a.arg for a in arguments(node)))
        node.body = self.visit(node.body)
        self.scopes.pop()
        return node

    def _defaults(self, node):
        for argument in arguments(node):
            argument.annotation = None
        node.args.defaults = [self.visit(d) for d in node.args.defaults]
        node.args.kw_defaults = [d and self.visit(d) for d in node.args.kw_defaults]

    def visit_ClassDef(self, node):
        """Resolve the names of a class; those that it binds are its attributes."""
        node.bases = [self.visit(base) for base in node.bases]
        names = [name for statement in node.body for name in bound_names(statement)]
        self.scopes.append(_Scope(names, is_class=True))
        node.body = self._block(node.body) or [ast.Pass()]
        self.scopes.pop()
        if not self.scopes:
            node.name = self.module + ":" + node.name
        return node

    def visit_ExceptHandler(self, node):
        """Resolve the names of a handler, its own among them."""
        if node.name and not self.scopes:
            node.name = self.module + ":" + node.name
        return self.generic_visit(node)

    def _comprehension(self, node):
        names = [n.id for c in node.generators for n in ast.walk(c.target)
                 if isinstance(n, ast.Name)]
        self.scopes.append(_Scope(names))
        self.generic_visit(node)
        self.scopes.pop()
        return node

    visit_ListComp = visit_SetComp = _comprehension  # noqa: N815
    visit_DictComp = visit_GeneratorExp = _comprehension  # noqa: N815


def _external(module, member, target):
    """Return an import of something of MicroPython's under a global name."""
    if member is None:
        return ast.Import([ast.alias(module, target.id)])
    return ast.ImportFrom(module, [ast.alias(member, target.id)], 0)


def resolve(source):
    """Rewrite every unit of a source.Source."""
    for module in source.modules.values():
        resolver = Resolver(source, module.name)
        for unit in module.units:
            resolver.unit(unit)
