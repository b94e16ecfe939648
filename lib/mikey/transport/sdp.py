"""MIKEY in SDP: the attribute `a=key-mgmt:mikey <base64>` (RFC 4567 3.1, 4.1).

Only text and octets; nothing is sent or received. A handset that is given one line needs `line`
and `read_line` alone; `Description` reads a whole session description and `insert` extends one.
Where memory is out `line` and `read_line` raise MikeyError(NO_SPACE).
"""

from binascii import b2a_base64

from mikey.errors import BAD_ARGUMENT, NO_MIKEY_LINE, NO_SPACE, MikeyError
from mikey.transport.base64 import decode
from mikey.wire.octets import is_octets, length

KMPID = "mikey"

_FIELD = b"key-mgmt:"
_ID = b"mikey "


def line(message, n=None):
    """Return the attribute line (str) for `message` (bytes-like) or its first `n` octets."""
    try:
        return "a=key-mgmt:mikey " + base64_text(message, n)
    except MemoryError:
        raise MikeyError(NO_SPACE)


def base64_text(message, n=None):
    """Return the base64 (str) of `message` (bytes-like) or its first `n` octets."""
    n = length(message, n)
    if n < 0:
        raise MikeyError(BAD_ARGUMENT, None, "message")
    try:
        octets = bytes(memoryview(message)[:n])
        return b2a_base64(octets).decode().rstrip()
    except MemoryError:
        raise MikeyError(NO_SPACE)


def octets_of(text):
    """Return `text` (str or bytes-like) as bytes-like, empty where it cannot be encoded.

    MikeyError(BAD_ARGUMENT) for anything else.
    """
    if not isinstance(text, str):
        if not is_octets(text):
            raise MikeyError(BAD_ARGUMENT, None, "text")
        return text
    try:
        return text.encode()
    except ValueError:  # a lone surrogate
        return b""
    except MemoryError:
        raise MikeyError(NO_SPACE)


def text_of(octets):
    """Return `octets` (str or bytes-like) as str; raises MikeyError(NO_MIKEY_LINE) if no UTF-8."""
    try:
        return bytes(octets_of(octets)).decode()
    except ValueError:
        pass  # raised outside, so that the error holds nothing of the text
    except MemoryError:
        raise MikeyError(NO_SPACE)
    raise MikeyError(NO_MIKEY_LINE)


def _at(buf, pos, word):
    # Where `word` ends when it stands at `pos`, else -1.
    if pos + len(word) > len(buf):
        return -1
    for c in word:
        if buf[pos] != c:
            return -1
        pos += 1
    return pos


def read_line(text, out):
    """Decode the MIKEY message of one attribute line into `out` (bytearray); return its octets.

    `text` is str or bytes-like, with or without `a=`, with white space in front or from folding in
    the base64. Raises MikeyError: NO_MIKEY_LINE, BAD_BASE64, or NO_SPACE when `out` is too small.
    """
    buf = octets_of(text)
    limit = len(buf)
    pos = 0
    while pos < limit and (buf[pos] == 32 or 9 <= buf[pos] <= 13):
        pos += 1
    after = _at(buf, pos, b"a=")
    pos = _at(buf, pos if after < 0 else after, _FIELD)
    if pos >= 0:
        if pos < limit and buf[pos] == 32:  # key-mgmt-att-value = 0*1SP prtcl-id SP keymgmt-data
            pos += 1
        pos = _at(buf, pos, _ID)
    if pos < 0:
        raise MikeyError(NO_MIKEY_LINE)
    n = decode(buf, pos, limit, out)
    if n < 0:
        raise MikeyError(-n)
    return n


def is_kmpid(name):
    """Return True if `name` is a KMPID: a str of ASCII letters and digits (RFC 4567 3)."""
    if not isinstance(name, str):
        return False
    for c in name:
        if not ("a" <= c <= "z" or "A" <= c <= "Z" or "0" <= c <= "9"):
            return False
    return name != ""


def ids(protocols):
    """Return the SDP IDs (bytes, such as b"mikey;keyp1") for a list or tuple of KMPIDs in order.

    RFC 4567 4.1.4. MikeyError(BAD_ARGUMENT) for an empty list and for what are no KMPIDs.
    """
    if not _are_kmpids(protocols):
        raise MikeyError(BAD_ARGUMENT, None, "protocols")
    return ";".join(protocols).encode()


def _are_kmpids(protocols):
    if not isinstance(protocols, (list, tuple)):
        return False
    for name in protocols:
        if not is_kmpid(name):
            return False
    return len(protocols) > 0


def same_ids(extension, protocols):
    """Return True if the SDP IDs of a message (bytes-like) are the KMPIDs offered (list or tuple),
    all and in order.

    A list that offers nothing or no KMPIDs is never the same (RFC 4567 4.1.4, bidding down).
    """
    if not is_octets(extension) or not _are_kmpids(protocols):
        return False
    return bytes(extension) == ";".join(protocols).encode()


def _attribute(value):
    # (KMPID, base64) of the value of a key-mgmt attribute; two empty texts if it cannot be read.
    if value[:1] == " ":
        value = value[1:]
    at = value.find(" ")
    if at < 0 or not is_kmpid(value[:at]) or not value[at:].strip():
        return "", ""
    return value[:at], value[at:].strip()


class Description:
    """The key management attributes of a session description and of its `media_count` media."""

    def __init__(self, sdp):
        """Read `sdp` (str or bytes-like). Raises MikeyError(NO_MIKEY_LINE) if it has key-mgmt
        attributes and none can be read; one that cannot hides no other.

        A line without a type is taken as the folded rest of a key-mgmt attribute before it (RFC
        4567 5.1 prints them so).
        """
        levels = [[]]
        value = None
        for text in text_of(sdp).split("\n"):
            row = text.rstrip("\r")
            if row[1:2] != "=" or row[:1] == "=":
                if value is not None:
                    value += row.strip()
                continue
            if value is not None:
                levels[-1].append(_attribute(value))
                value = None
            if row[:2] == "m=":
                levels.append([])
            elif row[:11] == "a=key-mgmt:":
                value = row[11:]
            elif row == "a=key-mgmt":
                levels[-1].append(("", ""))
        if value is not None:
            levels[-1].append(_attribute(value))
        if any(levels) and not any(row[0] for level in levels for row in level):
            raise MikeyError(NO_MIKEY_LINE)
        self._levels = levels
        self.media_count = len(levels) - 1

    def _level(self, media):
        # A media-level attribute overrides those of the session (RFC 4567 3.1).
        if media is None:
            return self._levels[0]
        if not isinstance(media, int) or not 0 <= media < self.media_count:
            raise MikeyError(BAD_ARGUMENT, None, "media")
        return self._levels[media + 1] or self._levels[0]

    def protocols(self, media=None):
        """Return the KMPIDs (list of str) offered for the session or media `media` (from 0)."""
        return [row[0] for row in self._level(media) if row[0]]

    def mikey(self, media=None):
        """Return the base64 of the MIKEY message of the session or of media `media`, or None."""
        for name, data in self._level(media):
            if name == KMPID:
                return data
        return None

    def read(self, out, media=None):
        """Decode the MIKEY message of the session or media `media` into `out`; return its octets.

        It is the first that holds base64. Raises MikeyError: NO_MIKEY_LINE, BAD_BASE64, or
        NO_SPACE when `out` is too small.
        """
        fault = 0
        for name, data in self._level(media):
            if name == KMPID:
                n = decode(data.encode(), 0, len(data), out)
                if n >= 0:
                    return n
                fault = fault or -n
        raise MikeyError(fault or NO_MIKEY_LINE)


def insert(sdp, message, media=None):
    """Return `sdp` (str) with the attribute for `message` (bytes-like) added.

    At session level it stands before the first m= line, at media level at the end of section
    `media` (from 0), so behind the attributes that are preferred to it. Line ends stay as they
    are. MikeyError(BAD_ARGUMENT) where there is no such section.
    """
    if not isinstance(sdp, str) or (media is not None and not isinstance(media, int)):
        raise MikeyError(BAD_ARGUMENT, None, "sdp or media")
    newline = "\r\n" if "\r\n" in sdp or "\n" not in sdp else "\n"
    if sdp and not sdp.endswith("\n"):
        sdp += newline
    ends = []  # where the session section ends, then each media section
    pos = 0
    while pos < len(sdp):
        if sdp[pos : pos + 2] == "m=":
            ends.append(pos)
        pos = sdp.find("\n", pos) + 1
    ends.append(len(sdp))
    section = 0 if media is None else media + 1
    if not 0 <= section < len(ends) or media == -1:
        raise MikeyError(BAD_ARGUMENT, None, "media")
    at = ends[section]
    return sdp[:at] + line(message) + newline + sdp[at:]
