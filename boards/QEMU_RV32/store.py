"""Values in a folder of the file system, or in memory when no folder is named."""

from mikey.drivers.store import FileStore, MemoryStore


def driver(directory=None):
    """Return the store driver; `directory` (str) is made when it is missing."""
    return MemoryStore() if directory is None else FileStore(directory)
