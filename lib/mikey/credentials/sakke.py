"""What a KMS gives a MIKEY-SAKKE user: KMS domains and the user's own keys by key period.

RFC 6509 2.1.2, 3.2, 3.3; RFC 6507 5.1.2; RFC 6508 6.1.2. Everything is validated before it is
kept, and kept by the store driver, so that it outlives a restart: domains as "kms.N", users' keys
as "user.N". Keys of an expired period are wiped, in the store too, when the owner says so
(`KeyRing.expire`). The store holds the keys in clear: see SECURITY.md.
"""

from mikey.credentials import identifier, kms_users
from mikey.crypto import eccsi, sakke
from mikey.crypto.hash import wipe
from mikey.errors import (
    BAD_ARGUMENT,
    BAD_KMS,
    BAD_USER_KEY,
    NO_SPACE,
    UNKNOWN_KMS,
    MikeyError,
    no_space,
)
from mikey.port import const
from mikey.wire.octets import need_octets

_Z = const(257)
_KPAK = const(65)
_RSK = const(257)
_SSK = const(32)
_PVT = const(65)
_SLOTS = const(8)
_URI = const(255)
_BLOB = const(1200)


class Kms:
    """A KMS domain whose users may call: `uri` (octets), `z` (257 octets), `kpak` (65 octets).

    `users` are the entries of its users list (tuple of bytes; see `kms_users`), () without.
    """

    def __init__(self, uri, z, kpak, users=()):
        self.uri = uri
        self.z = z
        self.kpak = kpak
        self.users = users


class UserKeys:
    """A user's keys of one period.

    `uri`, `period` (b"YYYY-MM"), `identity` (the identifier's octets), `kms` (Kms); `rsk`, `ssk`,
    `pvt` as bytearrays; `receiver` (crypto.sakke.Receiver). `other_scheme` tells that the
    identifier was given and not formed by RFC 6509 3.2. `engine`: the sakke.Engine of its ring, or
    None for one of its own.
    """

    def __init__(self, uri, period, identity, kms, rsk, ssk, pvt, engine=None):
        self.uri = uri
        self.period = period
        self.identity = identity
        self.kms = kms
        self.rsk = bytearray(rsk)
        self.ssk = bytearray(ssk)
        self.pvt = bytearray(pvt)
        self.other_scheme = identity != identifier.identifier(period, uri)
        self._engine = engine or sakke.Engine()
        self.receiver = sakke.Receiver(kms.z, identity, self.rsk, None, self._engine)

    def use_lines(self, lines):
        """Read pairing lines (crypto.pairing_table) from the buffer `lines` in place; return their
        state.
        """
        self.receiver = sakke.Receiver(self.kms.z, self.identity, self.rsk, lines, self._engine)
        return self.receiver.lines_state

    def wipe(self):
        """Zero the secret keys."""
        self.receiver.wipe()
        wipe(self.rsk)
        wipe(self.ssk)

    def __repr__(self):
        return "<UserKeys>"


class KeyRing:
    """The domains and keys of a handset.

    `store` is a store driver, `lines` a function (UserKeys) -> buffer or None that finds the
    pairing lines of a key (in ROMFS, say), which are read in place.
    """

    def __init__(self, store, lines=None):
        self.domains = []
        self.users = []
        self._store = store
        self._lines = lines
        self._spare = MikeyError(NO_SPACE)  # for when there is no memory to make one
        self._engine = None
        self._load()

    # Domains

    def add_kms(self, uri, z, kpak, users=None):
        """Keep the domain of KMS `uri` (octets): Z (257 octets) and KPAK (65 octets).

        It replaces one of the same name; users' keys under its former keys are wiped, as they no
        longer fit. `users` (list or tuple of octets; see `kms_users`): for whom the KMS vouches;
        adding the same domain again changes it. That Z has order q is proved when a user's keys
        are validated against it. MikeyError(BAD_KMS, BAD_ARGUMENT, NO_SPACE).
        """
        try:
            return self._add_kms(uri, z, kpak, users)
        except MemoryError:
            raise no_space(self._spare)

    def _add_kms(self, uri, z, kpak, users):
        for octets in (uri, z, kpak):
            need_octets(octets, "uri, z and kpak are octets")
        if not uri or len(uri) > _URI:
            raise MikeyError(BAD_ARGUMENT, None, "uri")
        if len(z) != _Z or z[0] != 4 or not eccsi.point_ok(kpak):
            raise MikeyError(BAD_KMS)
        if users is not None:
            users = kms_users.entries(users)
            for other in self.domains:
                if other.uri != uri and not set(users).isdisjoint(other.users):
                    raise MikeyError(BAD_ARGUMENT, None, "users of another KMS")
        kms = Kms(bytes(uri), bytes(z), bytes(kpak), users or ())
        for slot in range(len(self.domains)):
            old = self.domains[slot]
            if old.uri == kms.uri:
                if old.z == kms.z and old.kpak == kms.kpak:
                    if old.users != kms.users:
                        self._save_kms(slot, kms)
                        old.users = kms.users
                    return old
                self._drop_users(old)
                self._save_kms(slot, kms)
                self.domains[slot] = kms
                return kms
        slot = len(self.domains)
        if slot == _SLOTS:
            raise MikeyError(NO_SPACE, None, "too many domains")
        self._add(self.domains, kms, self._save_kms)
        return kms

    def find_kms(self, uri):
        """Return the Kms named `uri` (octets), or None."""
        for kms in self.domains:
            if kms.uri == uri:
                return kms
        return None

    def vouches(self, kms, uri):
        """Return True if `kms` vouches for the identity `uri`; see `kms_users.vouches`."""
        return kms_users.vouches(self.domains, kms, uri)

    # Users' keys

    def _shared_engine(self):
        """Return the memory that all users' computations share, taken with the first user."""
        if self._engine is None:
            self._engine = sakke.Engine()
        return self._engine

    def add_user(self, uri, period, rsk, ssk, pvt, identity=None):
        """Validate and keep a user's keys, to the end; as `add_user_steps`."""
        from mikey.steps import run

        try:
            return run(self._add_user(uri, period, rsk, ssk, pvt, identity))
        except MemoryError:
            raise no_space(self._spare)

    def add_user_steps(self, uri, period, rsk, ssk, pvt, identity=None):
        """Validate and keep a user's keys, a generator of short pieces of work; its value:
        UserKeys.

        `uri` is a `tel` URI in global form (octets), `period` b"YYYY-MM"; `rsk` 257, `ssk` 32,
        `pvt` 65 octets; `identity` the identifier's octets where it is of another scheme. The
        domain is the one whose KPAK the SSK fits (RFC 6507 5.1.2); the RSK must fit its Z (RFC
        6508 6.1.2). MikeyError(BAD_USER_KEY, BAD_ARGUMENT, UNKNOWN_KMS, NO_SPACE) keeps nothing.
        """
        try:
            return self._add_user(uri, period, rsk, ssk, pvt, identity)
        except MemoryError:
            raise no_space(self._spare)

    def _add_user(self, uri, period, rsk, ssk, pvt, identity):
        user = None
        kept = False
        try:
            user = self._user(uri, period, rsk, ssk, pvt, identity)
            yield from user.receiver.check_steps()
            if user.receiver.fault:
                raise MikeyError(user.receiver.fault)
            if user.kms not in self.domains:
                raise MikeyError(UNKNOWN_KMS, None, "replaced meanwhile")
            self._keep(user)
            kept = True
            return user
        except MemoryError:
            raise no_space(self._spare)
        finally:
            if user is not None and not kept:
                user.wipe()

    def _user(self, uri, period, rsk, ssk, pvt, identity):
        """Return the UserKeys of these arguments, of which the pairing is still to be checked."""
        for octets in (uri, period, rsk, ssk, pvt, b"" if identity is None else identity):
            need_octets(octets, "uri, period, identity and keys are octets")
        if len(uri) > _URI:
            raise MikeyError(BAD_ARGUMENT, None, "uri")
        if identity is None:
            uri = identifier.normalise(uri)
            if uri is None:
                raise MikeyError(BAD_ARGUMENT, None, "uri: a tel URI in global form")
        if not _is_period(period):
            raise MikeyError(BAD_ARGUMENT, None, "period: YYYY-MM")
        if identity is None:
            identity = identifier.identifier(period, uri)
        if not uri or not 0 < len(identity) <= _URI:
            raise MikeyError(BAD_ARGUMENT, None, "uri")
        if len(rsk) != _RSK or len(ssk) != _SSK or len(pvt) != _PVT:
            raise MikeyError(BAD_USER_KEY, None, "length")
        if not self.domains:
            raise MikeyError(UNKNOWN_KMS, None, "kms comes before keys")
        kms = self._domain_of(identity, ssk, pvt)
        if kms is None:
            raise MikeyError(BAD_USER_KEY, None, "ssk and pvt")
        names = bytes(uri), bytes(period), bytes(identity)
        return UserKeys(*names, kms, rsk, ssk, pvt, self._shared_engine())

    def _domain_of(self, identity, ssk, pvt):
        for kms in reversed(self.domains):
            if eccsi.check_ssk(kms.kpak, identity, ssk, pvt):
                return kms
        return None

    def _keep(self, user):
        for slot in range(len(self.users)):
            old = self.users[slot]
            if old.period == user.period and old.uri == user.uri:
                break
        else:
            slot = len(self.users)
            if slot == _SLOTS:
                raise MikeyError(NO_SPACE, None, "too many key periods")
        if self._lines is not None:
            user.use_lines(self._lines(user))
        if slot < len(self.users):
            self._save_user(slot, user)
            old = self.users[slot]
            self.users[slot] = user
            old.wipe()
            return
        self._add(self.users, user, self._save_user)

    def _add(self, held, new, save):
        """Append `new` to the list `held` and `save` it: its place is taken before the store holds
        it, and given up where the store fails.
        """
        held.append(new)
        kept = False
        try:
            save(len(held) - 1, new)
            kept = True
        finally:
            if not kept:
                held.pop()

    def find_user(self, period, uri=None, now=None):
        """Return the keys of `period` (b"YYYY-MM"; of `uri`, of whichever user), or None.

        With `now` (8 octets, NTP-UTC) the period must be in force: the month, two days before and
        two after it (RFC 6509 3.3).
        """
        for user in self.users:
            if user.period == period and (uri is None or user.uri == uri):
                if now is None or identifier.in_force(period, now):
                    return user
        return None

    def has_user(self, uri):
        """Return True if there are keys of the user `uri`, of any period."""
        for user in self.users:
            if user.uri == uri:
                return True
        return False

    def expire(self, now, spare=0):
        """Wipe and drop the keys of expired periods at `now` (8 octets, NTP-UTC).

        The last `spare` periods before the present one are kept. For the owner to call, with a
        time that is TRUSTED: what is wiped only its KMS can issue again. No message does so.
        """
        kept = [u for u in self.users if not identifier.expired(u.period, now, spare)]
        self._keep_only(kept)

    def _drop_users(self, kms):
        self._keep_only([user for user in self.users if user.kms is not kms])

    def _keep_only(self, kept):
        """Wipe the users' keys that are not among `kept`, in the store too."""
        if len(kept) == len(self.users):
            return
        for user in self.users:
            if user not in kept:
                user.wipe()
        old = len(self.users)
        self.users = kept
        for slot in range(old):
            if slot < len(kept):
                self._save_user(slot, kept[slot])
            else:
                self._store.remove("user.%d" % slot)

    def wipe(self):
        """Zero every key and forget everything, in the store too."""
        for user in self.users:
            user.wipe()
        for slot in range(_SLOTS):
            self._store.remove("user.%d" % slot)
            self._store.remove("kms.%d" % slot)
        self.users = []
        self.domains = []

    # The store: each value is a run of fields, a 16-bit length before each

    def _save_user(self, slot, user):
        fields = (user.uri, user.period, user.identity, user.kms.uri, user.rsk, user.ssk, user.pvt)
        self._save("user", slot, fields)

    def _save_kms(self, slot, kms):
        self._save("kms", slot, (kms.uri, kms.z, kms.kpak) + kms.users)

    def _save(self, kind, slot, fields):
        size = 0
        for field in fields:
            size += 2 + len(field)
        blob = bytearray(size)  # at once: one that grows would leave copies of a secret
        try:
            view = memoryview(blob)
            pos = 0
            for field in fields:
                end = pos + 2 + len(field)
                blob[pos] = len(field) >> 8
                blob[pos + 1] = len(field) & 255
                view[pos + 2 : end][:] = field
                pos = end
            self._store.save("%s.%d" % (kind, slot), blob)
        finally:
            wipe(blob)

    def _read(self, kind, slot, blob):
        n = self._store.load("%s.%d" % (kind, slot), blob)
        fields = []
        pos = 0
        while pos + 2 <= n:
            end = pos + 2 + (blob[pos] << 8 | blob[pos + 1])
            if end > n:
                return []
            fields.append(memoryview(blob)[pos + 2 : end])
            pos = end
        return fields

    def _load(self):
        """Take over what the store kept, which was validated before."""
        blob = bytearray(_BLOB)
        for slot in range(_SLOTS):
            fields = self._read("kms", slot, blob)
            if len(fields) >= 3:  # 0.1.0 kept three: a domain without a list
                fields = [bytes(field) for field in fields]
                self.domains.append(Kms(fields[0], fields[1], fields[2], tuple(fields[3:])))
        for slot in range(_SLOTS):
            fields = self._read("user", slot, blob)
            if len(fields) != 7:
                continue
            kms = self.find_kms(bytes(fields[3]))
            if kms is not None:
                public = [bytes(field) for field in fields[:3]]
                # Secrets never lie in immutable octets.
                user = UserKeys(*public, kms, *fields[4:], self._shared_engine())
                self.users.append(user)
                if self._lines is not None:
                    user.use_lines(self._lines(user))
        wipe(blob)


def _is_period(text):
    """Return True if `text` is b"YYYY-MM" with a month from 01 to 12 (RFC 6509 3.2)."""
    if len(text) != 7 or text[4] != 45:
        return False
    for i in (0, 1, 2, 3, 5, 6):
        if not 48 <= text[i] <= 57:
            return False
    return 1 <= int(text[5:7]) <= 12
