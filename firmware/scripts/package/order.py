"""The order of definitions in a file, and where a file that is too large is split.

MicroPython's map cache keeps positions in 8 bits, and a table that is nearly full is slow: a file
has at most LIMIT names.
"""

import ast

from decide import PackageError

LIMIT = 190


def executed(node):
    """Return the names ("module:name") that a statement reads when it is executed."""
    if isinstance(node, ast.FunctionDef):
        roots = node.decorator_list + node.args.defaults + [d for d in node.args.kw_defaults if d]
    elif isinstance(node, ast.ClassDef):
        found = set()
        for statement in node.body:
            found |= executed(statement)
        roots = node.bases
        return found | _names(roots)
    else:
        roots = [node]
    return _names(roots)


def _names(nodes):
    return {inner.id for node in nodes for inner in ast.walk(node)
            if isinstance(inner, ast.Name) and ":" in inner.id}


def sort(units, reach, modules):
    """Return units so that each stands behind what it executes; `modules` is their order."""
    rank = {name: at for at, name in enumerate(modules)}
    here = {id(unit) for unit in units}
    start = sorted(units, key=lambda unit: rank[unit.module])
    out = []
    state = {}

    def visit(unit, needs_all):
        key = (id(unit), needs_all)
        if key in state:
            return
        state[key] = True
        calls = not isinstance(unit.node, (ast.FunctionDef, ast.ClassDef))
        needed = executed(unit.node)
        if needs_all:
            needed |= {gid for piece in reach.live_pieces(unit) for gid in piece.refs}
        for gid in sorted(needed):
            other = reach.by_gid.get(gid)
            if other is not None and other is not unit and id(other) in here:
                visit(other, needs_all or calls)
        if id(unit) not in placed:
            placed.add(id(unit))
            out.append(unit)

    placed = set()
    for unit in start:
        visit(unit, not isinstance(unit.node, (ast.FunctionDef, ast.ClassDef)))
    return out


def components(units, reach):
    """Return the strongly connected groups of units, what is needed first (Tarjan)."""
    here = {id(unit): unit for unit in units}
    index, low, stack, on_stack, groups = {}, {}, [], set(), []

    def edges(unit):
        refs = sorted({gid for piece in reach.live_pieces(unit) for gid in piece.refs})
        return [reach.by_gid[gid] for gid in refs if id(reach.by_gid[gid]) in here]

    def connect(root):
        work = [(root, iter(edges(root)))]
        index[id(root)] = low[id(root)] = len(index)
        stack.append(root)
        on_stack.add(id(root))
        while work:
            unit, rest = work[-1]
            for other in rest:
                if id(other) not in index:
                    index[id(other)] = low[id(other)] = len(index)
                    stack.append(other)
                    on_stack.add(id(other))
                    work.append((other, iter(edges(other))))
                    break
                if id(other) in on_stack:
                    low[id(unit)] = min(low[id(unit)], index[id(other)])
            else:
                work.pop()
                if work:
                    above = work[-1][0]
                    low[id(above)] = min(low[id(above)], low[id(unit)])
                if low[id(unit)] == index[id(unit)]:
                    group = []
                    while True:
                        other = stack.pop()
                        on_stack.discard(id(other))
                        group.append(other)
                        if other is unit:
                            break
                    groups.append(group)

    for unit in units:
        if id(unit) not in index:
            connect(unit)
    return groups


def split(units, reach, names_of, limit=LIMIT):
    """Return lists of units with at most `limit` names each, what is needed first.

    `names_of(units)` returns how many names a file of these units has, imports included.
    """
    if names_of(units) <= limit:
        return [units]
    groups = components(units, reach)
    best = None
    for cut in range(1, len(groups)):
        lower = [unit for group in groups[:cut] for unit in group]
        upper = [unit for group in groups[cut:] for unit in group]
        cost = (max(names_of(upper) - limit, 0), abs(names_of(lower) - limit))
        if names_of(lower) <= limit and (best is None or cost < best[0]):
            best = (cost, lower, upper)
    if best is None:
        raise PackageError("a circle of more than %d definitions cannot be split" % limit)
    return [best[1], *split(best[2], reach, names_of, limit)]
