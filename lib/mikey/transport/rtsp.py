"""MIKEY in RTSP: the header `KeyMgmt: prot=mikey;uri="…";data="<base64>"` (RFC 4567 3.2, 4.2).

The grammar of RFC 4567 3.2 leaves the data parameter out; its text and its examples have it, and
here it is required. Only text and octets; nothing is sent or received.
"""

from mikey.errors import BAD_ARGUMENT, NO_MIKEY_LINE, MikeyError
from mikey.transport.sdp import KMPID, base64_text, decoded, is_kmpid, text_of

NAME = "KeyMgmt"
FAILURE = 463  # Status-Code: key management failure

_SPACES = " \t\r\n"  # implied white space and folding, RFC 2326 15.1


def spec(message, uri=None, n=None):
    """Return one key-mgmt-spec (str) for `message` (bytes-like) or its first `n` octets.

    `uri` (str) names the session or media the message is for; without it that is the request URI.
    """
    if uri is not None and not _is_uri(uri):
        raise MikeyError(BAD_ARGUMENT, None, "uri")
    data = base64_text(message, n)
    where = "" if uri is None else 'uri="' + uri + '";'
    return "prot=" + KMPID + ";" + where + 'data="' + data + '"'


def header(specs):
    """Return the header line (str, without CRLF) of one or more texts of `spec`."""
    if not specs:
        raise MikeyError(BAD_ARGUMENT, None, "specs")
    return NAME + ": " + ",".join(specs)


def read(text, out, uri=None, empty_uri=False):
    """Decode the MIKEY message of a header into `out` (bytearray); return its octets.

    The first spec of MIKEY is taken, or with `uri` (str) the first for that URI. Raises
    MikeyError: NO_MIKEY_LINE, BAD_BASE64, or NO_SPACE when `out` is too small.
    """
    for prot, where, data in parse(text, empty_uri):
        if prot == KMPID and (uri is None or where == uri):
            return decoded(data.encode(), 0, len(data), out)
    raise MikeyError(NO_MIKEY_LINE)


def parse(text, empty_uri=False):
    """Return the specs of a header (str or bytes-like) as a list of (KMPID, URI or None, base64).

    `text` is the line with its name, in any case, or its value alone. `empty_uri` tolerates
    `uri=""`, which some RTSP servers send, as no URI. A header of another shape raises
    MikeyError(NO_MIKEY_LINE).
    """
    value = text_of(text)
    scan = _Scanner(value)
    scan.name()
    specs = []
    while True:
        specs.append(_spec(scan, empty_uri))
        if not scan.take(","):
            break
    if scan.pos != len(value):
        raise MikeyError(NO_MIKEY_LINE)
    return specs


def _spec(scan, empty_uri):
    # prot first, then uri and data once each in any order, as ";" goes on.
    if scan.word() != "prot" or not scan.take("="):
        raise MikeyError(NO_MIKEY_LINE)
    prot = scan.word()
    found = {}
    while scan.take(";"):
        name = scan.word()
        if name == "" and "data" in found:
            break  # the grammar ends a parameter with ";"
        if name not in ("uri", "data") or name in found or not scan.take("="):
            raise MikeyError(NO_MIKEY_LINE)
        found[name] = scan.quoted()
    uri = found.get("uri")
    if uri == "" and empty_uri:
        uri = None
    if not is_kmpid(prot) or not found.get("data") or (uri is not None and not _is_uri(uri)):
        raise MikeyError(NO_MIKEY_LINE)
    return prot, uri, found["data"]


def _is_uri(uri):
    # Not the grammar of RFC 3986, only what may stand between quotes: printable ASCII without
    # space, " < > \ ^ ` { | }.
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

    def word(self):
        # A run of letters and digits.
        start = self.pos
        while self.pos < len(self.text) and is_kmpid(self.text[self.pos]):
            self.pos += 1
        found = self.text[start : self.pos]
        self.skip()
        return found

    def quoted(self):
        if self.text[self.pos : self.pos + 1] != '"':
            raise MikeyError(NO_MIKEY_LINE)
        close = self.text.find('"', self.pos + 1)
        if close < 0:
            raise MikeyError(NO_MIKEY_LINE)
        found = self.text[self.pos + 1 : close]
        self.pos = close + 1
        self.skip()
        return found
