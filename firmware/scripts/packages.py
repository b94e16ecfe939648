"""Which modules of the library a handset needs for some modes, from the imports in the files."""

import ast
import os
from fnmatch import fnmatch

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LIB = os.path.join(ROOT, "lib")

# What a device with the kernel does not load: Python in its place, simulation, words for people.
FALLBACKS = [
    "mikey.crypto.sha1", "mikey.crypto.aes_soft", "mikey.crypto.sakke_ints",
    "mikey.crypto.sakke_lines", "mikey.crypto.pairing", "mikey.crypto.sakke_curve",
    "mikey.crypto.p256", "mikey.crypto.euclid", "mikey.crypto.dh_ints",
    "mikey.drivers.simulation", "mikey.wire.explain*", "mikey.wire.names",
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
    "sakke": ["mikey.modes.sakke", "mikey.wire.sakke", "mikey.wire.sign"],
}


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


def modules_for(modes):
    """Return the sorted modules that a device with these modes (list of MODES' names) needs."""
    cut = list(FALLBACKS)
    for other in MODES:
        if other not in modes:
            cut.append("mikey.modes." + other)
    waiting = COMMON + [module for mode in modes for module in MODES[mode]]
    seen = set()
    while waiting:
        module = waiting.pop()
        path = path_of(module)
        if module in seen or path is None or any(fnmatch(module, pattern) for pattern in cut):
            continue
        seen.add(module)
        waiting += imports_of(path)
        if "." in module:
            waiting.append(module.rsplit(".", 1)[0])
    return sorted(seen)
