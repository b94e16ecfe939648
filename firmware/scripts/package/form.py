"""What is asked of the packager, and what it gives."""

import json
import os

from names import SHORT


class Request:
    """What is to be made.

    `paths`: {module: file} of the set; `library`: the names of all modules; `facts`: facts.Facts.
    `public`: {module: names} that keep their paths; None for all without an underscore in front,
    and {name: "module:name"} for names that live elsewhere. `classes`: names of classes whose
    public attributes stay; `kept`: other names of attributes and arguments that stay.
    `parts`: {file's module: patterns of modules} that are loaded when they are needed; `core`: the
    module that holds all else. `cut(module, name)`: definitions that are left out; `closed`:
    methods of those classes that are no API in this set.
    """

    def __init__(self, paths, library, facts, public, classes=(), kept=(), parts=None,
                 core="mikey", names=SHORT, cut=None, closed=()):  # fmt: skip
        self.paths = paths
        self.library = library
        self.facts = facts
        self.public = public
        self.classes = frozenset(classes)
        self.kept = frozenset(kept)
        self.parts = dict(parts or {})
        self.core = core
        self.names = names
        self.cut = cut
        self.closed = frozenset(closed)


class Form:
    """The result: `files` {path: text}, `names` for tracebacks, `counts` {path: names in it}."""

    def __init__(self):
        self.files = {}
        self.names = {"globals": {}, "attributes": {}, "arguments": {}}
        self.counts = {}


def write(form, folder):
    """Write a Form into `folder` (str), its names into names.json there."""
    for path, text in form.files.items():
        target = os.path.join(folder, *path.split("/"))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w", encoding="utf-8") as file:
            file.write(text)
    with open(os.path.join(folder, "names.json"), "w", encoding="utf-8") as file:
        json.dump(form.names, file, indent=1, sort_keys=True)
        file.write("\n")
