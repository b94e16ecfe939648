"""What several modes check alike: algorithms, identities, policies, freshness, extensions."""

from mikey import errors
from mikey.crypto import hash as _hash
from mikey.drivers.ntp import seconds_between
from mikey.port import const
from mikey.wire import header, payloads
from mikey.wire import policy as sp
from mikey.wire.octets import same

_PRFS = const(2)
# As in `wire.payloads`.
_T = const(5)
_T_TYPE = const(1)
_T_VALUE = const(2)
_ID_TYPE = const(1)
_ID_DATA = const(4)
_ID = const(6)
_SP = const(10)
_EXTENSION = const(21)
_UNPROVEN = const(40)  # octets of an SP payload that is judged before the MAC,
_CROWD = const(16)  # and payloads of its message
_ZERO4 = b"\0\0\0\0"


def id_type(octets):
    """Return the ID Type of an identity: URI where it begins with a scheme, else NAI (RFC 3830
    6.7).
    """
    colon = octets.find(b":")
    at = octets.find(b"@")
    return payloads.URI if colon > 0 and (at < 0 or colon < at) else payloads.NAI


def prf_fault(message):
    """Return BAD_PRF for a PRF func other than MIKEY-1 (0) and PRF-HMAC-SHA-256 (1), else 0."""
    return 0 if header.prf(message.buf) < _PRFS else errors.BAD_PRF


def policy_fault(message):
    """Check every SP payload: SRTP, known parameters, distinct numbers, none with an empty map."""
    i = message.find(_SP)
    if i >= 0 and header.map_type(message.buf) == header.EMPTY_MAP:
        return errors.POLICY_WITH_EMPTY_MAP
    buf = message.buf
    marks = message.marks
    several = message.repeated >> _SP & 1
    if several:
        _hash.wipe(marks)
    while i >= 0:
        start = message.starts[i]
        if buf[start + payloads.SP_PROT] != sp.SRTP:
            return errors.BAD_POLICY
        fault = sp.check(buf, start + payloads.SP_PARAMS, message.ends[i])
        if fault or not several:
            return fault
        n = buf[start + payloads.SP_NUMBER]
        bit = 1 << (n & 7)
        if marks[n >> 3] & bit:
            return errors.DUPLICATE_POLICY
        marks[n >> 3] |= bit
        i = message.find(_SP, i)
    return 0


def first_policy_fault(message):
    """Check a lone and short SP payload, before anybody vouches for the message; return a fault.

    So an initiator with another key, too, learns which policy would be accepted (RFC 3830 5.1.2).
    More is left to `proven_fault`: a stranger's message is not to cost that.
    """
    message.unjudged = False
    if not message.present >> _SP & 1:
        return 0
    i = message.firsts[_SP]
    if message.count <= _CROWD and not message.repeated >> _SP & 1:
        if message.ends[i] - message.starts[i] <= _UNPROVEN:
            return policy_fault(message)
    message.unjudged = True
    return 0


def mac_fault(alg, prf, secure):
    """Check a MAC algorithm: known, NULL only over a secure transport (RFC 3830 4.2.4), and of the
    PRF's size.

    RFC 6043 12.1: 256-bit algorithms are not mixed with smaller ones.
    """
    if alg == prf + 1:
        return 0
    if alg == _hash.NULL:
        return 0 if secure else errors.NULL_ALG
    return errors.BAD_MAC_ALG if _hash.length(alg) < 0 else errors.MIXED_ALGS


def names(message, start, octets):
    """Return True if the ID payload at `start` of `message` carries the identity `octets`."""
    buf = message.buf
    n = len(octets)
    if (buf[start + 2] << 8 | buf[start + 3]) != n:
        return False
    return _hash.equal(buf, start + 4, octets, 0, n)


def id_fault(message):
    """Check every ID payload: a type of decision A52, and Data; return a fault.

    An empty identity is none: it would leave the name to signalling.
    """
    i = -1
    for _ in range(message.total(_ID)):
        i = message.find(_ID, i)
        start = message.starts[i]
        if message.buf[start + _ID_TYPE] > payloads.BYTE_STRING:
            return errors.BAD_ID
        if start + _ID_DATA == message.ends[i]:
            return errors.BAD_ID
    return 0


def is_own_offer(context, message):
    """Return True if CSB ID and RAND of a message are those of an own offer: a reflection
    (decision A66).
    """
    buf = message.buf
    at = message.start(payloads.RAND) + payloads.RAND_DATA
    n = message.end(payloads.RAND) - at
    for call in context.calls:
        if call.initiator and call.is_csb(buf, 4) and call.is_rand(buf, at, n):
            return True
    return False


def fresh_fault(context, message, tag, call=None):
    """Check T against the clock and the replay guard (RFC 3830 5.4); return a fault.

    `tag` (4 octets) marks the initiator; an update of `call` must bring a later timestamp (4.5):
    two that change places would bring old keys back.
    """
    buf = message.buf
    start = message.start(_T)
    value = start + _T_VALUE
    header.copy_csb_id(buf, context.scratch.csb)
    if buf[start + _T_TYPE] == payloads.COUNTER:
        return context.replay.counter(tag, 0, buf, value, False)
    if not context.clock.now(context.scratch.now):
        return errors.CLOCK_UNSET
    fault = context.replay.check(context.scratch.now, buf, value)
    if fault:
        return fault
    if call is not None and call.ts_type != payloads.COUNTER:
        last = call.stamp
        age = seconds_between(memoryview(buf)[value : value + 8], last)
        if age < 0 or same(last, 0, buf, value, 8):
            return errors.REPLAYED
    return context.replay.seen(context.scratch.csb, tag, 0, False)


def proven_fault(context, message):
    """Check of an authentic message what is too dear for any other: many policies, and that there
    is room to remember it; return a fault. Asked a second time it costs nothing.
    """
    if message.unjudged:
        message.unjudged = False
        fault = policy_fault(message)
        if fault:
            return fault
    return context.replay.room_fault()


def remember(context, message, tag):
    """Enter the message that passed `fresh_fault` and everything else into the replay guard."""
    start = message.start(_T)
    if message.buf[start + _T_TYPE] == payloads.COUNTER:
        context.replay.counter(tag, 0, message.buf, start + _T_VALUE, True)
    else:
        context.replay.commit()


def stamp_of(message, out):
    """Copy the TS value into `out` (8 octets), a COUNTER right-aligned (decision A1)."""
    value = message.start(_T) + _T_VALUE
    n = message.end(_T) - value
    if n == 4:
        out[0:4] = _ZERO4
    out[8 - n :] = memoryview(message.buf)[value : value + n]


def stamp_view(message):
    """Return the TS value as it stands in the message, a COUNTER in 4 octets (decision A1)."""
    value = message.start(_T) + _T_VALUE
    return memoryview(message.buf)[value : message.end(_T)]


def echo_fault(message, call):
    """Check that an answer carries the offer's timestamp (RFC 3830 5.2): TS_MISMATCH or NONE."""
    start = message.start(_T)
    value = start + _T_VALUE
    kind = message.buf[start + _T_TYPE]
    n = payloads.size(_T, kind)
    if kind != call.ts_type or not same(message.buf, value, call.stamp, 8 - n, n):
        return errors.TS_MISMATCH
    return 0


def sdp_fault(message, protocols):
    """Check the SDP IDs extension against the protocols that the SDP lists (RFC 4567 4.1.4 and 7).

    `protocols` (bytes such as b"mikey;keyp1") or None where the surroundings are not known. With
    several protocols offered the extension must be there, or a bidding-down would go unseen.
    """
    if protocols is None:
        return 0
    i = message.find(_EXTENSION)
    found = False
    while i >= 0:
        start = message.starts[i]
        if message.buf[start + payloads.EXTENSION_TYPE] == payloads.SDP_IDS:
            if found:
                return errors.DUPLICATE_PAYLOAD
            found = True
            n = message.ends[i] - (start + payloads.EXTENSION_DATA)
            if n != len(protocols) or not same(
                message.buf, start + payloads.EXTENSION_DATA, protocols, 0, n
            ):
                return errors.SDP_IDS
        i = message.find(_EXTENSION, i)
    return 0 if found or protocols == b"mikey" else errors.SDP_IDS


def initiator_id(context, message):
    """Return the index of IDi, -1 where there is none, -2 where the message is for somebody else.

    RFC 3830 3.1: [IDi], [IDr] in this order; a single ID is IDr when it names this handset. Where
    IDr is not sent, signalling may tell whom the message is for.
    """
    first = message.find(_ID)
    second = message.find(_ID, first) if first >= 0 else -1
    if second >= 0:
        return first if names(message, message.starts[second], context.identity) else -2
    if first >= 0 and names(message, message.starts[first], context.identity):
        return -1
    return -2 if context.target is not None and context.target != context.identity else first
