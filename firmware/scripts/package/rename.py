"""Writes the chosen names into the trees: globals, attributes, arguments, locals."""

import ast
import itertools

from names import Pool
from resolve import LazyImport, arguments
from source import bound_names


def _own(body):
    """Return the names that the statements of a function bind."""
    found = []
    for statement in body:
        found += bound_names(statement)
    return found


class Renamer(ast.NodeTransformer):
    """Gives final names.

    `final` is {gid: name}, `attributes` {attribute: name}. `short`: arguments are renamed too,
    but those in `keywords` and those of functions for which `is_api(name, in_class)` holds.
    """

    def __init__(self, final, attributes, keywords, is_api, short):
        self.final = final
        self.attributes = attributes
        self.keywords = keywords
        self.is_api = is_api
        self.short = short
        self.maps = []
        self.in_class = []
        self.renamed = {}  # function -> {short: long}, for tracebacks
        self._path = []

    def _name(self, name):
        if ":" in name:
            return self.final[name]
        for names in reversed(self.maps):
            if name in names:
                return names[name]
        return name

    def visit_Name(self, node):
        """Rename a global, a local or an argument."""
        node.id = self._name(node.id)
        return node

    def visit_Global(self, node):
        """Rename what a `global` statement names."""
        node.names = [self._name(name) for name in node.names]
        return node

    def visit_Attribute(self, node):
        """Rename an attribute of the library's."""
        self.generic_visit(node)
        if not getattr(node, "foreign", False):
            node.attr = self.attributes.get(node.attr, node.attr)
        return node

    def visit_alias(self, node):
        """Rename what an import inside a function binds."""
        here = self._name(node.asname or node.name)
        node.asname = None if here == node.name else here
        return node

    def visit_ExceptHandler(self, node):
        """Rename the name of a handler."""
        if node.name:
            node.name = self._name(node.name)
        return self.generic_visit(node)

    def visit_ClassDef(self, node):
        """Rename a class and its attributes."""
        gid = node.name
        node.name = self._name(node.name)
        node.bases = [self.visit(base) for base in node.bases]
        own = dict.fromkeys(name for s in node.body for name in bound_names(s))
        own = {name: self.attributes.get(name, name) for name in own}
        self.in_class.append(gid)
        self._path.append(gid)
        for at, statement in enumerate(node.body):
            if isinstance(statement, ast.FunctionDef):
                statement.decorator_list = self._in_class_scope(statement.decorator_list, own)
                node.body[at] = self._function(statement, own[statement.name])
            else:
                node.body[at] = self._in_class_scope([statement], own)[0]
        self.in_class.pop()
        self._path.pop()
        return node

    def _in_class_scope(self, nodes, own):
        self.maps.append(own)
        nodes = [self.visit(node) for node in nodes]
        self.maps.pop()
        return nodes

    def visit_FunctionDef(self, node):
        """Rename a function, its arguments and its locals."""
        node.decorator_list = [self.visit(d) for d in node.decorator_list]
        return self._function(node, self._name(node.name))

    def _function(self, node, name):
        gid = node.name
        api = self.is_api(gid, self.in_class[-1] if self.in_class else None)
        in_class, self.in_class = self.in_class, []
        self._path.append(gid)
        node.name = name
        self._defaults(node)
        self._scope(node, node.body, api)
        self._path.pop()
        self.in_class = in_class
        return node

    def visit_Lambda(self, node):
        """Rename the arguments of a lambda."""
        self._defaults(node)
        self._scope(node, [ast.Expr(node.body)], False)
        node.body = self.visit(node.body)
        self.maps.pop()
        return node

    def _defaults(self, node):
        node.args.defaults = [self.visit(d) for d in node.args.defaults]
        node.args.kw_defaults = [d and self.visit(d) for d in node.args.kw_defaults]

    def _scope(self, node, body, api):
        names = {}
        if self.short:
            names = self._short_names(node, body, api)
        self.maps.append(names)
        for argument in arguments(node):
            argument.arg = names.get(argument.arg, argument.arg)
        if not isinstance(node, ast.Lambda):
            node.body = [self.visit(statement) for statement in node.body]
            self.maps.pop()

    def _short_names(self, node, body, api):
        names = {}
        taken = set()
        own = {a.arg for a in arguments(node)} | set(_own(body))
        for statement in body:
            for inner in ast.walk(statement):
                if isinstance(inner, ast.Name):
                    if inner.id not in own:
                        taken.add(self._name(inner.id))
                elif isinstance(inner, LazyImport):
                    taken |= {self.final[gid] for gid in inner.gids}
        fixed = {a.arg for a in arguments(node) if api or a.arg in self.keywords}
        pool = Pool(taken | fixed)
        names.update((name, name) for name in fixed)
        table = {}
        for argument in arguments(node):
            if argument.arg not in fixed:
                names[argument.arg] = pool.take()
                table[names[argument.arg]] = argument.arg
        if table:
            self.renamed[".".join(self._path)] = table
        outside = {n for s in body for g in ast.walk(s) if isinstance(g, ast.Global)
                   for n in g.names}
        count = itertools.count(len(self.maps) * 1000)
        for name in _own(body):
            if name not in names and name not in outside and ":" not in name:
                names[name] = "_%d" % next(count)
        return names

    def _comprehension(self, node):
        names = {}
        if self.short:
            count = itertools.count(len(self.maps) * 1000 + 500)
            for c in node.generators:
                for inner in ast.walk(c.target):
                    if isinstance(inner, ast.Name):
                        names[inner.id] = "_%d" % next(count)
        self.maps.append(names)
        self.generic_visit(node)
        self.maps.pop()
        return node

    visit_ListComp = visit_SetComp = _comprehension  # noqa: N815
    visit_DictComp = visit_GeneratorExp = _comprehension  # noqa: N815
