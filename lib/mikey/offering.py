"""From what a caller wants to what an offer says: options into `modes.terms.Terms`.

Fresh values are drawn from the entropy driver in this order: CSB ID (4 octets), RAND (16, or 32
with SHA-256), the TGK or the Diffie-Hellman exponent. A published vector can so be produced octet
for octet.
"""

from mikey import errors, srtp
from mikey.crypto.hash import wipe
from mikey.drivers.ntp import seconds_between
from mikey.errors import MikeyError, check
from mikey.modes.terms import Terms
from mikey.port import const
from mikey.wire import header, kemac, payloads
from mikey.wire import policy as sp
from mikey.wire.octets import is_octets, is_zero, need_octets

_ENCR = {"aes-cm": kemac.AES_CM_128, "aes-kw": kemac.AES_KW_128, "null": kemac.ENCR_NULL}
_MAC = {"sha1": kemac.HMAC_SHA1_160, "sha256": kemac.HMAC_SHA256_256, "null": kemac.MAC_NULL}
_PRF = {"sha1": 0, "sha256": 1}
_GROUP = {5: 0, 1: 1, 2: 2}  # OAKLEY number -> DH-Group (RFC 3830 6.4)
_MAP = {"srtp-id": header.SRTP_ID, "generic": header.GENERIC_ID, "empty": header.EMPTY_MAP}
_ZERO4 = b"\0\0\0\0"
_BITS_MAX = const(2040)
_STEP = const(600)  # seconds


def offer(door, mode, peer, streams, options, accept=None):
    """Make an offer of `mode` ("psk", "dhhmac") to `peer` (bytes); return its Call.

    `streams`: a list, one crypto session each, of an SSRC (4 octets; zeros: the responder chooses)
    or a tuple (SSRC, policy[, ROC[, CS ID]]) with `policy` a suite name of `mikey.srtp`, SP
    parameters as bytes, or a dict {type: value}; CS IDs other than 1, 2 … take a GENERIC-ID map.
    `options`:

    - verify: bool, ask for an answer (PSK; default True)
    - encr: "aes-cm", "aes-kw" or "null"; mac: "sha1", "sha256" or "null"; prf: "sha1" or "sha256"
    - group: OAKLEY 5, 1 or 2 (DHHMAC)
    - tgk_bits: length of a fresh TGK in bits, a multiple of 8, from 128
    - mki: MKI of the key (bytes), or valid: (from, to), indices of the key (6 octets each)
    - keys: packed sub-payloads (`pack`) in place of a fresh TGK
    - map: "srtp-id", "generic" or "empty"
    - sdp_ids: key management protocols of the SDP (bytes); vendor: Vendor ID (bytes)
    - secure: bool, the transport protects the exchange: NULL algorithms are allowed
    - group_key: bool, use a group key, peer "*": any member of the group may be who answers
    - call: a verified Call to `peer` that is to be updated (RFC 3830 4.5); rekey False keeps its
      keys

    `accept` (a function of the call, or None) is called when the offer is made and before it is
    kept. MikeyError for every impossible wish; whatever is raised, nothing has changed.
    """
    door.idle()
    initiator = door.initiator(mode)
    if not door.identity:
        raise MikeyError(errors.BAD_STATE, None, "no identity set")
    need_octets(peer, "peer")
    terms = Terms(peer)
    terms.call = options.get("call")
    _updatable(door, terms, mode)
    group_key = options.get("group_key", False)
    if not len(peer) or (group_key is not True and group_key is not False):
        raise MikeyError(errors.BAD_ARGUMENT, None, "group_key" if len(peer) else "peer")
    if group_key or (terms.call is not None and terms.call.group is not None):
        from mikey.modes import claims

        terms.psk = claims.for_offer(door, peer, terms.call)
    else:
        terms.psk = door.psks.find(peer, 0, len(peer))
    if terms.psk is None:
        raise MikeyError(errors.NO_KEY, None, "no key for this peer")
    _algorithms(terms, options)
    longest = _streams(terms, streams, options)
    _extensions(terms, options)
    _stamp(door, terms)
    if terms.call is None:
        _fresh_bundle(door, terms)
    else:
        terms.csb[:] = terms.call.csb_id
        terms.prf = terms.call.prf
    secure = options.get("secure", False)
    if secure is not True and secure is not False:
        raise MikeyError(errors.BAD_ARGUMENT, None, "secure")
    state = None if terms.call is None else terms.call.state()
    _keys(door, mode, terms, options, longest)
    door.secure = secure
    kept = False
    try:
        call, fault = initiator.offer(terms)
        check(fault, "offer")
        door.keep(call)
        if accept is not None:
            accept(call)
            check(0 if call in door.calls else errors.UNKNOWN_CALL, "offer")
        kept = True
    finally:
        door.secure = False
        door.scratch.wipe()
        if not kept:
            _undo(door, terms, state)
    # It is kept: from here on nothing takes memory.
    if terms.half in door.half_keys:
        door.half_keys.remove(terms.half)
    if state is not None:
        call.settle(state)
    if terms.ts_type != payloads.COUNTER:
        door.last_stamp = terms.stamp
    return call


def _undo(door, terms, state):
    """Leave nothing of an offer that failed. Takes no memory."""
    if terms.half is not None and terms.half not in door.half_keys:
        terms.half.wipe()
    made = terms.made
    if made is not None:
        if made.pending is not None:
            made.pending = None  # its half-key may be one made ahead
        door.forget(made)
    elif state is not None and terms.call in door.calls:
        terms.call.restore(state)
    elif state is not None:
        terms.call.settle(state)
    wipe(terms.keys)


def _updatable(door, terms, mode):
    """Check that the call to be updated is a living and verified one that this side offered."""
    call = terms.call
    if call is None:
        return
    if call not in door.calls or not call.initiator or call.mode != mode:
        raise MikeyError(errors.BAD_STATE, None, "not an offer of this handset")
    if call.peer != terms.peer:
        raise MikeyError(errors.BAD_ARGUMENT, None, "the call has another peer")
    if not call.released:
        raise MikeyError(errors.BAD_STATE, None, "call not verified")


def _choice(options, name, table, default):
    wish = options.get(name)
    if wish is None:
        return default
    # A float or a bool equals a number, and is none.
    if not isinstance(wish, (str, int)) or isinstance(wish, bool) or wish not in table:
        raise MikeyError(errors.BAD_ARGUMENT, None, name)
    return table[wish]


def _algorithms(terms, options):
    """Fill in the algorithms. SHA-256 anywhere means the 256-bit suite (RFC 6043 12.1)."""
    big = options.get("mac") == "sha256" or options.get("prf") == "sha256"
    if terms.call is not None:
        big = terms.call.prf == 1
    terms.prf = _choice(options, "prf", _PRF, 1 if big else 0)
    terms.mac = _choice(options, "mac", _MAC, kemac.HMAC_SHA256_256 if big else 1)
    terms.encr = _choice(options, "encr", _ENCR, kemac.AES_CM_128)
    if big and terms.encr == kemac.AES_CM_128:
        terms.encr = kemac.AES_CM_256
    terms.group = _choice(options, "group", _GROUP, 0)
    verify = options.get("verify", True)
    if verify is not True and verify is not False:
        raise MikeyError(errors.BAD_ARGUMENT, None, "verify")
    terms.v = 1 if verify else 0
    terms.map_type = _choice(options, "map", _MAP, header.SRTP_ID)


def _streams(terms, streams, options):
    """Fill in the map and the policies; return the longest TEK in octets."""
    if terms.map_type == header.EMPTY_MAP and streams:
        raise MikeyError(errors.BAD_ARGUMENT, None, "streams with an empty map")
    if not isinstance(streams, (list, tuple)) or len(streams) > 255:
        raise MikeyError(errors.BAD_ARGUMENT, None, "streams")
    if terms.call is not None and not streams:
        return _same_streams(terms)
    longest = 16
    mki = options.get("mki")
    if mki is None:
        mki = b""
    need_octets(mki, "mki")
    for index, entry in enumerate(streams):
        wish = entry if isinstance(entry, tuple) and entry else (entry,)
        ssrc = wish[0]
        params = srtp.parameters(
            wish[1] if len(wish) > 1 and wish[1] is not None else srtp.DEFAULT
        )
        roc = wish[2] if len(wish) > 2 and wish[2] is not None else _ZERO4
        if not _is_four(ssrc) or not _is_four(roc):
            raise MikeyError(errors.BAD_ARGUMENT, None, "ssrc and roc have 4 octets")
        cs = wish[3] if len(wish) > 3 and wish[3] is not None else index + 1
        if not isinstance(cs, int) or not 0 <= cs < 256 or terms.has_session(cs):
            raise MikeyError(errors.BAD_ARGUMENT, None, "cs")
        if cs != index + 1:  # in an SRTP-ID map the place is the number (RFC 3830 6.1.1)
            if options.get("map") == "srtp-id":
                raise MikeyError(errors.BAD_ARGUMENT, None, "cs")
            terms.map_type = header.GENERIC_ID
        number = 0
        while number < len(terms.policies) and terms.policies[number][1] != params:
            number += 1
        if number == len(terms.policies):
            terms.policies.append((number, params))
        longest = max(longest, sp.value(params, 0, len(params), sp.ENCR_KEY_LEN, 16))
        terms.entries.append((cs, bytes((number,)), ssrc, roc, b"\0\0", mki))
    return longest


def _same_streams(terms):
    """Name the sessions of the call that is updated, without their policies; return the longest
    TEK.
    """
    longest = 16
    for stream in terms.call.streams:
        if not terms.entries or terms.entries[-1][0] != stream.cs:
            number = bytes((stream.policy_no,))
            row = (stream.cs, number, stream.ssrc, stream.roc, b"\0\0", stream.mki or b"")
            terms.entries.append(row)
            longest = max(longest, stream.tek_len)
            if stream.cs != len(terms.entries):
                terms.map_type = header.GENERIC_ID
    return longest


def _extensions(terms, options):
    """Fill in Vendor ID, SDP IDs and the key ID."""
    for name in ("vendor", "sdp_ids", "mki", "keys"):
        if options.get(name) is not None:
            need_octets(options[name], name)
    if options.get("vendor"):
        terms.extensions.append((payloads.VENDOR_ID, options["vendor"]))
    if options.get("sdp_ids"):
        terms.extensions.append((payloads.SDP_IDS, options["sdp_ids"]))
    key_id = terms.psk.key_id
    if key_id:
        terms.extensions.append((payloads.KEY_ID, bytes((1, len(key_id))) + key_id))


def _stamp(door, terms):
    """Fill in a timestamp that no message of this handset had before (RFC 3830 5.2)."""
    stamp = terms.stamp
    if door.clock.now(stamp):
        last = door.last_stamp
        age = seconds_between(stamp, last)
        # A clock that its owner set back by more is believed; one that stands still is not.
        passed = age <= -_STEP or age > 0 or (age == 0 and bytes(stamp) > bytes(last))
        if not passed and not is_zero(last, 0, 8):  # zero: there was no message before
            stamp[:] = last
            for i in range(7, -1, -1):
                stamp[i] = stamp[i] + 1 & 255
                if stamp[i]:
                    break
    elif door.counter is not None:
        terms.ts_type = payloads.COUNTER
        four = bytearray(4)
        door.counter.next(four)
        stamp[0:4] = _ZERO4
        stamp[4:8] = four
    else:
        raise MikeyError(errors.CLOCK_UNSET)


def _fresh_bundle(door, terms):
    """Draw CSB ID, unused with this peer (RFC 3830 6.1), and RAND."""
    probe = bytearray(8)
    while True:
        door.entropy.fill(terms.csb)
        probe[4:8] = terms.csb
        if door.find_call(probe, terms.peer, True) is None:
            break
    terms.rand = bytearray(32 if terms.prf else 16)
    door.entropy.fill(terms.rand)


def _validity(terms, options):
    """Fill in the key validity: an MKI, an interval or none (RFC 3830 6.14)."""
    mki = options.get("mki")
    valid = options.get("valid")
    if (mki is not None and valid is not None) or (mki is not None and not 0 < len(mki) < 256):
        raise MikeyError(errors.BAD_ARGUMENT, None, "mki")
    if mki is not None:
        terms.kv = kemac.KV_SPI
        terms.kv_data = bytes((len(mki),)) + mki
    elif valid is not None:
        if not isinstance(valid, tuple) or not _are_indices(valid):
            raise MikeyError(errors.BAD_ARGUMENT, None, "valid")
        terms.kv = kemac.KV_INTERVAL
        terms.kv_data = b"\x06" + valid[0] + b"\x06" + valid[1]


def _is_four(octets):
    return is_octets(octets) and len(octets) == 4


def _are_indices(pair):
    for octets in pair:
        if not is_octets(octets) or len(octets) != 6:
            return False
    return len(pair) == 2


def _keys(door, mode, terms, options, longest):
    """Fill in the key data: given, fresh, or none in an update that keeps its keys."""
    _validity(terms, options)
    rekey = options.get("rekey")
    if rekey is not None and rekey is not True and rekey is not False:
        raise MikeyError(errors.BAD_ARGUMENT, None, "rekey")
    terms.rekey = terms.call is None or rekey is not False
    if mode != "psk" or not terms.rekey:
        return
    if options.get("keys") is not None:
        terms.keys = bytearray(options["keys"])
        return
    bits = options.get("tgk_bits")
    if bits is None:
        bits = longest * 8
        if terms.encr == kemac.AES_KW_128:
            # Key wrap has no padding: the sub-payload grows to a multiple of 8 (decision A17).
            bits += -(4 + longest + len(terms.kv_data)) % 8 * 8
    if not isinstance(bits, int) or bits % 8 or not 128 <= bits <= _BITS_MAX:
        raise MikeyError(errors.BAD_ARGUMENT, None, "tgk_bits")
    tgk = bytearray(bits // 8)
    try:
        door.entropy.fill(tgk)
        terms.keys = pack([(kemac.TGK, tgk, None, terms.kv, terms.kv_data)])
    finally:
        wipe(tgk)


def pack(keys):
    """Return key data sub-payloads in clear (bytearray; RFC 3830 6.13).

    `keys`: tuples (type, key, salt or None, KV, KV data) with KV data as on the wire.
    """
    total = 0
    for _, key, salt, _, kv_data in keys:
        total += kemac.key_data_size(key, salt, kv_data)
    out = bytearray(total)
    pos = 0
    for i, (kind, key, salt, kv, kv_data) in enumerate(keys):
        pos = kemac.put_key_data(out, pos, i + 1 < len(keys), kind, key, salt, kv, kv_data)
    return out
