"""Decides the conditions in the library's code that depend on the device alone."""

import ast

import facts as known


class PackageError(Exception):
    """Code or a request that cannot be packaged; its text is one line for the user."""


class Decider:
    """What source.Source knows of conditions; it adds the names' meanings."""

    facts = known.Facts()
    values = {}  # type: dict

    def imported(self, node):
        """Yield (name here, meaning) of an import."""
        raise NotImplementedError

    def lookup(self, module, name):
        """Return what a name means at the top of a module."""
        raise NotImplementedError

    def member(self, meaning, name):
        """Return what an attribute of something means."""
        raise NotImplementedError

    def import_truth(self, node):
        """Return True, False or None (not known): does this import succeed on the device."""
        found = []
        for _, meaning in self.imported(node):
            if meaning[0] == "ext":
                found.append(self.facts.has(*meaning[1:]))
            else:
                found.append(meaning[0] != "missing")
        return known.all_of(found)

    def truth(self, node, find):
        """Return the truth of a condition: True, False or None (not known).

        `find(node)` returns what a Name or Attribute means, or None.
        """
        if isinstance(node, ast.Constant):
            return bool(node.value)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            inner = self.truth(node.operand, find)
            return None if inner is None else not inner
        if isinstance(node, ast.BoolOp):
            parts = [self.truth(value, find) for value in node.values]
            return known.all_of(parts) if isinstance(node.op, ast.And) else known.any_of(parts)
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            other = node.comparators[0]
            if isinstance(other, ast.Constant) and other.value is None:
                there = self._is_there(node.left, find)
                if there is not None and isinstance(node.ops[0], ast.Is):
                    return not there
                return there if isinstance(node.ops[0], ast.IsNot) else None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id == "hasattr" and isinstance(node.args[1], ast.Constant):
                meaning = self._meaning(node.args[0], find)  # type: Any
                if meaning == ("none",):
                    return False
                if meaning and meaning[0] == "ext" and meaning[2] is None:
                    return self.facts.has(meaning[1], node.args[1].value)
        if isinstance(node, (ast.Name, ast.Attribute)):
            return self._is_there(node, find)
        return None

    def _meaning(self, node, find):
        meaning = find(node) if isinstance(node, (ast.Name, ast.Attribute)) else None
        if meaning and meaning[0] == "def" and meaning[1] in self.values:
            if self.values[meaning[1]] is None:
                return ("none",)
        return meaning

    def _is_there(self, node, find):
        """Return whether a name is something rather than None: True, False or None."""
        meaning = self._meaning(node, find)  # type: Any
        if meaning == ("none",):
            return False
        if meaning and meaning[0] == "ext":
            return self.facts.has(meaning[1], meaning[2])
        if meaning and meaning[0] == "def" and meaning[1] in self.values:
            return bool(self.values[meaning[1]])
        return None

    def find_in(self, module):
        """Return the `find` of `truth` for the top of a module (str)."""

        def find(node):
            if isinstance(node, ast.Name):
                return self.lookup(module, node.id)
            if isinstance(node, ast.Attribute):
                inner = find(node.value)
                if inner and inner[0] == "ext" and inner[2] is None:
                    return ("ext", inner[1], node.attr)
                return self.member(inner, node.attr)
            return None

        return find

    def try_taken(self, node):
        """Return the statements that remain of a `try` around an import, None where both may."""
        handlers = [handler for handler in node.handlers if known.names_import_error(handler)]
        imports = [s for s in node.body if isinstance(s, (ast.Import, ast.ImportFrom))]
        if not handlers or not imports or node.finalbody:
            return None
        if imports[0] is not node.body[0]:
            return None
        truth = known.all_of(self.import_truth(statement) for statement in imports)
        if truth is None:
            return None
        if truth:
            return node.body + node.orelse
        return [s for s in handlers[0].body if not isinstance(s, ast.Pass)]
