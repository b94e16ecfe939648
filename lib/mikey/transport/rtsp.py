"""MIKEY in RTSP: the header `KeyMgmt: prot=mikey;uri="…";data="<base64>"` (RFC 4567 3.2, 4.2).

The grammar of RFC 4567 3.2 leaves the data parameter out; its text and its examples have it, and
here it is required. The parameters come in any order, their names in any case. Only text and
octets; nothing is sent or received. MikeyError(NO_SPACE) where memory is out.
"""

from mikey.errors import BAD_ARGUMENT, NO_MIKEY_LINE, NO_SPACE, MikeyError
from mikey.port import const
from mikey.transport.base64 import decode
from mikey.transport.sdp import KMPID, base64_text, is_kmpid, octets_of, text_of

NAME = "KeyMgmt"
FAILURE = 463  # Status-Code: key management failure

_PARAMETERS = ("prot", "uri", "data")
_RECOVERIES = const(16)  # unpaired quotation marks that are looked behind
_SPACES = " \t\r\n"  # implied white space and folding, RFC 2326 15.1


def spec(message, uri=None, n=None):
    """Return one key-mgmt-spec (str) for `message` (bytes-like) or its first `n` octets.

    `uri` (str) names the session or media the message is for; without it that is the request URI.
    """
    if uri is not None and not _is_uri(uri):
        raise MikeyError(BAD_ARGUMENT, None, "uri")
    data = base64_text(message, n)
    try:
        where = "" if uri is None else 'uri="' + uri + '";'
        return "prot=" + KMPID + ";" + where + 'data="' + data + '"'
    except MemoryError:
        raise MikeyError(NO_SPACE)


def header(specs):
    """Return the header line (str, without CRLF) of a list or tuple of texts of `spec`."""
    if not isinstance(specs, (list, tuple)) or not specs:
        raise MikeyError(BAD_ARGUMENT, None, "specs")
    for text in specs:
        if not isinstance(text, str):
            raise MikeyError(BAD_ARGUMENT, None, "specs")
    try:
        return NAME + ": " + ",".join(specs)
    except MemoryError:
        raise MikeyError(NO_SPACE)


def read(text, out, uri=None, empty_uri=False):
    """Decode the MIKEY message of a header into `out` (bytearray); return its octets.

    The first spec of MIKEY is taken, or with `uri` (str) the first for that URI; where it holds no
    base64, the next one for the same URI. Raises MikeyError: NO_MIKEY_LINE, BAD_BASE64, or
    NO_SPACE when `out` is too small.
    """
    fault = 0
    for prot, where, data in parse(text, empty_uri):
        if prot == KMPID and (where == uri or (uri is None and not fault)):
            n = decode(octets_of(data), 0, len(data), out)
            if n >= 0:
                return n
            if not fault:
                fault = -n
                uri = where
    raise MikeyError(fault or NO_MIKEY_LINE)


def parse(text, empty_uri=False):
    """Return the specs of a header (str or bytes-like) as a list of (KMPID, URI or None, base64).

    `text` is the line with its name, in any case, or its value alone. `empty_uri` tolerates
    `uri=""`, which some RTSP servers send, as no URI. A spec that cannot be read is left out; a
    header without any other raises MikeyError(NO_MIKEY_LINE).
    """
    try:
        return _parse(text, empty_uri)
    except MemoryError:
        raise MikeyError(NO_SPACE)


def _parse(text, empty_uri):
    scan = _Scanner(text_of(text))
    scan.name()
    specs = []
    start = scan.pos
    recoveries = _RECOVERIES
    while True:
        spec = _spec(scan, empty_uri)
        if spec is not None and scan.at_end():
            specs.append(spec)
        else:
            scan.pos = start
            if scan.leave():
                recoveries -= 1
        if not recoveries or not scan.take(","):
            break
        start = scan.pos
        if start == len(scan.text):
            specs.clear()  # the header was cut
    if not specs:
        raise MikeyError(NO_MIKEY_LINE)
    return specs


def _spec(scan, empty_uri):
    # prot, uri and data once each, in any order, as ";" goes on; None for anything else.
    found = {}
    while True:
        name = scan.word().lower()
        if name == "" and found:
            break  # the grammar ends a parameter with ";"
        if name not in _PARAMETERS or name in found or not scan.take("="):
            return None
        found[name] = scan.word() if name == "prot" else scan.quoted()
        if found[name] is None:
            return None
        if not scan.take(";"):
            break
    prot = found.get("prot", "")
    uri = found.get("uri")
    if uri == "" and empty_uri:
        uri = None
    if not is_kmpid(prot) or not found.get("data") or (uri is not None and not _is_uri(uri)):
        return None
    return prot, uri, found["data"]


def _is_uri(uri):
    # Not the grammar of RFC 3986, only what may stand between quotes: printable ASCII without
    # space, " < > \ ^ ` { | }.
    if not isinstance(uri, str):
        return False
    for c in uri:
        if not "!" <= c <= "~" or c in '"<>\\^`{|}':
            return False
    return uri != ""


class _Scanner:
    """Takes the tokens of a header value one by one, white space around them aside."""

    def __init__(self, text):
        self.text = text
        self.pos = 0
        self.skip()

    def skip(self):
        while self.pos < len(self.text) and self.text[self.pos] in _SPACES:
            self.pos += 1

    def name(self):
        # The name of the header, where it is there.
        n = len(NAME)
        if self.text[self.pos : self.pos + n].lower() == NAME.lower():
            self.pos += n
            self.skip()
            if not self.take(":"):
                raise MikeyError(NO_MIKEY_LINE)

    def take(self, c):
        if self.text[self.pos : self.pos + 1] != c:
            return False
        self.pos += 1
        self.skip()
        return True

    def at_end(self):
        # Return True if a spec may end here.
        return self.text[self.pos : self.pos + 1] in ("", ",")

    def leave(self):
        # Go to the comma that ends the spec at `pos`, or to the end. Where a quotation mark in it
        # has no partner any comma may be that: then return True.
        quoted = False
        for pos in range(self.pos, len(self.text)):
            c = self.text[pos]
            if c == '"':
                quoted = not quoted
            elif c == "," and not quoted:
                self.pos = pos
                return False
        comma = self.text.find(",", self.pos)
        self.pos = comma if quoted and comma >= 0 else len(self.text)
        return quoted

    def word(self):
        # A run of letters and digits.
        start = self.pos
        while self.pos < len(self.text) and is_kmpid(self.text[self.pos]):
            self.pos += 1
        found = self.text[start : self.pos]
        self.skip()
        return found

    def quoted(self):
        # What stands between two quotation marks, or None.
        close = self.text.find('"', self.pos + 1)
        if self.text[self.pos : self.pos + 1] != '"' or close < 0:
            return None
        found = self.text[self.pos + 1 : close]
        self.pos = close + 1
        self.skip()
        return found
