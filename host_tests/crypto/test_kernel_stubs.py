"""The native modules have the functions that their type stubs say, and no others."""

import ast
import os
import re

import pytest

from support import emulator

SOURCES = {
    "_mikey": os.path.join("firmware", "kernel", "module.c"),
    "_qemu": os.path.join("firmware", "qemu_module", "module.c"),
}


@pytest.mark.parametrize("module", sorted(SOURCES))
def test_stub_lists_what_the_source_lists(module):
    with open(os.path.join(emulator.ROOT, "typings", module + ".pyi")) as file:
        tree = ast.parse(file.read())
    declared = {
        node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))
    }
    with open(os.path.join(emulator.ROOT, SOURCES[module])) as file:
        listed = set(re.findall(r"MP_QSTR_(\w+)[,)]+ *(?:kernel_|MP_ROM_PTR)", file.read()))
    assert listed - {module} == declared
