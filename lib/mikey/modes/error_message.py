"""Error messages, RFC 3830 5.1.2: HDR, T, {ERR}, {SP}, and what an ERR of the peer means."""

from mikey import errors
from mikey.errors import MikeyError
from mikey.port import const
from mikey.wire import header, payloads
from mikey.wire import policy as sp

_T = const(5)
_ERR = const(12)

# Faults that get no answer: what cannot be parsed that far, and what an attacker could use as a
# mirror or an oracle (RFC 3830 5.1.2, 5.3: replayed and outdated messages are discarded).
_SILENT = (
    errors.TRUNCATED,
    errors.AUTH_FAILED,
    errors.NO_KEY,
    errors.STALE,
    errors.FUTURE,
    errors.REPLAYED,
    errors.WAITING,
    errors.BAD_STATE,
    errors.SAKKE_FAILED,
)


def reply(context, fault, reports_failed_mac):
    """Return the ERR message (bytes) for the message that the context's index holds, or None for
    silence.

    `reports_failed_mac`: whether the message's mode answers a failed MAC too.

    An Error message is not authenticated here: the receiver takes it as a hint (RFC 3830 5.1.2).
    Faults of the policy carry the policy that would be accepted.
    """
    message = context.message
    buf = message.buf
    if fault in _SILENT and not (reports_failed_mac and fault == errors.AUTH_FAILED):
        return None
    if not message.total(_T) or header.data_type(buf) == header.ERROR:
        return None  # an ERR message in answer to another would loop
    w = context.writer
    header.write(w, header.ERROR, 0, 0, memoryview(buf)[4:8], 0, header.SRTP_ID)
    start = message.start(_T)
    stamp = memoryview(buf)[start + payloads.T_VALUE : message.end(_T)]
    w.payload(payloads.T, buf[start + payloads.T_TYPE], 0, stamp)
    code = errors.code(fault)
    w.room(payloads.ERR, code, 0, 0)
    if code == errors.INVALID_SP or code == errors.INVALID_SP_PARAM:
        from mikey.srtp import DEFAULT, SUITES

        w.payload(payloads.SP, 0, sp.SRTP, SUITES[DEFAULT])
    return None if w.full else bytes(memoryview(w.buf)[: w.pos])


def raise_peer_error(message):
    """Raise MikeyError(PEER_ERROR) with the number of the first ERR of an Error message."""
    if not message.total(_ERR):
        raise MikeyError(errors.MISSING_PAYLOAD)
    code = message.buf[message.start(_ERR) + payloads.ERR_NUMBER]
    failed = MikeyError(errors.PEER_ERROR, None, "number %d" % code)
    failed.code = code
    raise failed
