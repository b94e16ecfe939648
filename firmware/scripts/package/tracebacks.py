"""Gives the long names back in a traceback of the device form: `make names < traceback`.

    tracebacks.py [names.json …]

reads standard input and writes it with what each short name stands for. A name of a method may
stand for several; all of them are given.
"""

import glob
import json
import os
import re
import sys

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
FRAME = re.compile(r'^(\s*File "(?P<file>[^"]*)", line \d+)(, in (?P<name>\S+))?(\r?\n?)$')
MISSING = re.compile(r"(attribute|name) '(\w+)'")


def module_of(path):
    """Return the module of a file as a traceback names it."""
    path = path[path.rfind("mikey/") :]
    return re.sub(r"(/__init__)?\.m?py$", "", path).replace("/", ".")


def long_names(name, table, module=None):
    """Return what a short name may stand for (list of str), best first."""
    found = []
    places = [module] if module in table["globals"] else sorted(table["globals"])
    for place in places:
        if name in table["globals"].get(place, {}):
            found.append(table["globals"][place][name])
    attribute = table["attributes"].get(name)
    if attribute:
        found += [of + "." + attribute["name"] for of in attribute["of"]] or [attribute["name"]]
    return found


def read(line, table):
    """Return a line of a traceback with the long names in it."""
    frame = FRAME.match(line)
    if frame and frame.group("name"):
        found = long_names(frame.group("name"), table, module_of(frame.group("file")))
        if found:
            return "%s, in %s%s" % (frame.group(1), " or ".join(found), frame.group(5))
    told = MISSING.search(line)
    if told and not frame:
        found = long_names(told.group(2), table)
        if found:
            return line.rstrip("\r\n") + " (%s: %s)\n" % (told.group(2), " or ".join(found))
    return line


def merged(paths):
    """Return the tables of several names files as one."""
    table = {"globals": {}, "attributes": {}}
    for path in paths:
        with open(path, encoding="utf-8") as file:
            more = json.load(file)
        for kind in table:
            table[kind].update(more[kind])
    return table


def main():
    """Read standard input."""
    paths = sys.argv[1:] or sorted(glob.glob(os.path.join(ROOT, "build", "flat", "*",
                                                          "names.json")))
    if not paths:
        sys.exit("names: no device form was built: build/flat/SET/names.json")
    try:
        table = merged(paths[:1])
    except OSError as error:
        sys.exit("names: %s: %s; make flat writes it" % (paths[0], error.strerror))
    for line in sys.stdin:
        sys.stdout.write(read(line, table))


if __name__ == "__main__":
    main()
