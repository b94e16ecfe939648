"""Writes the package.json files that `mpremote mip install` takes, with what they name.

    build/mip/FORM/SET/package.json     FORM and SET as in device_form.py
    package.json                        at the top: the whole library as source text

Each folder of a form stands alone and can be copied anywhere.
"""

import json
import os
import sys

import device_form

MIP = os.path.join(device_form.BUILD, "mip")
TOP = os.path.join(device_form.ROOT, "package.json")


def package(urls):
    """Return the text of a package.json: `urls` is {path on the device: file, relative to it}."""
    pairs = ["  " + json.dumps([path, urls[path]]) for path in sorted(urls)]
    text = '{\n "version": %s,\n "urls": [\n%s\n ]\n}\n'
    return text % (json.dumps(device_form.version()), ",\n".join(pairs))


def top():
    """Return the text of the package.json at the top: every file of the library, as it is."""
    files = device_form.library("all", "py")
    return package({path: "lib/" + path for path in files})


def write_form(form):
    """Write the folder of one form and its package.json files."""
    folder = os.path.join(MIP, form)
    device_form.write(device_form.library("all", form), form, folder)
    for name in device_form.SETS:
        files = device_form.library(name, form)
        paths = [path if form == "py" else path.replace(".py", ".mpy") for path in files]
        os.makedirs(os.path.join(folder, name))
        with open(os.path.join(folder, name, "package.json"), "w", encoding="utf-8") as file:
            file.write(package({path: "../" + path for path in paths}))


def main():
    """Write all of them."""
    with open(TOP, "w", encoding="utf-8") as file:
        file.write(top())
    for form in device_form.FORMS:
        write_form(form)
    print("build/mip/FORM/SET/package.json; FORM: %s; SET: %s"
          % (", ".join(device_form.FORMS), ", ".join(device_form.SETS)), file=sys.stderr)


if __name__ == "__main__":
    try:
        main()
    except device_form.BundleError as error:
        sys.exit("mip: %s" % error)
