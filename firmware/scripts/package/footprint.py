"""Measures flash and RAM: of each image that was built, and of the library's packages.

An image's flash is its code and initialised data, its RAM the static data (heap and stack are
the user's to choose). A package is compiled as frozen code of QEMU_M4 and its object file
measured: byte code, constants and the names that the base image has not; parts of one package
share names, so that they add up to more than it. The kernel is the sum of its objects in the
image. Written to build/footprint.json and compared with host_tests/bench/figures/footprint.json;
`--save` makes the new figures the kept ones.
"""

import argparse
import glob
import json
import os
import subprocess
import sys

import packages

ROOT = packages.ROOT
BUILD = os.path.join(ROOT, "build")
RESULT = os.path.join(BUILD, "footprint.json")
KEPT = os.path.join(ROOT, "host_tests", "bench", "figures", "footprint.json")
WORK = os.path.join(BUILD, "footprint")
NOTABLE = 0.02
# Flash, frozen: package -> (what is added to it, at most).
BUDGETS = {
    "package.psk": ("", 24 * 1024),
    "package.psk+dhhmac+sakke": (" with the kernel", 64 * 1024),
}
PACKAGES = {
    "psk": ["psk"],
    "psk+dhhmac": ["psk", "dhhmac"],
    "psk+sakke": ["psk", "sakke"],
    "psk+dhhmac+sakke": ["psk", "dhhmac", "sakke"],
}


def sizes(paths):
    """Return (text, data, bss) octets of object files or images, added up."""
    command = ["arm-none-eabi-size", *paths]
    report = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rows = [line.split()[:3] for line in report.splitlines()[1:]]
    return [sum(int(row[i]) for row in rows) for i in range(3)]


def images():
    """Return flash and RAM of every ARM image under build/firmware."""
    found = {}
    for path in sorted(glob.glob(os.path.join(BUILD, "firmware", "*", "firmware.elf"))):
        board = os.path.basename(os.path.dirname(path))
        text, data, bss = sizes([path])
        found["image." + board] = {"flash": text + data, "ram": data + bss}
    return found


def frozen_size(modules):
    """Return the octets that these modules take as frozen code."""
    manifest = os.path.join(WORK, "manifest.py")
    paths = [packages.path_of(module) or module for module in modules]
    names = [os.path.relpath(path, packages.LIB) for path in paths]
    with open(manifest, "w", encoding="utf-8") as file:
        file.write("freeze(%r, %r, opt=3)\n" % (packages.LIB, tuple(names)))
    script = os.path.join(ROOT, "firmware", "scripts", "build", "build_qemu.sh")
    target = os.path.join(WORK, "frozen_content.o")
    subprocess.run([script, "QEMU_M4", WORK, target, manifest], check=True, capture_output=True)
    text, data, _ = sizes([target])
    return text + data


def room(module):
    """Return the part of the library that a module belongs to (str)."""
    parts = module.split(".")
    return parts[1] if len(parts) > 2 else "front"


def package_sizes():
    """Return the frozen size of each package set, of the parts of the smallest, of the kernel."""
    os.makedirs(WORK, exist_ok=True)
    found = {}
    empty = frozen_size(["mikey"])
    for name, modes in PACKAGES.items():
        modules = packages.modules_for(modes)
        found["package." + name] = {"flash": frozen_size(modules) - empty, "modules": len(modules)}
    smallest = packages.modules_for(PACKAGES["psk"])
    for part in sorted({room(module) for module in smallest}):
        modules = [module for module in smallest if room(module) == part]
        found["package.psk/" + part] = {"flash": frozen_size(modules) - empty}
    objects = glob.glob(os.path.join(BUILD, "firmware", "QEMU_M4", "kernel", "*.o"))
    if objects:
        text, data, bss = sizes(sorted(objects))
        found["kernel"] = {"flash": text + data, "ram": data + bss}
    return found


def heap():
    """Return the heap that QEMU_M4 holds after boot and as a handset takes up its modes."""
    sys.path.insert(0, os.path.join(ROOT, "host_tests"))
    from support.emulator import run_script

    script = os.path.join(ROOT, "host_tests", "bench", "device", "boot_heap.py")
    status, output = run_script(script, heap="256k")
    if status:
        sys.exit("footprint: boot_heap.py failed: " + output[-300:])
    rows = [line.split() for line in output.splitlines() if line.startswith("row ")]
    return {"heap." + row[1]: {"heap": int(row[2])} for row in rows}


def over_budget(figures):
    """Return a line for each budget that is not met."""
    kernel = figures.get("kernel", {}).get("flash", 0)
    lines = []
    for name, (more, most) in BUDGETS.items():
        flash = figures[name]["flash"] + (kernel if more else 0)
        if flash > most:
            lines.append("over budget: %s%s is %d, at most %d" % (name, more, flash, most))
    return lines


def compare(new, old):
    """Print each figure, and how it changed where that is more than NOTABLE."""
    for name in sorted(new):
        for what, value in new[name].items():
            before = old.get(name, {}).get(what)
            note = ""
            if before and abs(value - before) > NOTABLE * before:
                note = "  was %d (%+.1f %%)" % (before, 100 * (value - before) / before)
            print("%-28s %-8s %8d%s" % (name, what, value, note))


def main():
    """Measure, write, compare."""
    parser = argparse.ArgumentParser(description="Flash and RAM of images and packages.")
    parser.add_argument("--save", action="store_true", help="make these the kept figures")
    arguments = parser.parse_args()
    figures = images()
    figures.update(package_sizes())
    figures.update(heap())
    old = {}
    if os.path.exists(KEPT):
        with open(KEPT, encoding="utf-8") as file:
            old = json.load(file)
    compare(figures, old)
    for line in over_budget(figures):
        print(line)
    for path in [RESULT] + ([KEPT] if arguments.save else []):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            json.dump(figures, file, indent=1, sort_keys=True)
            file.write("\n")


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit("footprint: %s failed: %s" % (error.cmd[0], (error.stderr or b"")[-500:]))
