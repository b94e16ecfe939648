"""The conformance suites: their names, their cases, and what a run of one printed."""

import importlib
import os

from support.unixport import HERE

FOLDER = os.path.join(HERE, "conformance")


def _is_suite(name):
    # The other files of the folder help the suites.
    with open(os.path.join(FOLDER, name)) as file:
        return "\ndef cases():" in file.read()


SUITES = sorted(n[:-3] for n in os.listdir(FOLDER) if n.endswith(".py") and _is_suite(n))


def parse(output, names):
    """Return {case: "" or the reason it failed} of a runner's output; names may hold spaces."""
    cases = {}
    for line in output.splitlines():
        verdict, _, rest = line.partition(" ")
        if verdict == "ok":
            cases[rest] = ""
        elif verdict == "FAIL":
            # The longest name that the line begins with is meant.
            found = [name for name in names if (rest + " ").startswith(name + " ")]
            name = max(found, key=len, default=rest)
            cases[name] = rest[len(name) :].strip() or "failed"
    return cases


ALL = [
    (suite, name)
    for suite in SUITES
    for name in importlib.import_module("conformance." + suite).cases()
]
