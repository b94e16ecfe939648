"""Which modules of the library a handset needs for some modes, from the imports in the files."""

import ast
import os
from fnmatch import fnmatch

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LIB = os.path.join(ROOT, "lib")

# What a device with the kernel does not load: Python in its place.
FALLBACKS = [
    "mikey.crypto.sha1", "mikey.crypto.aes_soft", "mikey.crypto.sakke_ints",
    "mikey.crypto.sakke_lines", "mikey.crypto.pairing", "mikey.crypto.sakke_curve",
    "mikey.crypto.p256", "mikey.crypto.jacobian", "mikey.crypto.euclid", "mikey.crypto.dh_ints",
]  # fmt: skip
# What any mode needs.
COMMON = [
    "mikey", "mikey.handset", "mikey.transport.sdp", "mikey.drivers.clock",
    "mikey.drivers.entropy", "mikey.drivers.replay",
]  # fmt: skip
MODES = {
    "psk": ["mikey.modes.psk"],
    "dhhmac": ["mikey.modes.dhhmac"],
    "sakke": ["mikey.modes.sakke", "mikey.keyring", "mikey.line_files"],
}
# What the front door imports for one mode alone.
OWN = {"dhhmac": ["mikey.modes.halfkey"]}


def path_of(module):
    """Return the file of a module of the library (str), or None."""
    base = os.path.join(LIB, *module.split("."))
    for path in (base + ".py", os.path.join(base, "__init__.py")):
        if os.path.exists(path):
            return path
    return None


def imports_of(path):
    """Return the library's modules that the file needs, imported anywhere in it (set of str).

    Not what it does without: an import in a `try` with `except ImportError`, as of the rules of
    payloads that few modes use (wire/message.py). A package names those itself.
    """
    with open(path, encoding="utf-8") as file:
        tree = ast.parse(file.read(), path)
    spared = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Try):
            for handler in node.handlers:
                if isinstance(handler.type, ast.Name) and handler.type.id == "ImportError":
                    for statement in node.body:
                        spared.update(ast.walk(statement))
    found = set()
    for node in ast.walk(tree):
        if node in spared:
            continue
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(node.module + "." + alias.name for alias in node.names)
    return {name for name in found if name.startswith("mikey") and path_of(name)}


def all_modules():
    """Return the sorted modules of the library."""
    found = []
    for folder, _, files in os.walk(os.path.join(LIB, "mikey")):
        for name in files:
            if name.endswith(".py"):
                path = os.path.relpath(os.path.join(folder, name), LIB)[:-3]
                found.append(path.replace(os.sep, ".").replace(".__init__", ""))
    return sorted(found)


def is_fallback(module):
    """Tell whether a device with the kernel does without `module`."""
    return any(fnmatch(module, pattern) for pattern in FALLBACKS)


def modules_for(modes, extra=(), kernel=True):
    """Return the sorted modules that a device with these modes (list of MODES' names) needs.

    `extra` are modules that its programs import besides; without `kernel` the Python in its place
    is among them.
    """
    cut = []
    for other in MODES:
        if other not in modes:
            cut += ["mikey.modes." + other, *OWN.get(other, ())]
    waiting = COMMON + list(extra) + [module for mode in modes for module in MODES[mode]]
    seen = set()
    while waiting:
        module = waiting.pop()
        path = path_of(module)
        if module in seen or path is None or module in cut or (kernel and is_fallback(module)):
            continue
        seen.add(module)
        waiting += imports_of(path)
        if "." in module:
            waiting.append(module.rsplit(".", 1)[0])
    return sorted(seen)
