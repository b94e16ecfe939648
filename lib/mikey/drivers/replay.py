"""The replay guard of RFC 3830 5.4: a clock skew window and a cache of fixed size, kept by the
store.

An entry is what must be unique: the timestamp, the CSB ID and a tag of the initiator's identity.
(Not the MAC or signature: an ECCSI signature has a second valid form.) Only authenticated messages
enter.

When the cache is full the oldest arrival gives way and the *floor* rises to its timestamp: nothing
at or below the floor is accepted any more, which is the smaller window that RFC 3830 5.4
recommends. It rises even where the window has passed the entry, as a window can be widened and a
clock set back. A device that lost its cache starts with a floor
one skew ahead of its clock, which is the waiting time of the same section.
"""

from mikey.drivers.ntp import seconds_between
from mikey.errors import (
    BAD_ARGUMENT,
    FUTURE,
    NO_SPACE,
    NONE,
    REPLAYED,
    STALE,
    WAITING,
    MikeyError,
)
from mikey.port import const

_ENTRY = const(16)  # timestamp 8, CSB ID 4, tag 4
_HEAD = const(16)  # version, flags, next slot, used, 4 spare, floor 8
_COUNTER = const(8)  # tag 4, last COUNTER value 4
_VERSION = const(1)
_FLOOR = const(1)
_LOST = const(2)
_NAME = "replay"
_MARK = "born"


class ReplayGuard:
    """Decides freshness, remembers what was accepted.

    `store` is a store driver; `size` the entries (1..255, 16 octets each), `peers` the initiators
    with COUNTER timestamps (8 octets each), `skew` the accepted clock difference in seconds.
    """

    def __init__(self, store, size=64, peers=8, skew=300):
        if not 0 < size < 256 or peers < 0 or skew < 0:
            raise MikeyError(BAD_ARGUMENT, None, "replay cache")
        self.skew = skew
        self._store = store
        self._size = size
        self._peers = peers
        self._end = _HEAD + _ENTRY * size
        self._buf = bytearray(self._end + _COUNTER * peers)
        self._view = memoryview(self._buf)
        self._key = bytearray(_ENTRY)
        self._undo = bytearray(_ENTRY)
        self._waiting = False
        self._load()

    def _load(self):
        buf = self._buf
        try:
            n = self._store.load(_NAME, buf)
        except MikeyError as error:
            if error.fault != NO_SPACE:
                raise
            n = 0  # a larger cache of an earlier image: of no use any more
        if n == len(buf) and buf[0] == _VERSION and buf[2] < self._size:
            return
        for i in range(len(buf)):
            buf[i] = 0
        buf[0] = _VERSION
        mark = bytearray(1)
        if self._store.load(_MARK, mark):
            self._waiting = True  # the floor is set when the clock is first seen
        else:
            self._store.save(_MARK, b"\x01")
            self._store.save(_NAME, buf)

    def clear(self):
        """Forget everything, in the store too. For simulations: on a device it invites replays."""
        for i in range(1, len(self._buf)):
            self._buf[i] = 0
        self._waiting = False
        self._store.save(_NAME, self._buf)

    def used(self):
        """Return how many entries the cache holds (int)."""
        return self._buf[3]

    def size(self):
        """Return how many entries the cache can hold (int)."""
        return self._size

    def check(self, now, stamp, pos):
        """Judge the NTP timestamp at `stamp[pos:pos + 8]` against the time `now` (8 octets).

        Return STALE, FUTURE, WAITING or NONE.
        """
        fault = self.window_fault(now, stamp, pos)
        if fault:
            return fault
        key = self._key
        buf = self._buf
        if self._waiting:
            self._waiting = False
            self._raise_floor(now, self.skew)
            buf[1] |= _LOST
            self._store.save(_NAME, buf)
        if buf[1] & _FLOOR and not self._above_floor(key):
            return WAITING if buf[1] & _LOST else STALE
        return NONE

    def window_fault(self, now, stamp, pos):
        """Judge a timestamp by the skew window around `now`; return STALE, FUTURE or NONE."""
        key = self._key
        for i in range(8):
            key[i] = stamp[pos + i]
        age = seconds_between(now, key)
        if age > self.skew:
            return STALE
        return FUTURE if age < -self.skew else NONE

    def seen(self, csb, tag, tag_pos):
        """Tell whether the timestamp last given to `check` was accepted before.

        `csb` is the CSB ID (4 octets), `tag[tag_pos:tag_pos + 4]` the mark of the initiator.
        """
        key = self._key
        for i in range(4):
            key[8 + i] = csb[i]
            key[12 + i] = tag[tag_pos + i]
        at = _HEAD - 1
        buf = self._buf
        end = _HEAD + _ENTRY * buf[3]
        while True:
            at = buf.find(key, at + 1, end)
            if at < 0:
                return NONE
            if (at - _HEAD) % _ENTRY == 0:
                return REPLAYED

    def commit(self):
        """Remember the message last given to `check` and `seen`, in the store too.

        Raises MikeyError(STORE) when the store fails; then nothing has changed, and the message
        must not be acted upon.
        """
        buf = self._buf
        slot = buf[2]
        at = _HEAD + _ENTRY * slot
        entry = self._view[at : at + _ENTRY]
        undo = self._undo
        undo[:] = entry
        flags = buf[1]
        used = buf[3]
        floor = None
        if used == self._size:
            old = entry[:8]
            if self._floor_below(old):
                floor = bytes(self._view[8:_HEAD])
                self._view[8:_HEAD][:] = old
                buf[1] = _FLOOR
        else:
            buf[3] += 1
        entry[:] = self._key
        buf[2] = (slot + 1) % self._size
        kept = False
        try:
            self._store.save(_NAME, buf)
            kept = True
        finally:
            if not kept:
                entry[:] = undo
                buf[1] = flags
                buf[2] = slot
                buf[3] = used
                if floor is not None:
                    self._view[8:_HEAD][:] = floor

    def counter(self, tag, tag_pos, stamp, pos, commit):
        """Judge a COUNTER timestamp (4 octets at `stamp[pos]`): it must exceed the last accepted
        one.

        With `commit` it becomes the last one. Return REPLAYED or NONE (RFC 3830 6.6).
        """
        buf = self._buf
        free = -1
        for at in range(self._end, len(buf), _COUNTER):
            if not (buf[at + 4] or buf[at + 5] or buf[at + 6] or buf[at + 7]):
                if free < 0:
                    free = at
            elif _same4(buf, at, tag, tag_pos):
                for i in range(4):
                    if stamp[pos + i] != buf[at + 4 + i]:
                        if stamp[pos + i] < buf[at + 4 + i]:
                            return REPLAYED
                        free = at
                        break
                else:
                    return REPLAYED
                break
        if free < 0:
            return REPLAYED  # no room to remember this initiator: a replay could not be told
        if not (stamp[pos] or stamp[pos + 1] or stamp[pos + 2] or stamp[pos + 3]):
            return REPLAYED  # 0 marks a free place: counters start at 1
        if commit:
            self._keep_counter(free, tag, tag_pos, stamp, pos)
        return NONE

    def _keep_counter(self, at, tag, tag_pos, stamp, pos):
        buf = self._buf
        undo = bytes(self._view[at : at + _COUNTER])
        for i in range(4):
            buf[at + i] = tag[tag_pos + i]
            buf[at + 4 + i] = stamp[pos + i]
        kept = False
        try:
            self._store.save(_NAME, buf)
            kept = True
        finally:
            if not kept:
                self._view[at : at + _COUNTER][:] = undo

    def _above_floor(self, stamp):
        """Tell whether `stamp` (8 octets) is later than the floor."""
        age = seconds_between(stamp, self._view[8:16])
        if age:
            return age > 0
        for i in range(8):  # the same second: rounded down, so the floor is not later
            if stamp[i] != self._buf[8 + i]:
                return True
        return False

    def _floor_below(self, stamp):
        return not self._buf[1] & _FLOOR or self._above_floor(stamp)

    def _raise_floor(self, now, seconds):
        from mikey.drivers.ntp import add

        floor = bytearray(8)
        add(floor, now, seconds, 0)
        self._view[8:16][:] = floor
        self._buf[1] |= _FLOOR


def _same4(a, a_pos, b, b_pos):
    for i in range(4):
        if a[a_pos + i] != b[b_pos + i]:
            return False
    return True
