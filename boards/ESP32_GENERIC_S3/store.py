"""Values in files on the board's littlefs in flash."""

from mikey.drivers.store import flash_store


def driver(directory=None):
    """Return the store driver in the folder `directory` (str), /.mikey unless given."""
    return flash_store(directory or "/.mikey")
