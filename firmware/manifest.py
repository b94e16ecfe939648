# What every handset image holds besides its board's drivers: the library and the application,
# without line numbers (a tenth of the code's size). The kernel does what mikey/crypto/soft does,
# and the aliases for names of 0.1.0 (a line `"""Moved to …`) are for sources on hosts.
import os


def library(root):
    """Yield the files of the library that a device with the kernel needs."""
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)
            if name.endswith(".py") and "soft" not in folder.split(os.sep):
                with open(path, encoding="utf-8") as file:
                    if not file.readline().startswith('"""Moved to'):
                        yield os.path.relpath(path, root)


package("mikey", files=sorted(library("../lib/mikey")), base_path="../lib", opt=3)
freeze("app", opt=3)
