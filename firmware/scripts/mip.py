"""Writes the package.json files that `mpremote mip install` takes, with what they name.

    build/mip/FORM/SET/package.json     FORM and SET as in bundles.py
    package.json                        at the top: the whole library as source text

Each folder of a form stands alone and can be copied anywhere.
"""

import json
import os
import sys

import bundles

MIP = os.path.join(bundles.BUILD, "mip")
TOP = os.path.join(bundles.ROOT, "package.json")


def package(urls):
    """Return the text of a package.json: `urls` is {path on the device: file, relative to it}."""
    pairs = ["  " + json.dumps([path, urls[path]]) for path in sorted(urls)]
    text = '{\n "version": %s,\n "urls": [\n%s\n ]\n}\n'
    return text % (json.dumps(bundles.version()), ",\n".join(pairs))


def top():
    """Return the text of the package.json at the top: every file of the library, as it is."""
    files = bundles.library("all", "py")
    return package({path: "lib/" + path for path in files})


def write_form(form):
    """Write the folder of one form and its package.json files."""
    folder = os.path.join(MIP, form)
    bundles.write(bundles.library("all", form), form, folder)
    for name in bundles.SETS:
        files = bundles.library(name, form)
        paths = [path if form == "py" else path.replace(".py", ".mpy") for path in files]
        os.makedirs(os.path.join(folder, name))
        with open(os.path.join(folder, name, "package.json"), "w", encoding="utf-8") as file:
            file.write(package({path: "../" + path for path in paths}))


def main():
    """Write all of them."""
    with open(TOP, "w", encoding="utf-8") as file:
        file.write(top())
    for form in bundles.FORMS:
        write_form(form)
    print("build/mip/FORM/SET/package.json; FORM: %s; SET: %s"
          % (", ".join(bundles.FORMS), ", ".join(bundles.SETS)), file=sys.stderr)


if __name__ == "__main__":
    try:
        main()
    except bundles.BundleError as error:
        sys.exit("mip: %s" % error)
