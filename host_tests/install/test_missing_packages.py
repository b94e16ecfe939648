"""What a machine lacks is said in one line, and nothing is installed that a goal does not use."""

import os
import re
import shutil
import stat
import subprocess
import sys
from importlib.metadata import packages_distributions

import pytest

from support.emulator import ROOT
from support.make_calls import make
from support.project_scripts import FOLDER

DEBIAN = os.path.join(FOLDER, "build", "debian.sh")


class Machine:
    """A machine with only some commands and what its dpkg says of packages, in `folder`."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        for name in ("sh", "awk", "sed", "dirname", "grep", "cat", "tr", "find", "make", "ln"):
            os.symlink(str(shutil.which(name)), folder / name)

    def put(self, name, text="exit 0"):
        """Add a command, a shell script."""
        path = self.folder / name
        path.unlink(missing_ok=True)
        path.write_text("#!/bin/sh\n" + text + "\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def dpkg(self, **status):
        """Add a dpkg that knows packages (their names with _ for -) and their status."""
        lines = ["%s) printf %s;;" % (name.replace("_", "-"), status[name]) for name in status]
        self.put("dpkg-query", "for name; do :; done; case $name in\n%s\n*) exit 1;;\nesac"
                 % "\n".join(lines))

    def run(self, *words, uid=1000):
        """Return (exit status, lines of standard error) of a command, by default no root's."""
        self.put("id", "echo %d" % uid)
        done = subprocess.run(words, env={"PATH": str(self.folder)}, cwd=ROOT, check=False,
                              capture_output=True, text=True)
        return done.returncode, done.stderr.splitlines()


@pytest.fixture
def machine(tmp_path):
    """Make a machine that has nothing."""
    made = Machine(tmp_path / "bin")
    made.dpkg()
    return made


EVERYTHING = {
    "make": "make", "demo": "python3 gcc gcc-arm-none-eabi qemu-system-arm", "lint": "npm gcc",
    "images": "cmake gcc-riscv64-unknown-elf libstdc++-arm-none-eabi-newlib xz-utils",
    "test": "cmake npm tshark gir1.2-gst-plugins-base-1.0 qemu-system-arm xz-utils "
            "picolibc-riscv64-unknown-elf libstdc++-arm-none-eabi-newlib python3-venv",
}  # fmt: skip


PLEASE = "setup: please install these packages (Debian names):"


@pytest.mark.parametrize("goal", ["demo", "lint", "images", "test", "firmware", "setup"])
def test_all_that_is_missing_is_said_in_one_line(machine, goal):
    status, lines = machine.run("make", "-s", goal)
    assert status
    lines = [line for line in lines if not line.startswith("make: ***")]
    assert len(lines) == 1, lines
    assert lines[0].startswith(PLEASE)
    named = lines[0][len(PLEASE) :].split()
    assert set(EVERYTHING.get(goal, "python3-venv").split()) <= set(named)
    assert len(named) == len(set(named))


def test_the_demo_needs_no_other_chips_tools(machine):
    _, lines = machine.run("make", "-s", "demo")
    assert lines[0].startswith(PLEASE)
    assert not re.search("riscv|cmake|npm|tshark|picolibc", " ".join(lines))


@pytest.mark.parametrize("goal", ["console", "flat", "firmware", "stock", "provision"])
def test_no_compiler_for_this_machine_is_asked_for_without_use(machine, goal):
    _, lines = machine.run("make", "-s", goal)
    assert lines[0].startswith(PLEASE)
    assert not {"gcc", "libc6-dev"} & set(lines[0].split())


@pytest.mark.parametrize(("board", "tool"), [("NUCLEO_H563ZI", "gcc-arm-none-eabi"),
                                            ("PCA10056", "gcc-arm-none-eabi")])
def test_a_board_that_is_built_elsewhere_names_its_compiler_too(machine, tmp_path, board, tool):
    (tmp_path / "py").mkdir()
    (tmp_path / "py" / "mpconfig.h").touch()
    _, lines = machine.run("make", "-s", "firmware", "BOARD=" + board, "MICROPY_DIR=%s" % tmp_path)
    assert lines[0].startswith(PLEASE)
    assert {"python3-venv", tool} <= set(lines[0].split())


@pytest.mark.parametrize(("goal", "tools"), [
    ("demo", False), ("images", False), ("console", False), ("bench", False), ("flat", False),
    ("test", True), ("lint", True), ("deploy", True), ("romfs", True), ("flash", True),
])  # fmt: skip
def test_python_packages_are_those_that_the_goal_uses(goal, tools):
    """What make would run: nothing of tools.txt where no tool is used."""
    status, lines = make("-n", goal, "BOARD=RPI_PICO")
    assert status == 0
    assert any("requirements/python.txt" in line for line in lines)
    assert any("requirements/tools.txt" in line for line in lines) == tools


def test_the_demo_needs_no_python_package_of_the_tools():
    with open(os.path.join(ROOT, "requirements", "tools.txt"), encoding="utf-8") as file:
        tools = {re.split("[=#]", line)[0].strip().lower() for line in file} - {""}
    block = {module for module, found in packages_distributions().items()
             if tools & {name.lower() for name in found}}
    assert {"pytest", "serial", "hypothesis"} <= block
    code = "import sys, runpy; sys.modules.update(dict.fromkeys(%r.split())); " \
           "sys.argv = ['demo', '--help']; runpy.run_path('host_tests/demo')" % " ".join(block)
    status, lines = make(command=(sys.executable, "-c", code))
    assert status == 0, lines


@pytest.mark.parametrize("status", ["not-installed", "config-files", "half-installed", "unpacked"])
def test_a_package_that_dpkg_only_knows_is_missing(machine, status):
    name = "picolibc-riscv64-unknown-elf"
    machine.put("riscv64-unknown-elf-gcc")
    machine.dpkg(picolibc_riscv64_unknown_elf=status)
    assert machine.run(DEBIAN, "riscv") == (1, [PLEASE + " " + name])
    machine.dpkg(picolibc_riscv64_unknown_elf="installed")
    assert machine.run(DEBIAN, "riscv") == (0, [])


def test_a_library_is_where_the_compiler_finds_it(machine, tmp_path):
    """A compiler without its library answers with the bare name."""
    machine.put("arm-none-eabi-gcc", 'echo "${1#-print-file-name=}"')
    assert machine.run(DEBIAN, "arm") == (1, [PLEASE + " libnewlib-arm-none-eabi"])
    (tmp_path / "libc.a").touch()
    machine.put("arm-none-eabi-gcc", 'echo "%s/${1#-print-file-name=}"' % tmp_path)
    assert machine.run(DEBIAN, "arm") == (0, [])


def test_elsewhere_than_on_debian_commands_are_enough(machine):
    (machine.folder / "dpkg-query").unlink()
    machine.put("riscv64-unknown-elf-gcc")
    assert machine.run(DEBIAN, "riscv") == (0, [])


def test_root_looks_again_after_installing(machine, tmp_path):
    """apt may succeed and leave the command unfound."""
    machine.put("apt-get", 'echo "$@" >>%s/ran' % tmp_path)
    status, lines = machine.run(DEBIAN, "lint", uid=0)
    assert status == 1
    assert lines[-1].endswith("still not found: npm")
    assert "install" in (tmp_path / "ran").read_text()
    machine.put("apt-get", 'case "$*" in *install*) ln -s sh "${0%/*}/npm";; esac')
    assert machine.run(DEBIAN, "lint", uid=0)[0] == 0


# fresh.sh

FRESH = os.path.join(ROOT, "host_tests", "install", "fresh.sh")


def test_a_fresh_machine_of_no_release(machine):
    told = "fresh: no release called nope; there are bookworm and trixie"
    assert machine.run(FRESH, "nope", "true") == (1, [told])
    status, lines = machine.run(FRESH, "trixie")
    assert (status, len(lines)) == (1, 1)
    assert lines[0].startswith("fresh: usage: ")


def test_a_fresh_machine_needs_root(machine):
    told = "fresh: only root can make a machine with debootstrap"
    assert machine.run(FRESH, "trixie", "true") == (1, [told])


def test_a_fresh_machine_needs_debootstrap(machine):
    assert machine.run(FRESH, "trixie", "true", uid=0) == (1, ["fresh: install debootstrap first"])
