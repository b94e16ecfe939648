"""One piece of long work at a time: who has the working memory, and what is left when it ends."""

from mikey import errors
from mikey.errors import MikeyError
from mikey.modes.shared import Scratch
from mikey.wire.octets import length, need_octets  # noqa: F401  # names of 0.1.0


class Worker:
    """The working memory of a handset and the receive or finish that has it.

    `scratch`, and for the work under way what the caller said of it: `secure`, `origin`, `target`,
    `sdp_ids`, `stored` (see `Handset.receive`).
    """

    def __init__(self):
        self.scratch = Scratch()
        self.secure = False
        self.origin = None  # type: bytes | None
        self.target = None  # type: bytes | None
        self.sdp_ids = None  # type: bytes | None
        self.stored = None  # type: bytes | None
        self._spare = MikeyError(errors.NO_SPACE)  # for when there is no memory to make one
        self._turn = 0  # the number of the work
        self._busy = False
        # What is to be closed and dropped with it.
        self._steps = None  # type: Any
        self._responder = None  # type: Any

    def _begin(self):
        """Take the working memory for a piece of work and return its number."""
        self.idle()
        self._busy = True
        self._turn = self._turn + 1 & 0xFFFF
        return self._turn

    def full(self):
        """Return the MikeyError(NO_SPACE) that takes the place of a MemoryError."""
        return errors.no_space(self._spare)

    def _still(self, turn):
        if turn != self._turn:
            raise MikeyError(errors.BAD_STATE, None, "abandoned")

    def _end(self, turn):
        """Leave nothing behind of the work `turn`, if it has not ended yet."""
        if turn != self._turn or not self._busy:
            return
        steps = self._steps
        responder = self._responder
        self._steps = self._responder = None
        if steps:
            steps.close()
        if responder is not None:
            responder.drop()
        self.scratch.wipe()
        self.secure = False
        self.origin = self.target = self.sdp_ids = self.stored = None
        self._busy = False

    def idle(self):
        """Raise MikeyError(BAD_STATE) while a receive or finish is under way in steps."""
        if self._busy:
            raise MikeyError(errors.BAD_STATE, None, "another receive is under way")

    def abandon(self):
        """End a receive or finish whose generator was dropped half-way and not closed.

        MicroPython's garbage collector does not close generators: until then the handset is busy.
        """
        if self._busy:
            self._end(self._turn)
            self._turn = self._turn + 1 & 0xFFFF
