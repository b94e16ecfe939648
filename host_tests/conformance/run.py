"""Runs one conformance suite, `python run.py SUITE`, on CPython, MicroPython and a device alike.

A suite is a module of this folder with `cases()`, a list of names, and `run(name)`, which raises
when the case fails. A line a case, `ok NAME` or `FAIL NAME reason`, then `N passed, N failed`; the
exit status is 0 where none failed.
"""

import gc
import sys

_FOLDER = __file__.rsplit("/", 1)[0] if "/" in __file__ else "."


def _paths():
    # The library comes from the tree, but on a device (where the tree is /host) from its own
    # image.
    library = _FOLDER + "/../../lib"
    if _FOLDER.startswith("/host"):
        sys.path.append(library)
    else:
        sys.path.insert(0, library)
    sys.path.append(_FOLDER + "/..")


def main(suite):
    """Run every case of `suite` (str) and return how many failed."""
    module = __import__("conformance." + suite, None, None, ("run",))
    passed = failed = 0
    for name in module.cases():
        gc.collect()
        try:
            module.run(name)
        except Exception as error:  # noqa: BLE001 - whatever a case raises is its failure
            failed += 1
            print("FAIL", name, type(error).__name__, str(error)[:300].replace("\n", " "))
        else:
            passed += 1
            print("ok", name)
    print("%d passed, %d failed" % (passed, failed))
    return failed


if __name__ == "__main__":
    _paths()
    sys.exit(1 if main(sys.argv[1]) else 0)
