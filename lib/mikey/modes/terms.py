"""What an initiator puts on the table: every field of an offer that is not computed."""

from mikey.wire import header, kemac, payloads


class Terms:
    """The contents of an offer. The handset fills it in; a test may fill in any part itself.

    `peer` (bytes), `psk` (a credentials.Psk), `csb` (4 octets), `rand`, `ts_type`, `stamp`;
    `map_type` and `entries`, tuples (cs_id, policy numbers, ssrc, roc, seq, spi) of bytes;
    `policies`, tuples (number, SP parameters); `extensions`, tuples (type, octets); `keys`, the
    key data sub-payloads (bytearray); `encr`, `mac`, `prf` by number; `v` 0 or 1; `send_idi`,
    `send_idr`; `call` to be updated or None; `rekey` False keeps its keys (DHHMAC); `group`
    (DH-Group) and `kv`, `kv_data` for DHHMAC. The mode leaves here, for whom the offer fails, the
    new Call, `made`, and the half-key, `half`.
    """

    def __init__(self, peer):
        self.peer = peer
        self.psk = None  # type: Psk | None
        self.csb = bytearray(4)
        self.rand = b""
        self.ts_type = payloads.NTP_UTC
        self.stamp = bytearray(8)
        self.map_type = header.SRTP_ID
        self.entries = []
        self.policies = []
        self.extensions = []
        self.keys = bytearray()
        self.encr = kemac.AES_CM_128
        self.mac = kemac.HMAC_SHA1_160
        self.prf = 0
        self.v = 1
        self.send_idi = True
        self.send_idr = True
        self.call = None  # type: Call | None
        self.rekey = True
        self.group = 0
        self.kv = 0
        self.kv_data = b""
        self.made = None  # type: Call | None
        self.half = None  # type: Any  # a halfkey.HalfKey

    def has_session(self, cs):
        """Return True if there is an entry of CS ID `cs`."""
        for entry in self.entries:
            if entry[0] == cs:
                return True
        return False
