"""Constants of the library: their values, and where a value stands in place of its name.

Numbers always do; octets and tuples where that costs less than a name, which is where they are
used once or are short.
"""

import ast
import operator

_BINARY = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Mod: operator.mod,
    ast.LShift: operator.lshift, ast.RShift: operator.rshift, ast.BitOr: operator.or_,
    ast.BitAnd: operator.and_, ast.BitXor: operator.xor, ast.FloorDiv: operator.floordiv,
    ast.Pow: operator.pow,
}  # fmt: skip
_UNARY = {ast.USub: operator.neg, ast.Invert: operator.invert, ast.Not: operator.not_}
_INTERNED = 10  # characters: MicroPython keeps a string up to here as a name, once in all
_SHORT = 4  # octets


def literal(node):
    """Return the value of a literal, Ellipsis for anything else."""
    return evaluate(node, lambda node: Ellipsis)


def evaluate(node, find):
    """Return the value of a constant expression, Ellipsis where it is none.

    `find(node)` gives the value of a name, or Ellipsis.
    """
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, (ast.Name, ast.Attribute)):
        return find(node)
    if isinstance(node, ast.Tuple):
        values = [evaluate(element, find) for element in node.elts]
        return Ellipsis if Ellipsis in values else tuple(values)
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        left, right = evaluate(node.left, find), evaluate(node.right, find)
        if Ellipsis in (left, right):
            return Ellipsis
        try:
            return _BINARY[type(node.op)](left, right)
        except (TypeError, ValueError):
            return Ellipsis
    if isinstance(node, ast.UnaryOp) and type(node.op) in _UNARY:
        value = evaluate(node.operand, find)
        return Ellipsis if value is Ellipsis else _UNARY[type(node.op)](value)
    return Ellipsis


def node_of(value):
    """Return the expression that gives a constant."""
    if isinstance(value, tuple):
        return ast.Tuple([node_of(element) for element in value], ast.Load())
    if isinstance(value, int) and not isinstance(value, bool) and value < 0:
        return ast.UnaryOp(ast.USub(), ast.Constant(-value))
    return ast.Constant(value)


def takes_place(value, uses):
    """Return whether a value that is used so often is written in place of its name."""
    if value is None or isinstance(value, (bool, int)):
        return True
    if isinstance(value, str):
        return uses == 1 or len(value) <= _INTERNED
    if isinstance(value, bytes):
        return uses == 1 or (uses == 2 and len(value) <= _SHORT)
    return isinstance(value, tuple) and uses == 1


def known_values(units):
    """Return {"module:name": value} of the units that are constants; names are resolved."""
    values = {}
    waiting = [unit for unit in units
               if isinstance(unit.node, ast.Assign) and len(unit.binds) == 1]

    def find(node):
        return values.get(node.id, Ellipsis) if isinstance(node, ast.Name) else Ellipsis

    while True:
        left = []
        for unit in waiting:
            target = unit.node.targets[0]
            value = evaluate(unit.node.value, find) if isinstance(target, ast.Name) else Ellipsis
            if value is Ellipsis or not _constant(value):
                left.append(unit)
            else:
                values[unit.binds[0]] = value
        if len(left) == len(waiting):
            return values
        waiting = left


def _constant(value):
    if isinstance(value, tuple):
        return all(_constant(element) for element in value)
    return value is None or isinstance(value, (bool, int, bytes, str))


class Inliner(ast.NodeTransformer):
    """Writes values in place of names: `values` is {"module:name": value}."""

    def __init__(self, values):
        self.values = values

    def visit_Name(self, node):
        """Replace a name that is read."""
        if node.id in self.values and isinstance(node.ctx, ast.Load):
            return ast.copy_location(node_of(self.values[node.id]), node)
        return node
