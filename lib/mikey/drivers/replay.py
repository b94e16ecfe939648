"""The replay guard of RFC 3830 5.4: a clock skew window and a cache of fixed size, kept by the
store.

An entry is what must be unique: the timestamp, the CSB ID and a tag of the initiator's identity.
(Not the MAC or signature: an ECCSI signature has a second valid form.) Only authenticated messages
enter.

An entry that makes room leaves a *floor* behind: nothing at or below it is accepted any more, the
smaller window that RFC 3830 5.4 recommends. One peer must not narrow the window of another. An
entry that the window has passed raises the floor of all, which then lies below everybody's window
(and still holds when the window is widened or the clock set back). Any other raises the floor of
its own peer alone, and one that is not yet due is never taken: a peer that uses up its share (half
of the cache, a quarter where others need it, at least 4) with timestamps ahead of the clock waits
until they are due. A device that
lost its cache starts with a floor one skew ahead of its clock, which is the waiting time of the
same section.
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
_TAG = const(12)  # where the tag stands in an entry
_HEAD = const(16)  # version, flags, next slot, used, floors used, 3 spare, floor of all 8
_PEER = const(12)  # a peer's floor: floor 8, tag 4
_PEERS = const(8)  # peers that have one at a time
_COUNTER = const(8)  # tag 4, last COUNTER value 4
_SHARE = const(4)  # entries that every peer may have, and the part of the cache that one may
_VERSION = const(2)
_FAR = const(0x20000000)
_FLOOR = const(1)
_LOST = const(2)
_NAME = "replay"
_MARK = "born"


class ReplayGuard:
    """Decides freshness, remembers what was accepted.

    `store` is a store driver; `size` the entries (1..255, 16 octets each), `peers` the initiators
    with COUNTER timestamps (0..255, 8 octets each), `skew` the accepted clock difference in
    seconds (below 2^29, as far as `ntp.seconds_between` tells times apart).
    """

    def __init__(self, store, size=64, peers=8, skew=300):
        if not (0 < size < 256 and 0 <= peers < 256 and 0 <= skew < _FAR):
            raise MikeyError(BAD_ARGUMENT, None, "replay cache")
        self.skew = skew
        self._store = store
        self._size = size
        self._share = max(_SHARE, size // _SHARE)
        self._floors = _HEAD + _ENTRY * size
        self._end = self._floors + _PEER * _PEERS
        self._buf = bytearray(self._end + _COUNTER * peers)
        self._view = memoryview(self._buf)
        self._key = bytearray(_ENTRY)
        self._tag = bytearray(4)
        self._now = bytearray(8)
        self._clock = self._now
        self._undo = bytearray(_HEAD + _PEER * _PEERS)
        self._entry = bytearray(_ENTRY)
        self._at = -1  # where the message under way will be entered, -1 nowhere
        self._open = False  # and whether that is still to be found
        self._waiting = False
        self._load()

    def _load(self):
        buf = self._buf
        try:
            n = self._store.load(_NAME, buf)
        except MikeyError as error:
            if error.fault != NO_SPACE:
                raise
            n = 0  # a larger cache of an earlier image: discarded
        if n == len(buf) and buf[0] == _VERSION and self._sound():
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

    def _sound(self):
        buf = self._buf
        return buf[2] < self._size and buf[3] <= self._size and buf[4] <= _PEERS

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
        buf = self._buf
        self._clock = now  # copied when it is needed: here that would take memory
        if self._waiting:
            self._raise_floor(now, self.skew)
            buf[1] |= _LOST
            self._store.save(_NAME, buf)
            self._waiting = False  # last: where something failed, the device still waits
        if buf[1] & _FLOOR and not self._above(8):
            return WAITING if buf[1] & _LOST else STALE
        return NONE

    def window_fault(self, now, stamp, pos):
        """Judge a timestamp by the skew window around `now`; return STALE, FUTURE or NONE."""
        self._open = False
        key = self._key
        for i in range(8):
            key[i] = stamp[pos + i]
        age = seconds_between(now, key)
        if age > self.skew:
            return STALE
        return FUTURE if age < -self.skew else NONE

    def seen(self, csb, tag, tag_pos, room=True):
        """Judge the message whose timestamp was last given to `check`; return a fault.

        `csb` is the CSB ID (4 octets), `tag[tag_pos:tag_pos + 4]` the mark of the initiator.
        REPLAYED where it was accepted before, STALE below the floor of its initiator, and what
        `room_fault` says; with `room` False that is still to be asked.
        """
        key = self._key
        for i in range(4):
            key[8 + i] = csb[i]
            key[_TAG + i] = self._tag[i] = tag[tag_pos + i]
        at = _HEAD - 1
        buf = self._buf
        end = _HEAD + _ENTRY * buf[3]
        while True:
            at = buf.find(key, at + 1, end)
            if at < 0:
                break
            if (at - _HEAD) % _ENTRY == 0:
                return REPLAYED
        if buf[4]:
            at = self._floor_of(self._tag)
            if at >= 0 and not self._above(at):
                return STALE
        self._open = True
        return self.room_fault() if room else NONE

    def _above(self, at):
        """Return True if the message under way is later than the floor at `at`. Takes no memory,
        as a slice would.
        """
        floor = self._entry
        for i in range(8):
            floor[i] = self._buf[at + i]
        return _later(self._key, floor)

    def room_fault(self):
        """Find room for the message that passed `seen`, if there is one: NONE, or WAITING where
        it could not be remembered without a risk to others. Dear in a full cache: for authentic
        messages.
        """
        if not self._open:
            return NONE
        self._open = False
        self._now[:] = self._clock
        self._at = self._place()
        return NONE if self._at >= 0 else WAITING

    # Room for one more entry

    def _place(self):
        """Return where the new entry goes, in the place of one to be evicted or not, or -1."""
        buf = self._buf
        size = self._size
        held = self._count(self._tag)
        if held < self._share or (held < size // 2 and buf[3] + self._share < size):
            if buf[3] < size:
                return _HEAD + _ENTRY * buf[3]
            hand = _HEAD + _ENTRY * buf[2]
            if self._passed(hand):
                return hand
            for slot in range(size):
                at = _HEAD + _ENTRY * slot
                if self._passed(at):
                    return at
        elif held:
            return self._evictable(self._key, _TAG)
        # A full cache of entries within the window: who has most gives one up.
        most = 0
        whose = -1
        for slot in range(size):
            at = _HEAD + _ENTRY * slot
            n = self._count(buf[at + _TAG : at + _ENTRY])
            if n > most:
                most = n
                whose = at
        at = self._evictable(buf, whose + _TAG)
        return at if at >= 0 else self._evictable(None, 0)

    def _count(self, tag):
        """Return how many entries carry `tag` (4 octets)."""
        buf = self._buf
        at = _HEAD - 1
        end = _HEAD + _ENTRY * buf[3]
        found = 0
        while True:
            at = buf.find(tag, at + 1, end)
            if at < 0:
                return found
            if (at - _HEAD) % _ENTRY == _TAG:
                found += 1

    def _passed(self, at):
        """Return True if the window has passed the entry at `at`."""
        return seconds_between(self._now, self._view[at : at + 8]) > self.skew

    def _evictable(self, tag, pos):
        """Return the entry with the lowest timestamp of a peer (`tag` None: of all), or -1.

        It must be due, and there must be a place for its peer's floor.
        """
        buf = self._buf
        view = self._view
        lowest = -1
        for at in range(_HEAD, _HEAD + _ENTRY * buf[3], _ENTRY):
            if tag is not None and not _same4(buf, at + _TAG, tag, pos):
                continue
            if lowest < 0 or _later(view[lowest : lowest + 8], view[at : at + 8]):
                lowest = at
        # Due to the second: a clock may stand that long.
        if lowest < 0 or seconds_between(view[lowest : lowest + 8], self._now) > 0:
            return -1
        if self._passed(lowest) or self._floor_place(lowest) >= 0:
            return lowest
        return -1

    def _floor_of(self, tag):
        """Return the position of the floor of the peer with `tag` (4 octets), or -1."""
        buf = self._buf
        at = self._floors
        end = at + _PEER * buf[4]
        while True:
            at = buf.find(tag, at, end)
            if at < 0:
                return -1
            if (at - self._floors) % _PEER == 8:
                return at - 8
            at += 1

    def _floor_place(self, entry):
        """Return where the floor of the entry's peer goes, or -1 where there is no place.

        A floor that the window has passed makes room: the floor of all takes its part.
        """
        buf = self._buf
        at = self._floor_of(buf[entry + _TAG : entry + _ENTRY])
        if at >= 0:
            return at
        if buf[4] < _PEERS:
            return self._floors + _PEER * buf[4]
        for at in range(self._floors, self._end, _PEER):
            if self._passed(at):
                return at
        return -1

    def commit(self):
        """Remember the message last given to `check` and `seen`, in the store too.

        Raises MikeyError(STORE) when the store fails; then nothing has changed, and the message
        must not be acted upon.
        """
        buf = self._buf
        view = self._view
        at = self._at
        entry = view[at : at + _ENTRY]
        undo = memoryview(self._undo)
        floors = view[self._floors : self._end]
        undo[:_HEAD] = view[:_HEAD]
        undo[_HEAD:] = floors
        self._entry[:] = entry
        kept = False
        try:
            if at == _HEAD + _ENTRY * buf[3]:
                buf[3] += 1
            else:
                self._leave_floor(at)
            buf[2] = (at - _HEAD) // _ENTRY + 1
            if buf[2] == self._size:
                buf[2] = 0
            entry[:] = self._key
            self._store.save(_NAME, buf)
            kept = True
        finally:
            if not kept:  # octet by octet, which takes no memory
                for i in range(_HEAD):
                    buf[i] = undo[i]
                for i in range(self._end - self._floors):
                    buf[self._floors + i] = undo[_HEAD + i]
                for i in range(_ENTRY):
                    buf[at + i] = self._entry[i]

    def _leave_floor(self, entry):
        """Raise the floor that keeps the entry at `entry` refused once it is gone."""
        buf = self._buf
        view = self._view
        if self._passed(entry):
            self._raise_all(entry)
            return
        at = self._floor_place(entry)
        if at == self._floors + _PEER * buf[4]:
            buf[4] += 1
        elif _same4(buf, at + 8, buf, entry + _TAG):
            if not _later(view[entry : entry + 8], view[at : at + 8]):
                return
        else:
            self._raise_all(at)
        view[at : at + 8][:] = view[entry : entry + 8]
        view[at + 8 : at + _PEER][:] = view[entry + _TAG : entry + _ENTRY]

    def _raise_all(self, at):
        """Raise the floor of all to the timestamp at `at`, which the window has passed."""
        view = self._view
        if not self._buf[1] & _FLOOR or _later(view[at : at + 8], view[8:_HEAD]):
            view[8:_HEAD][:] = view[at : at + 8]
            self._buf[1] = _FLOOR

    def counter(self, tag, tag_pos, stamp, pos, commit):
        """Judge a COUNTER timestamp (4 octets at `stamp[pos]`): it must exceed the last accepted
        one.

        With `commit` it becomes the last one. Return REPLAYED or NONE (RFC 3830 6.6).
        """
        self._open = False
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
                for i in range(_COUNTER):
                    buf[at + i] = undo[i]

    def _raise_floor(self, now, seconds):
        from mikey.drivers.ntp import add

        floor = bytearray(8)
        add(floor, now, seconds, 0)
        self._view[8:16][:] = floor
        self._buf[1] |= _FLOOR


def _later(a, b):
    """Return True if the timestamp `a` (8 octets) is later than `b`."""
    age = seconds_between(a, b)
    if age:
        return age > 0
    for i in range(8):  # the same second: rounded down, so that `b` is not later
        if a[i] != b[i]:
            return True
    return False


def _same4(a, a_pos, b, b_pos):
    for i in range(4):
        if a[a_pos + i] != b[b_pos + i]:
            return False
    return True
