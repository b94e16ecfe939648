"""The commands of the console: requests to the handset, and what it answers."""

import gc
import json
import sys

from console import (
    answers,
    fields,
    json_syntax,
    line_io,
    offer_fields,
    provisioning,
    request_fields,
)
from mikey import errors
from mikey.drivers import HELD, TRUSTED
from mikey.errors import MikeyError
from mikey.handset import Handset
from mikey.port import const, ticks_diff, ticks_ms
from mikey.steps import into
from mikey.transport import sdp

_LINE = const(4096)  # octets of the longest request
_MESSAGE = const(2048)  # octets of the longest message
_HOST_LINE = const(24576)  # on a host, for `explain` of
_HOST_EXPLAINED = const(16384)
_HOSTS = ("linux", "darwin", "win32")
_TRUST = ("UNSET", "HELD", "TRUSTED")
_DAY = const(86400)


class Console:
    """A handset behind a line protocol.

    `board` is a board's module, `drivers` its Drivers, `line_folder` where pairing lines are.
    """

    def __init__(self, board, drivers, line_folder="/rom"):
        self._board = board
        self._line_folder = line_folder
        self._drivers = drivers
        self._in = bytearray(_MESSAGE)
        self._no_space = self._failure(MikeyError(errors.NO_SPACE))  # made while there is memory
        self.line_max = _HOST_LINE if sys.platform in _HOSTS else _LINE
        self._commands = {
            "hello": self._hello,
            "reset": self._reset,
            "clock": self._clock,
            "identity": self._identity,
            "psk": self._psk,
            "kms": self._kms,
            "keys": self._keys,
            "offer": self._offer,
            "receive": self._receive,
            "finish": self._finish,
            "explain": self._explain,
            "forget": self._forget,
            "status": self._status,
        }
        self._begin()

    def _begin(self):
        self.phone = Handset(self._drivers)
        if self._keeps_domains():
            self._ring()
        self._calls = {}
        self._next = 1
        self._accepted = self._replays = self._worst = 0
        self._rejected = {}

    def answer(self, line):
        """Return the answer (dict) to one request `line` (bytes-like)."""
        try:
            return self._answered(line)
        except MemoryError:
            gc.collect()
            return self._no_space

    def _answered(self, line):
        try:
            line = bytes(line)
            if not json_syntax.valid(line):
                raise MikeyError(errors.BAD_REQUEST, None, "not JSON")
            request = json.loads(line)
            if not isinstance(request, dict):
                raise MikeyError(errors.BAD_REQUEST, None, "not an object")
            name = request.get("do")
            command = self._commands.get(name) if isinstance(name, str) else None
            if command is None:
                raise MikeyError(errors.BAD_REQUEST, None, "do")
            fields.only(request, ("do",) + request_fields.of(name))
            answer = command(request)
            answer["ok"] = True
        except MikeyError as error:
            answer = self._failure(error)
        return answer

    def too_long(self):
        """Return the answer to a line of more than `line_max` octets."""
        return self._failure(MikeyError(errors.BAD_REQUEST, None, "line too long"))

    def _failure(self, error):
        return {
            "ok": False,
            "code": error.code,
            "reason": error.reason,
            "section": error.section,
            "detail": error.detail,
            "reply": fields.to_base64(error.reply),
        }

    # Requests

    def _hello(self, request):
        return answers.hello(self._board, self.line_max, _MESSAGE)

    def _reset(self, request):
        if not self._board.SIMULATION:
            raise MikeyError(errors.BAD_STATE, None, "a simulation board only")
        self.phone.wipe()
        self.phone.replay.clear()
        provisioning.forget(self._drivers.store)
        self._begin()
        return {}

    def _clock(self, request):
        ntp = fields.octets(request, "ntp", size=8)
        skew = fields.number(request, "skew", 1, _DAY * 366, 0)
        held = request.get("trust")
        if held is not None and held != "held":
            raise fields.bad("trust")
        trust = self.phone.clock.set(ntp, TRUSTED if held is None else HELD)
        if skew:
            self.phone.replay.skew = skew
        self._expire()
        return {"trust": _TRUST[trust]}

    def _identity(self, request):
        self.phone.identity = fields.text(request, "uri")
        return {}

    def _psk(self, request):
        peer = fields.text(request, "peer")
        key = fields.octets(request, "key")
        members = fields.texts(request, "members")
        self.phone.psks.add(peer, key, fields.octets(request, "id", b""), members)
        return {}

    def _keeps_domains(self):
        """Return True if the store holds a KMS domain: the key ring is loaded where needed."""
        try:
            return self._drivers.store.load("kms.0", bytearray(1)) > 0
        except MikeyError:  # there is one, longer than an octet
            return True

    def _ring(self):
        if self.phone.keyring is None:
            try:
                from mikey.credentials.sakke import KeyRing
                from mikey.crypto.pairing_table import LineFiles
            except ImportError:
                raise MikeyError(errors.MODE_MISSING, None, "sakke")
            self.phone.keyring = KeyRing(self._drivers.store, LineFiles(self._line_folder))
        return self.phone.keyring

    def _expire(self):
        """Wipe SAKKE keys that ended more than a month ago, by a clock that is TRUSTED."""
        now = bytearray(8)
        ring = self.phone.keyring
        if ring is not None and self.phone.clock.now(now) == TRUSTED:
            ring.expire(now, 1)

    def _kms(self, request):
        uri = fields.text(request, "uri")
        z = fields.octets(request, "z")
        kpak = fields.octets(request, "kpak")
        self._ring().add_kms(uri, z, kpak, fields.texts(request, "users"))
        return {}

    def _keys(self, request):
        uri = fields.text(request, "uri")
        rsk, ssk, pvt = [fields.octets(request, name) for name in ("rsk", "ssk", "pvt")]
        identity = fields.octets(request, "id", b"") or None
        period = fields.text(request, "period")
        self._expire()
        user = self._run(self._ring().add_user_steps(uri, period, rsk, ssk, pvt, identity))
        return answers.user(user)

    def _offer(self, request):
        mode, streams, options = offer_fields.read(request)
        if request.get("call") is not None:
            options["call"] = self._call(request)
        answer = {"ok": True}  # type: dict

        def accept(call):
            self._about(call, answer)
            answer["message"] = fields.to_base64(call.message)
            answer["line"] = sdp.line(call.message)

        kept = False
        try:
            peer = fields.text(request, "peer")
            self.phone.offer(mode, peer, streams, accept=accept, **options)
            kept = True
        finally:
            self._settle(kept)
        return answer

    def _receive(self, request):
        n = fields.message(request, self._in)
        origin = fields.text(request, "from", b"") or None
        target = fields.text(request, "to", b"") or None
        secure = fields.flag(request, "secure_transport", False)
        stored = fields.octets(request, "stored_at", b"", 8 if "stored_at" in request else None)
        answer = {"ok": True}  # type: dict

        def accept(call):
            self._about(call, answer)
            answer["mode"] = call.mode
            answer["peer"] = answers.printable(call.peer)
            answer["csb_id"] = fields.to_hex(call.csb_id)
            answer["vouched_by"] = answers.vouched_by(call)
            answer["reply"] = fields.to_base64(call.reply)

        steps = self.phone.receive_steps(
            self._in, n, origin, target, secure, fields.protocols(request), stored or None, accept
        )
        kept = False
        try:
            self._run(steps)
            kept = True
        except MikeyError as error:
            self._rejected[error.code] = self._rejected.get(error.code, 0) + 1
            if error.fault == errors.REPLAYED:
                self._replays += 1
            raise
        finally:
            self._settle(kept)
        self._accepted += 1
        return answer

    def _finish(self, request):
        call = self._call(request)
        secure = fields.flag(request, "secure_transport", False)
        answer = {"ok": True}  # type: dict

        def accept(call):
            answer["peer"] = answers.printable(call.peer)
            answer["vouched_by"] = answers.vouched_by(call)
            answer["streams"] = [answers.stream(stream) for stream in call.streams]

        if fields.has_message(request):
            n = fields.message(request, self._in)
            self._run(self.phone.finish_steps(call, self._in, n, secure, accept))
        else:
            accept(call)
        return answer

    def _explain(self, request):
        from mikey.inspect.explain import explain

        buf = self._in if self.line_max == _LINE else bytearray(_HOST_EXPLAINED)
        n = fields.message(request, buf, "message or line")
        return {"payloads": explain(buf, n)}

    def _forget(self, request):
        call = self._call(request)
        self.phone.forget(call)
        del self._calls[request["call"]]
        return {}

    def _status(self, request):
        replay = self.phone.replay
        ring = self.phone.keyring
        return {
            "accepted": self._accepted,
            "rejected": {str(code): self._rejected[code] for code in self._rejected},
            "replays": self._replays,
            "replay_cache": {"used": replay.used(), "size": replay.size()},
            "worst_step_ms": self._worst,
            "calls": [answers.call(n, self._calls[n]) for n in sorted(self._calls)],
            "keys": [answers.user(user) for user in ring.users] if ring else [],
            "heap_free": answers.heap_free(),
        }

    # Helpers

    def _run(self, steps):
        """Run a generator of short steps to its end, measuring the longest; return its value."""
        value = [None]  # not by StopIteration, which loses it where memory is out
        began = ticks_ms()
        for _ in into(value, steps):
            self._worst = max(self._worst, ticks_diff(ticks_ms(), began))
            began = ticks_ms()
        self._worst = max(self._worst, ticks_diff(ticks_ms(), began))
        return value[0]

    def _call(self, request):
        handle = fields.number(request, "call", 1, 0x3FFFFFFF)
        call = self._calls.get(handle)
        if call is None:
            raise MikeyError(errors.UNKNOWN_CALL, None, "call")
        return call

    # The answer about a call is built before the call is kept (`accept` of `Handset.receive`): an
    # error means that nothing has changed, and the same request works later.

    def _about(self, call, answer):
        """Put the handle of `call` into `answer` (dict) and, once they are released, its streams.

        A new handle is used up, or taken back, by `_settle`.
        """
        handle = self._next
        for known in self._calls:
            if self._calls[known] is call:
                handle = known
        if handle == self._next:
            self._calls[handle] = call
        answer["call"] = handle
        if call.released and call.pending is None:
            answer["streams"] = [answers.stream(stream) for stream in call.streams]

    def _settle(self, kept):
        """End an exchange that succeeded (`kept`) or not. Takes no memory where it did not."""
        if self._next in self._calls:
            if kept:
                self._next += 1
            else:
                del self._calls[self._next]


def main(board, arguments=None):
    """Serve the console of `board` (its module) until the input ends; return an exit status."""
    return line_io.serve(Console, board, arguments)
