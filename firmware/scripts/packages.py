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
# What any mode needs; wire.message imports payloads by number, so they are named.
COMMON = [
    "mikey", "mikey.handset", "mikey.transport.sdp", "mikey.drivers.clock",
    "mikey.drivers.entropy", "mikey.drivers.replay", "mikey.wire.timestamp", "mikey.wire.identity",
    "mikey.wire.policy", "mikey.wire.rand", "mikey.wire.error", "mikey.wire.extension",
]  # fmt: skip
MODES = {
    "psk": ["mikey.modes.psk", "mikey.wire.kemac", "mikey.wire.verification"],
    "dhhmac": ["mikey.modes.dhhmac", "mikey.wire.dh", "mikey.wire.kemac"],
    "sakke": [
        "mikey.modes.sakke", "mikey.keyring", "mikey.line_files", "mikey.wire.sakke",
        "mikey.wire.sign",
    ],
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
    """Return the library's modules that the file imports anywhere in it (set of str)."""
    with open(path, encoding="utf-8") as file:
        tree = ast.parse(file.read(), path)
    found = set()
    for node in ast.walk(tree):
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
