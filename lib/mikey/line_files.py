"""Finds the pairing lines of a user's SAKKE key in a folder, to be read in place.

`make provision` makes the files (`<number>-<period>.mksl`; layout: `mikey.crypto.sakke_file`). In
ROMFS a file is a buffer itself and nothing is copied; elsewhere it is read into memory where there
is room for its 328 KB. Without a file all works, slower. `crypto.sakke.Receiver.lines_state` says
what came of it.
"""


class LineFiles:
    """A function from UserKeys (mikey.keyring) to their lines, or None: for `KeyRing(store,
    lines)`.
    """

    def __init__(self, folder):
        """`folder` (str) holds the files, "/rom" for instance."""
        self._folder = folder

    def __call__(self, user):
        """Return the lines of `user` as a buffer, or None where there are none."""
        if user.other_scheme:
            return None
        name = "%s-%s.mksl" % (user.uri[5:].decode(), user.period.decode())
        try:
            file = open(self._folder + "/" + name, "rb")
        except OSError:
            return None
        try:
            return memoryview(file)  # a file of ROMFS lends its own octets
        except TypeError:
            pass
        try:
            return file.read()
        except MemoryError:
            return None
        finally:
            file.close()
