"""An offer: what the caller asks for, checked, and turned into what the message says.

Fresh values are drawn from the entropy driver in this order: CSB ID (4 octets), RAND (16, or 32
with SHA-256), the TGK or the Diffie-Hellman exponent. A published vector can so be produced octet
for octet.
"""

from mikey import errors, srtp
from mikey.crypto.hash import wipe
from mikey.drivers.ntp import seconds_between
from mikey.errors import MikeyError
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
_FIELD = const(65535)  # octets that a 16-bit length can count


class Offer:
    """The parameters of an offer to `peer` (bytes).

    Asked for, see `Handset.offer`: `streams`, `verify`, `encr`, `mac`, `prf`, `group`, `tgk_bits`,
    `mki`, `valid`, `keys`, `map`, `sdp_ids`, `vendor`, `secure`, `call`, `rekey`, `group_key`.
    `check` makes of them

    - `encr_alg`, `auth_alg`, `prf_alg`, `dh_group`, `map_type` by number; `v` 0 or 1
    - `entries` of the CS ID map, tuples (CS ID, policy numbers, SSRC, ROC, SEQ, SPI) of octets;
      `policies`, tuples (number, SP parameters); `extensions`, tuples (type, octets)
    - `kv`, `kv_data`, the key validity; `key_data`, the key data sub-payloads (bytearray), empty
      where the mode is to draw a TGK of `tgk_len` octets

    `draw` adds `csb` (4 octets), `rand`, `ts_type` and `stamp` (8 octets); the mode adds the
    credential, `psk`, the new Call, `made`, and a half-key, `half`. A mode that refuses says in
    `detail` (str or None) why. `send_idi`, `send_idr`: whether the IDs are sent.
    """

    # On the class until an offer has its own: few are given, and an instance then stays small.
    verify = True  # type: Any
    encr = None  # type: Any
    mac = None  # type: Any
    prf = None  # type: Any
    group = None  # type: Any
    tgk_bits = None  # type: Any
    mki = None  # type: Any
    valid = None  # type: Any
    keys = None  # type: Any
    map = None  # type: Any
    sdp_ids = None  # type: Any
    vendor = None  # type: Any
    secure = False  # type: Any
    call = None  # type: Any
    rekey = None  # type: Any
    group_key = False  # type: Any

    encr_alg = kemac.AES_CM_128
    auth_alg = kemac.HMAC_SHA1_160
    prf_alg = 0
    dh_group = 0
    map_type = header.SRTP_ID
    v = 1
    kv = 0
    kv_data = b""
    tgk_len = 0
    key_data = b""  # type: bytes | bytearray
    rand = b""
    ts_type = payloads.NTP_UTC
    psk = None  # type: Any
    made = None  # type: Any
    half = None  # type: Any
    detail = None  # type: Any
    send_idi = send_idr = True

    def __init__(self, peer, streams=()):
        self.peer = peer
        self.streams = streams
        self.csb = bytearray(4)
        self.stamp = bytearray(8)
        self.entries = []
        self.policies = []
        self.extensions = []

    def check(self):
        """Check what is asked for and work out what the message says.

        MikeyError(BAD_ARGUMENT) with the name of the parameter for whatever is none or does not
        go with the others.
        """
        need_octets(self.peer, "peer")
        _need(len(self.peer), "peer")
        for name in ("verify", "secure", "group_key"):
            _need(_is_flag(getattr(self, name)), name)
        _need(self.rekey is None or _is_flag(self.rekey), "rekey")
        self._check_algorithms()
        longest = self._check_streams()
        self._check_extensions()
        self._check_validity()
        self._check_keys(longest)

    def _check_algorithms(self):
        """Number the algorithms. SHA-256 anywhere means the 256-bit suite (RFC 6043 12.1)."""
        big = self.mac == "sha256" or self.prf == "sha256"
        if self.call is not None:
            big = self.call.prf == 1
        prf = _choice(self.prf, "prf", _PRF, 1 if big else 0)
        self.prf_alg = prf if self.call is None else self.call.prf
        self.auth_alg = _choice(self.mac, "mac", _MAC, kemac.HMAC_SHA256_256 if big else 1)
        self.encr_alg = _choice(self.encr, "encr", _ENCR, kemac.AES_CM_128)
        if big and self.encr_alg == kemac.AES_CM_128:
            self.encr_alg = kemac.AES_CM_256
        self.dh_group = _choice(self.group, "group", _GROUP, 0)
        self.v = 1 if self.verify else 0
        self.map_type = _choice(self.map, "map", _MAP, header.SRTP_ID)

    def _check_streams(self):
        """Fill in the map and the policies; return the longest TEK in octets."""
        streams = self.streams
        _need(self.map_type != header.EMPTY_MAP or not streams, "streams with an empty map")
        most = header.MOST_GENERIC if self.map_type == header.GENERIC_ID else 255
        _need(isinstance(streams, (list, tuple)) and len(streams) <= most, "streams")
        if self.call is not None and not streams:
            return self._same_streams()
        longest = 16
        mki = b"" if self.mki is None else self.mki
        need_octets(mki, "mki")
        for index, entry in enumerate(streams):
            entry = entry if isinstance(entry, tuple) and entry else (entry,)
            ssrc = entry[0]
            params = srtp.parameters(
                entry[1] if len(entry) > 1 and entry[1] is not None else srtp.DEFAULT
            )
            roc = entry[2] if len(entry) > 2 and entry[2] is not None else _ZERO4
            _need(_is_four(ssrc) and _is_four(roc), "ssrc and roc have 4 octets")
            cs = entry[3] if len(entry) > 3 and entry[3] is not None else index + 1
            _need(isinstance(cs, int) and 0 <= cs < 256 and not self._has_session(cs), "cs")
            if cs != index + 1:  # in an SRTP-ID map the place is the number (RFC 3830 6.1.1)
                _need(self.map != "srtp-id", "cs")
                self.map_type = header.GENERIC_ID
            number = 0
            while number < len(self.policies) and self.policies[number][1] != params:
                number += 1
            if number == len(self.policies):
                self.policies.append((number, params))
            longest = max(longest, sp.value(params, 0, len(params), sp.ENCR_KEY_LEN, 16))
            self.entries.append((cs, bytes((number,)), ssrc, roc, b"\0\0", mki))
        return longest

    def _has_session(self, cs):
        """Return True if a session with CS ID `cs` is entered already."""
        for entry in self.entries:
            if entry[0] == cs:
                return True
        return False

    def _same_streams(self):
        """Name the sessions of the call that is updated, without their policies; return the
        longest TEK.
        """
        longest = 16
        for stream in self.call.streams:
            if not self.entries or self.entries[-1][0] != stream.cs:
                number = bytes((stream.policy_no,))
                row = (stream.cs, number, stream.ssrc, stream.roc, b"\0\0", stream.mki or b"")
                self.entries.append(row)
                longest = max(longest, stream.tek_len)
                if stream.cs != len(self.entries):
                    self.map_type = header.GENERIC_ID
        return longest

    def _check_extensions(self):
        """Fill in Vendor ID and SDP IDs."""
        if self.vendor is not None:
            need_octets(self.vendor, "vendor")
            if len(self.vendor):
                self.extensions.append((payloads.VENDOR_ID, self.vendor))
        if self.sdp_ids is not None:
            need_octets(self.sdp_ids, "sdp_ids")
            if len(self.sdp_ids):
                self.extensions.append((payloads.SDP_IDS, self.sdp_ids))

    def add_key_id(self, key_id):
        """Name the key in a Key ID extension (RFC 4563 4) where it has an ID (bytes)."""
        if key_id:
            self.extensions.append((payloads.KEY_ID, bytes((1, len(key_id))) + key_id))

    def _check_validity(self):
        """Fill in the key validity: an MKI, an interval or none (RFC 3830 6.14)."""
        mki = self.mki
        valid = self.valid
        if mki is not None:
            need_octets(mki, "mki")
            _need(valid is None and 0 < len(mki) < 256, "mki")
            self.kv = kemac.KV_SPI
            self.kv_data = bytes((len(mki),)) + mki
        elif valid is not None:
            _need(isinstance(valid, tuple) and _are_indices(valid), "valid")
            self.kv = kemac.KV_INTERVAL
            self.kv_data = b"\x06" + valid[0] + b"\x06" + valid[1]

    def _check_keys(self, longest):
        """Take the key data that is given, or work out the length of a fresh TGK."""
        self.rekey = self.call is None or self.rekey is not False
        if self.keys is not None:
            need_octets(self.keys, "keys")
            if self.rekey:
                self.key_data = bytearray(self.keys)
            return
        bits = self.tgk_bits
        if bits is None:
            bits = longest * 8
            if self.encr_alg == kemac.AES_KW_128:
                # Key wrap has no padding: the sub-payload grows to a multiple of 8 (decision A17).
                bits += -(4 + longest + len(self.kv_data)) % 8 * 8
        _need(isinstance(bits, int) and bits % 8 == 0 and 128 <= bits <= _BITS_MAX, "tgk_bits")
        self.tgk_len = bits // 8

    def draw(self, context):
        """Fill in T, CSB ID and RAND; those of an update stay. MikeyError(CLOCK_UNSET)."""
        self._draw_stamp(context)
        if self.call is not None:
            self.csb[:] = self.call.csb_id
            return
        probe = bytearray(8)
        while True:  # a CSB ID that is unused with this peer (RFC 3830 6.1)
            context.entropy.fill(self.csb)
            probe[4:8] = self.csb
            if context.find_call(probe, self.peer, True) is None:
                break
        self.rand = bytearray(32 if self.prf_alg else 16)
        context.entropy.fill(self.rand)

    def _draw_stamp(self, context):
        """Fill in a strictly increasing timestamp (RFC 3830 5.2)."""
        stamp = self.stamp
        if context.clock.now(stamp):
            last = context.last_stamp
            age = seconds_between(stamp, last)
            # A clock that its owner set back by more is believed; one that stands still is not.
            passed = age <= -_STEP or age > 0 or (age == 0 and bytes(stamp) > bytes(last))
            if not passed and not is_zero(last, 0, 8):  # zero: there was no message before
                stamp[:] = last
                for i in range(7, -1, -1):
                    stamp[i] = stamp[i] + 1 & 255
                    if stamp[i]:
                        break
        elif context.counter is not None:
            self.ts_type = payloads.COUNTER
            four = bytearray(4)
            context.counter.next(four)
            stamp[0:4] = _ZERO4
            stamp[4:8] = four
        else:
            raise MikeyError(errors.CLOCK_UNSET)

    def draw_tgk(self, entropy):
        """Fill in the key data: a fresh TGK of `tgk_len` octets and the key validity."""
        tgk = bytearray(self.tgk_len)
        try:
            entropy.fill(tgk)
            self.key_data = pack([(kemac.TGK, tgk, None, self.kv, self.kv_data)])
        finally:
            wipe(tgk)


def _need(good, name):
    """Raise MikeyError(BAD_ARGUMENT) with `name` unless `good`."""
    if not good:
        raise MikeyError(errors.BAD_ARGUMENT, None, name)


def _is_flag(value):
    return value is True or value is False


def _choice(value, name, table, default):
    """Return what stands for `value` in `table`, `default` for None."""
    if value is None:
        return default
    # A float or a bool equals a number, and is none.
    _need(isinstance(value, (str, int)) and not isinstance(value, bool) and value in table, name)
    return table[value]


def _is_four(octets):
    return is_octets(octets) and len(octets) == 4


def _are_indices(pair):
    for octets in pair:
        if not is_octets(octets) or len(octets) != 6:
            return False
    return len(pair) == 2


def pack(keys):
    """Return key data sub-payloads in clear (bytearray; RFC 3830 6.13).

    `keys`: tuples (type, key, salt or None, KV, KV data) with KV data as on the wire. Key and salt
    have at most 65535 octets; MikeyError(BAD_ARGUMENT).
    """
    total = 0
    for _, key, salt, _, kv_data in keys:
        _need(len(key) <= _FIELD and (salt is None or len(salt) <= _FIELD), "keys")
        total += kemac.key_data_size(key, salt, kv_data)
    out = bytearray(total)
    pos = 0
    for i, (kind, key, salt, kv, kv_data) in enumerate(keys):
        pos = kemac.put_key_data(out, pos, i + 1 < len(keys), kind, key, salt, kv, kv_data)
    return out
