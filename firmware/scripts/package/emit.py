"""Writes the files of a device form: definitions in order, imports between files, faces.

A face is a small module under a public path; it takes its names from the file that has them.
"""

import ast

from constants import node_of
from resolve import LazyImport


class Same(dict):
    """Every name stands for itself."""

    def __missing__(self, key):
        """Return the key."""
        return key


def external(name):
    """Return (module, member or None) of an "ext:…" name."""
    parts = name.split(":")
    return parts[1], parts[2] if len(parts) > 2 else None


def externals(nodes):
    """Return the "ext:…" names in these trees, and the modules imported for them, sorted."""
    return sorted({inner.id for node in nodes for inner in ast.walk(node)
                   if isinstance(inner, ast.Name) and inner.id.startswith("ext:")})


def import_line(module, pairs):
    """Return a `from … import …` for (name there, name here) pairs."""
    words = [there if there == here else there + " as " + here for there, here in pairs]
    return "from %s import %s" % (module, ", ".join(words))


class _LazyWriter(ast.NodeTransformer):
    """Turns each LazyImport into an import from the files that have the names, or nothing."""

    def __init__(self, home_of, here, final):
        self.home_of = home_of
        self.here = here
        self.final = final

    def visit_LazyImport(self, node):
        """Write the import that stands here."""
        homes = {}
        for gid in node.gids:
            home = self.home_of.get(gid)
            if home is not None and home != self.here:
                homes.setdefault(home, []).append(gid)
        return [ast.ImportFrom(home, [ast.alias(self.final[g], g) for g in sorted(homes[home])], 0)
                for home in sorted(homes)]


def _fill(tree):
    """Give every empty block a `pass`."""
    for node in ast.walk(tree):
        if getattr(node, "body", None) == [] and not isinstance(node, ast.Module):
            setattr(node, "body", [ast.Pass()])  # noqa: B010 - of several kinds of nodes


def body(units, home, home_of, final, renamer):
    """Return the text of a file.

    `units` in order; `home` its module, `home_of` {gid: module}, `final` {gid or "ext:…": name}.
    """
    nodes = [unit.node for unit in units]
    lines = []
    members = {}
    for name in externals(nodes):
        module, member = external(name)
        if member is None:
            lines.append("import " + module + ("" if final[name] == module
                                               else " as " + final[name]))
        else:
            members.setdefault(module, []).append((member, final[name]))
    lines += [import_line(module, sorted(members[module])) for module in sorted(members)]
    lines += [import_line(there, [(n, n) for n in names])
              for there, names in sorted(imports(units, home, home_of, final).items())]
    writer = _LazyWriter(home_of, home, final)
    tree = ast.Module([writer.visit(node) for node in nodes], [])
    _fill(tree)
    renamer.visit(tree)
    _fill(tree)
    ast.fix_missing_locations(tree)
    return "\n".join(lines) + "\n" + ast.unparse(tree) + "\n"


def imports(units, home, home_of, final):
    """Return {other file: names that are imported from it when this one is loaded}."""
    here = {gid for unit in units for gid in unit.binds}
    found = {}
    for unit in units:
        lazy = {gid for node in ast.walk(unit.node) if isinstance(node, LazyImport)
                for gid in node.gids if home_of.get(gid) != home}
        for node in ast.walk(unit.node):
            if isinstance(node, ast.Name) and node.id in home_of and node.id not in here:
                if node.id not in lazy:
                    found.setdefault(home_of[node.id], set()).add(final[node.id])
    return {there: sorted(names) for there, names in found.items()}


def face(rows, values):
    """Return the text of a face.

    `rows` are (public name, module or None, name there); a row without module has its value in
    `values` by public name.
    """
    froms = {}
    lines = []
    for name, module, there in sorted(rows, key=str):
        if module is None:
            lines.append("%s = %s" % (name, ast.unparse(
                ast.fix_missing_locations(ast.Expression(node_of(values[name]))))))
        else:
            froms.setdefault(module, []).append((there, name))
    return "\n".join([import_line(m, sorted(froms[m])) for m in sorted(froms)] + lines) + "\n"
