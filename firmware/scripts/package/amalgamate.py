"""Makes the device form of the library: a package set as few files with short names.

    amalgamate.py SET FOLDER [--names full|short|spread]

reads lib/mikey and writes what a device carries into FOLDER, with names.json for reading its
tracebacks (`make names`). Modules are merged, constants stand where they are used, what nothing
reaches and what the device does itself is gone, names that nobody outside sees are short.
"""

import argparse
import ast
import sys

import constants
import emit
import names as naming
import order
import packages
from decide import PackageError
from form import Form, Request, write
from names import FULL, SHORT, SPREAD
from reach import Reach, cut_rows
from rename import Renamer
from resolve import resolve
from source import Source

__all__ = ["Form", "PackageError", "Request", "amalgamate", "write"]


class _Maker:
    def __init__(self, request):
        self.request = request
        self.source = Source(request.paths, request.library, request.facts, request.cut)
        self.source.load()
        resolve(self.source)
        self.modules = self._module_order()
        self.units = [unit for name in self.modules for unit in self.source.modules[name].units]
        cut_rows(self.units)
        self.public = self._public()
        self.values = self._inline()
        roots = {gid for row in self.public.values() for gid in row.values()
                 if gid not in self.values and not gid.startswith("ext:")}
        self.roots = roots
        self.reach = Reach(self.units, roots, request.kept, self._is_open, request.closed)

    def _module_order(self):
        """Return the modules so that each stands behind those that it imports, if there is no
        circle.
        """
        done = []
        begun = set()

        def visit(name):
            if name in begun or name not in self.source.modules:
                return
            begun.add(name)
            for other in self.source.modules[name].imports:
                visit(other)
            done.append(name)

        for name in sorted(self.source.modules):
            visit(name)
        return done

    def _public(self):
        """Return {module: {public name: gid or "ext:…"}}."""
        found = {}
        for module, wanted in self.request.public.items():
            if module not in self.source.paths:
                continue
            if wanted is None:
                own = self.source.modules[module].symbols
                wanted = [n for n in own if not n.startswith("_") and own[n][0] == "def"]
            rows = {}
            for name in wanted:
                home, here = module, name
                if isinstance(wanted, dict):
                    home, here = wanted[name].split(":")
                    if home not in self.source.paths:
                        continue
                meaning = self.source.lookup(home, here)
                if meaning is None:
                    raise PackageError("%s has no %s" % (home, here))
                if meaning[0] == "def":
                    rows[name] = meaning[1]
                elif meaning[0] == "ext":
                    rows[name] = "ext:%s:%s" % (meaning[1], meaning[2] or "")
            found[module] = rows
        return found

    def _inline(self):
        """Write constants where they are used; return those that are no definitions any more."""
        values = constants.known_values(self.units)
        uses = dict.fromkeys(values, 0)
        for unit in self.units:
            for node in ast.walk(unit.node):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                    if node.id in uses:
                        uses[node.id] += 1
        taken = {gid: value for gid, value in values.items()
                 if constants.takes_place(value, uses[gid])}
        inliner = constants.Inliner(taken)
        left = []
        for unit in self.units:
            if len(unit.binds) == 1 and unit.binds[0] in taken:
                continue
            unit.node = inliner.visit(unit.node)
            left.append(unit)
        self.units = left
        return taken

    def _is_open(self, gid):
        return gid.rsplit(":", 1)[1] in self.request.classes

    def _is_api(self, gid, in_class):
        """Return whether the arguments of a function keep their names."""
        if in_class is not None:
            return self._is_open(in_class) and (not gid.startswith("_") or gid == "__init__")
        return gid in self.roots

    # Files

    def _homes(self, units):
        """Return [(module of a file, its units)]: the core, split where needed, then the parts."""
        places = self.reach.place(self.request.parts)
        by_part = {}
        for unit in units:
            by_part.setdefault(places[id(unit)], []).append(unit)
        homes = []
        for part in ["", *self.request.parts]:
            mine = by_part.get(part, [])
            if not mine and part:
                continue
            pieces = order.split(mine, self.reach, self._count)
            top = part or self.request.core
            for at, piece in enumerate(pieces):
                last = at == len(pieces) - 1
                stem = top.rsplit(".", 1)[-1].strip("_")
                package = top.rsplit(".", 1)[0] if "." in top else top
                home = top if last else "%s._%s%d" % (package, stem, at + 1)
                homes.append((home, order.sort(piece, self.reach, self.modules)))
        return homes

    def _count(self, units):
        here = {gid for unit in units for gid in unit.binds}
        refs = {gid for unit in units for piece in self.reach.live_pieces(unit)
                for gid in piece.refs}
        nodes = [unit.node for unit in units]
        return len(here | refs) + len(emit.externals(nodes))

    def form(self):
        """Return the Form."""
        form = Form()
        units = self.reach.order
        homes = self._homes(units)
        home_of = {gid: home for home, mine in homes for unit in mine for gid in unit.binds}
        nodes = [unit.node for unit in units]
        kept = set(self.request.kept) | self._api_attributes()
        full = self.request.names == FULL
        attributes = {} if full else naming.attribute_names(nodes, kept)
        fixed = naming.keywords(nodes) | kept | self._api_arguments(units)
        final = self._final(homes, home_of, nodes, fixed)
        renamer = Renamer(final, attributes, fixed, self._is_api, not full)
        for home, mine in homes:
            form.counts[home] = self._count(mine)
            form.files[home] = emit.body(mine, home, home_of, final, renamer)
        self._faces(form, homes, home_of, final)
        self._note(form, home_of, final, attributes, renamer)
        form.files = {self._path(module, form.files): text for module, text in form.files.items()}
        return form

    def _final(self, homes, home_of, nodes, fixed):
        """Return {gid or "ext:…": final name}."""
        uses = {}
        for node in nodes:
            for inner in ast.walk(node):
                if isinstance(inner, ast.Name) and ":" in inner.id:
                    uses[inner.id] = uses.get(inner.id, 0) + 1
        for gid in home_of:
            uses.setdefault(gid, 0)
        wanted = {gid: name for home, _ in homes for name, gid in self.public.get(home, {}).items()
                  if home_of.get(gid) == home}
        # A class says its name itself, wherever it is defined.
        for names in self.public.values():
            for name, gid in names.items():
                if name in packages.CLASSES and gid in home_of:
                    wanted.setdefault(gid, name)
        submodules = {module.split(".")[1] for module in (*self.public, *home_of.values())
                      if "." in module}
        taken = submodules | fixed | naming.keywords(nodes)
        if self.request.names == FULL:
            taken |= naming.local_names(nodes) | submodules | naming._BUILTINS
        files = []
        for home, mine in homes:
            trees = [unit.node for unit in mine]
            gids = [gid for unit in mine for gid in unit.binds]
            gids += emit.externals(trees)
            gids += [g for names in emit.imports(mine, home, home_of, emit.Same()).values()
                     for g in names]
            files.append((list(dict.fromkeys(gids)),
                          naming.local_names(trees) & naming._BUILTINS))
        return naming.global_names(uses, wanted, taken, self.request.names, files)

    def _api_attributes(self):
        """Return the public attributes of the open classes and of their bases."""
        found = set()
        for unit in self.reach.order:
            if isinstance(unit.node, ast.ClassDef) and self._is_open(unit.binds[0]):
                for name in naming.defined_attributes([unit.node]):
                    if not name.startswith("_"):
                        found.add(name)
        return found

    def _api_arguments(self, units):
        """Return the names of arguments that a caller may give by name."""
        found = set()
        for unit in units:
            node = unit.node
            if isinstance(node, ast.FunctionDef) and unit.binds[0] in self.roots:
                found |= {a.arg for a in node.args.args}
            elif isinstance(node, ast.ClassDef) and self._is_open(unit.binds[0]):
                for method in node.body:
                    if isinstance(method, ast.FunctionDef):
                        if not method.name.startswith("_") or method.name == "__init__":
                            found |= {a.arg for a in method.args.args} - {"self"}
        return found

    def _faces(self, form, homes, home_of, final):
        made = {home for home, _ in homes}
        for module, rows in self.public.items():
            out = []
            values = {}
            for name, gid in rows.items():
                if gid.startswith("ext:"):
                    there, member = emit.external(gid)
                    if member:
                        out.append((name, there, member))
                elif gid in self.values:
                    values[name] = self.values[gid]
                    out.append((name, None, None))
                elif home_of[gid] != module:
                    out.append((name, home_of[gid], final[gid]))
                elif final[gid] != name:
                    form.files[module] += "%s = %s\n" % (name, final[gid])
            if out or module not in made:
                form.files[module] = emit.face(out, values) + form.files.get(module, "")

    def _note(self, form, home_of, final, attributes, renamer):
        """Fill in the names for tracebacks."""
        for gid, home in home_of.items():
            if final[gid] != gid.rsplit(":", 1)[1]:
                table = form.names["globals"].setdefault(home, {})
                table[final[gid]] = gid.replace(":", ".")
        classes = {}
        for unit in self.reach.order:
            for node in ast.walk(unit.node):
                if isinstance(node, ast.ClassDef):
                    for name in naming.defined_attributes([node]):
                        classes.setdefault(name, []).append(unit.binds[0].replace(":", "."))
        for name, short in attributes.items():
            form.names["attributes"][short] = {
                "name": name, "of": sorted(set(classes.get(name, ())))}
        form.names["arguments"] = {f.replace(":", "."): t for f, t in renamer.renamed.items()}

    @staticmethod
    def _path(module, modules):
        base = module.replace(".", "/")
        inside = any(other.startswith(module + ".") for other in modules)
        return base + ("/__init__.py" if inside or "." not in module else ".py")


def amalgamate(request):
    """Return the Form that a Request asks for. PackageError where it cannot be made."""
    return _Maker(request).form()


def main():
    """Make the form of a package set."""
    import device_form

    parser = argparse.ArgumentParser(description="Make the device form of a package set.")
    parser.add_argument("package")
    parser.add_argument("folder")
    parser.add_argument("--names", default=SHORT, choices=(FULL, SHORT, SPREAD))
    arguments = parser.parse_args()
    form = amalgamate(device_form.request(arguments.package, names=arguments.names))
    write(form, arguments.folder)
    for path in sorted(form.files):
        print("%-36s %6d characters" % (path, len(form.files[path])), file=sys.stderr)


if __name__ == "__main__":
    try:
        main()
    except PackageError as error:
        sys.exit("amalgamate: %s" % error)
