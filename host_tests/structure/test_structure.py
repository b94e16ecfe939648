"""The direction of imports in lib/mikey, and what a mode may see of its handset."""

import ast
from pathlib import Path

import pytest

LIB = Path(__file__).resolve().parents[2] / "lib"

# From the bottom to the top: a room imports what stands above it in this list, and its own.
ROOMS = (
    ("port",),
    ("errors", "reasons"),
    ("wire",),
    ("crypto", "steps"),
    ("srtp", "drivers", "stream", "line_files"),
    ("call", "credentials"),
    ("transport", "inspect"),
    ("modes",),
    ("offer", "turns"),
    ("handset",),
)


def modules():
    """Return {dotted name: syntax tree} of lib/mikey, without what only names what has moved."""
    found = {}
    for path in sorted((LIB / "mikey").rglob("*.py")):
        parts = list(path.relative_to(LIB).with_suffix("").parts)
        if parts[-1] == "__init__":
            parts.pop()
        tree = ast.parse(path.read_text())
        if "name of 0.1.0" not in (ast.get_docstring(tree) or ""):
            found[".".join(parts)] = tree
    return found


TREES = modules()


def imported(tree, names):
    """Return the modules of `names` that a syntax tree imports, inside functions too."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = node.module + "." + alias.name
                found.add(whole if whole in names else node.module)
    return {name for name in found if name in names}


def level(module):
    """Return the place of a module's room in ROOMS, from the bottom."""
    room = module.split(".")[1]
    for i, rooms in enumerate(ROOMS):
        if room in rooms:
            return i
    raise AssertionError("no room for " + module)


def edges(trees):
    """Return {module: modules that it imports} of syntax trees by name."""
    return {name: imported(tree, trees) - {name} for name, tree in trees.items()}


def circles(graph):
    """Return the circles of a graph as lists of names."""
    found, done = [], set()

    def visit(name, path):
        if name in path:
            found.append(path[path.index(name) :] + [name])
        elif name not in done:
            for other in sorted(graph.get(name, ())):
                visit(other, [*path, name])
            done.add(name)

    for name in graph:
        visit(name, [])
    return found


def upward(graph):
    """Return the imports that go upwards, or aside into another room of one level."""
    found = []
    for name, others in graph.items():
        if name == "mikey":
            continue
        for other in others - {"mikey"}:
            same_room = name.split(".")[1] == other.split(".")[1]
            if level(other) > level(name) or (level(other) == level(name) and not same_room):
                found.append((name, other))
    return found


def attributes(tree, only=None):
    """Return the attributes that the classes of a syntax tree (or one class) give themselves."""
    found = set()
    for cls in ast.walk(tree):
        if not isinstance(cls, ast.ClassDef) or (only and cls.name != only):
            continue
        for node in ast.walk(cls):
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                found.add(node.name)
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                if isinstance(node.value, ast.Name) and node.value.id == "self":
                    found.add(node.attr)
        for node in cls.body:
            targets = node.targets if isinstance(node, ast.Assign) else ()
            found.update(t.id for t in targets if isinstance(t, ast.Name))
    return found


def foreign(trees):
    """Return (module, attribute) of every attribute that is created from outside its class."""
    known = set()
    for tree in trees.values():
        known |= attributes(tree)
    found = []
    for name, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                outside = not (isinstance(node.value, ast.Name) and node.value.id == "self")
                if outside and node.attr not in known:
                    found.append((name, node.attr))
    return found


def beyond_context(tree, allowed):
    """Return what a mode names of its handset that is not its context's."""
    found = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute):
            continue
        owner = node.value
        of_self = isinstance(owner, ast.Attribute) and owner.attr == "context"
        if of_self or (isinstance(owner, ast.Name) and owner.id == "context"):
            if node.attr not in allowed:
                found.add(node.attr)
    return found


def test_imports_run_in_no_circle():
    graph = edges(TREES)
    # `mikey` loads what it is asked for by name, and what it names imports it for nothing.
    assert circles({name: others - {"mikey"} for name, others in graph.items()}) == []


def test_no_import_goes_upwards():
    assert upward(edges(TREES)) == []


def test_no_attribute_is_created_from_outside_its_class():
    assert foreign(TREES) == []


@pytest.mark.parametrize("name", sorted(n for n in TREES if n.startswith("mikey.modes.")))
def test_a_mode_sees_its_context_alone(name):
    assert not imported(TREES[name], TREES) & {"mikey.handset", "mikey.turns", "mikey.offer"}
    allowed = attributes(TREES["mikey.modes.context"], "Context")
    assert beyond_context(TREES[name], allowed) == set()


def test_these_tests_can_fail():
    up = {"mikey.wire.x": {"mikey.handset"}, "mikey.handset": set()}
    assert upward(up) == [("mikey.wire.x", "mikey.handset")]
    assert upward({"mikey.call": {"mikey.credentials.psk"}, "mikey.credentials.psk": set()})
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == [["b", "c", "b"]]
    made = ast.parse("class A:\n    def f(self, other):\n        other.made = 1\n")
    assert foreign({"a": made}) == [("a", "made")]
    seen = ast.parse("def f(self, context):\n    context.calls\n    self.context._turns\n")
    assert beyond_context(seen, {"calls"}) == {"_turns"}
