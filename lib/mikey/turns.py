"""Mutual exclusion of work in steps: one receive or finish has the working memory at a time."""

from mikey import errors
from mikey.errors import MikeyError


class Turns:
    """One receive or finish at a time has the working memory of a handset."""

    def __init__(self, context):
        self._context = context
        self.busy = False
        self._turn = 0  # the number of the work
        # What is to be closed and dropped with it: a generator, and a responder.
        self.steps = None  # type: Any
        self.responder = None  # type: Any

    def begin(self):
        """Take the working memory for a piece of work and return its number."""
        self.idle()
        self.busy = True
        self._turn = self._turn + 1 & 0xFFFF
        return self._turn

    def still(self, turn):
        """Raise MikeyError(BAD_STATE) where the work `turn` has been abandoned."""
        if turn != self._turn:
            raise MikeyError(errors.BAD_STATE, None, "abandoned")

    def end(self, turn):
        """Leave nothing behind of the work `turn`, if it has not ended yet."""
        if turn != self._turn or not self.busy:
            return
        steps = self.steps
        responder = self.responder
        self.steps = self.responder = None
        if steps:
            steps.close()
        if responder is not None:
            responder.drop()
        self._context.clear()
        self.busy = False

    def idle(self):
        """Raise MikeyError(BAD_STATE) while a receive or finish is under way in steps."""
        if self.busy:
            raise MikeyError(errors.BAD_STATE, None, "another receive is under way")

    def abandon(self):
        """End the work whose generator was dropped half-way and not closed."""
        if self.busy:
            self.end(self._turn)
            self._turn = self._turn + 1 & 0xFFFF
