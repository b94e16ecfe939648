"""MIKEY in SDP and RTSP (RFC 4567): the vectors, both ways, and what has to be refused."""

from conformance.data import octets, same, vectors
from mikey.errors import BAD_ARGUMENT, BAD_BASE64, NO_MIKEY_LINE, NO_SPACE, MikeyError
from mikey.transport import rtsp, sdp
from mikey.wire.message import Message

_MESSAGE = bytes(range(16))
_TEXT = "AAECAwQFBgcICQoLDA0ODw=="
_LINE = "a=key-mgmt:mikey " + _TEXT

# Lines that carry _MESSAGE.
_GOOD = {
    "plain": _LINE,
    "bytes": _LINE.encode(),
    "memoryview": memoryview(_LINE.encode()),
    "crlf": _LINE + "\r\n",
    "without-a": _LINE[2:],
    "leading-space": "  " + _LINE,
    "space-after-colon": "a=key-mgmt: mikey " + _TEXT,
    "spaces": "a=key-mgmt:mikey   " + _TEXT + " ",
    "folded": "a=key-mgmt:mikey AAECAwQF\r\n   BgcICQoL\r\n\tDA0ODw==",
    "folded-inside-padding": _LINE[:-1] + "\r\n=",
    "unpadded": _LINE[:-2],
}
_BAD = {
    "empty": ("", NO_MIKEY_LINE),
    "other-attribute": ("a=rtpmap:98 AMR/8000", NO_MIKEY_LINE),
    "case": ("a=key-mgmt:MIKEY " + _TEXT, NO_MIKEY_LINE),
    "attribute-case": ("a=Key-Mgmt:mikey " + _TEXT, NO_MIKEY_LINE),
    "other-protocol": ("a=key-mgmt:mikey2 " + _TEXT, NO_MIKEY_LINE),
    "two-spaces-after-colon": ("a=key-mgmt:  mikey " + _TEXT, NO_MIKEY_LINE),
    "no-space": ("a=key-mgmt:mikey" + _TEXT, NO_MIKEY_LINE),
    "cut": ("a=key-mgm", NO_MIKEY_LINE),
    "not-ascii": ("a=key-mgmt:mikey A\u00e9==", BAD_BASE64),
    "no-data": ("a=key-mgmt:mikey ", BAD_BASE64),
    "only-padding": ("a=key-mgmt:mikey ====", BAD_BASE64),
    "junk": ("a=key-mgmt:mikey AAEC*wQF", BAD_BASE64),
    "url-alphabet": ("a=key-mgmt:mikey AAEC_wQF", BAD_BASE64),
    "one-digit-left": ("a=key-mgmt:mikey AAECA", BAD_BASE64),
    "one-digit": ("a=key-mgmt:mikey A", BAD_BASE64),
    "half-padding": (_LINE[:-1], BAD_BASE64),
    "too-much-padding": (_LINE + "=", BAD_BASE64),
    "padding-not-due": ("a=key-mgmt:mikey AAEC====", BAD_BASE64),
    "data-behind-padding": (_LINE + "AAEC", BAD_BASE64),
    "pad-bits": ("a=key-mgmt:mikey AAECAwQFBgcICQoLDA0ODx==", BAD_BASE64),
    "nul": (_LINE + "\0", BAD_BASE64),
    "next-attribute": (_LINE + "\r\nm=audio 49000 RTP/SAVP 98", BAD_BASE64),
}
_SDP = "v=0\r\ns=-\r\nt=0 0\r\nm=audio 1 RTP/SAVP 0\r\na=x\r\nm=video 2 RTP/SAVP 0\r\na=y\r\n"
_KEY_MGMT = 'KeyMgmt: prot=mikey;uri="rtsp://h/a";data="' + _TEXT + '"'
_GOOD_RTSP = {
    "rfc-spacing": 'keymgmt: prot=mikey; uri="rtsp://h/a";\r\n         data="%s"' % _TEXT,
    "value-alone": _KEY_MGMT[9:],
    "bytes": _KEY_MGMT.encode(),
    "trailing-semicolon": _KEY_MGMT + ";",
    "crlf": _KEY_MGMT + "\r\n",
    "comma-in-uri": _KEY_MGMT.replace("h/a", "h/a,b;c"),
    "data-first": 'KeyMgmt: prot=mikey;data="%s";uri="rtsp://h/a"' % _TEXT,
    "prot-last": 'KeyMgmt: data="%s";uri="rtsp://h/a";prot=mikey' % _TEXT,
    "names-in-any-case": 'KeyMgmt: Prot=mikey;URI="rtsp://h/a";Data="%s"' % _TEXT,
    "behind-unknown-parameter": 'KeyMgmt: prot=keyp1;mode="a,b";data="AAEC", ' + _KEY_MGMT[9:],
    "before-unquoted-data": _KEY_MGMT + ", prot=keyp1;data=AAEC",
    "behind-nothing": "KeyMgmt: ," + _KEY_MGMT[9:],
    "behind-words": "KeyMgmt: what is this,%s,=" % _KEY_MGMT[9:],
    "behind-open-quote": 'KeyMgmt: prot=keyp1;data="AAEC,' + _KEY_MGMT[9:],
    "before-open-quote": _KEY_MGMT + ', prot=keyp1;data="AAEC',
    "behind-no-base64": 'KeyMgmt: prot=mikey;data="A",prot=mikey;data="%s"' % _TEXT,
    "second-of-two": 'KeyMgmt: prot=keyp1;data="AAEC", ' + _KEY_MGMT[9:],
}
_BAD_RTSP = {
    "empty": "",
    "name-alone": "KeyMgmt:",
    "other-header": 'Transport: prot=mikey;data="AAEC"',
    "no-colon": _KEY_MGMT.replace(":", "", 1),
    "no-prot": 'KeyMgmt: uri="rtsp://h/a";data="AAEC"',
    "no-data": 'KeyMgmt: prot=mikey;uri="rtsp://h/a"',
    "empty-data": 'KeyMgmt: prot=mikey;data=""',
    "unquoted-data": "KeyMgmt: prot=mikey;data=AAEC",
    "open-quote": 'KeyMgmt: prot=mikey;data="AAEC',
    "empty-uri": 'KeyMgmt: prot=mikey;uri="";data="AAEC"',
    "space-in-uri": 'KeyMgmt: prot=mikey;uri="rtsp://h/a b";data="AAEC"',
    "two-data": 'KeyMgmt: prot=mikey;data="AAEC";data="AAEC"',
    "unknown-parameter": 'KeyMgmt: prot=mikey;mode="x";data="AAEC"',
    "behind": _KEY_MGMT + " x",
    "comma-last": _KEY_MGMT + ",",
    "two-semicolons": 'KeyMgmt: prot=mikey;;data="AAEC"',
    "case": _KEY_MGMT.replace("mikey", "MIKEY"),
    "quoted-prot": 'KeyMgmt: prot="mikey";data="AAEC"',
}


def _insert(level):
    text = sdp.insert(_SDP, _MESSAGE, level)
    description = sdp.Description(text)
    same(text.replace(_LINE + "\r\n", ""), _SDP, "the rest")
    same(description.media_count, 2, "media_count")
    for media in (None, 0, 1):
        there = level is None or media == level
        same(description.mikey(media), _TEXT if there else None, "media %r" % media)
    before = text[: text.index(_LINE)]
    same(before.count("m="), 0 if level is None else level + 1, "sections before it")


def _insert_edges():
    same(sdp.insert("v=0", _MESSAGE), "v=0\r\n" + _LINE + "\r\n", "no line end")
    same(sdp.insert("v=0\n", _MESSAGE), "v=0\n" + _LINE + "\n", "bare line feed")
    same(sdp.insert("m=a\r\n", _MESSAGE), _LINE + "\r\nm=a\r\n", "media alone")
    for media in (2, -1, -2):
        _refused(BAD_ARGUMENT, sdp.insert, _SDP, _MESSAGE, media)
        _refused(BAD_ARGUMENT, sdp.Description(_SDP).mikey, media)


def _ids():
    same(sdp.ids(["mikey"]), b"mikey", "one")
    same(sdp.ids(["mikey", "keyp1", "keyp2"]), b"mikey;keyp1;keyp2", "RFC 4567 4.1.4")
    for bad in ([], [""], ["mikey;keyp1"], ["mi key"], ["mikey", "k\u00e9y"]):
        _refused(BAD_ARGUMENT, sdp.ids, bad)
        same(sdp.same_ids(";".join(bad).encode(), bad), False, "no KMPIDs")
    three = ["mikey", "keyp1", "keyp2"]
    same(sdp.same_ids(b"mikey;keyp1;keyp2", three), True, "same")
    same(sdp.same_ids(memoryview(b"mikey;keyp1;keyp2"), three), True, "same")
    swapped = b"keyp1;mikey;keyp2"
    for other in (b"mikey", b"", swapped, b"mikey;keyp1;keyp2;", b"MIKEY;keyp1;keyp2"):
        same(sdp.same_ids(other, three), False, "differs")


def _line():
    for n in range(1, 70):
        message = bytes([(i * 37 + n) & 255 for i in range(n)])
        text = sdp.line(message)
        same(text.startswith("a=key-mgmt:mikey ") and not text[17:].count("\n"), True, text)
        out = bytearray(n)
        same((sdp.read_line(text, out), out), (n, message), "octets back")
        same(sdp.line(message + b"more", n), text, "the first n octets")
        _refused(NO_SPACE, sdp.read_line, text, bytearray(n - 1))


def _description():
    two = "a=key-mgmt:mikey AAEC\r\nAwQF\r\na=key-mgmt:keyp1 x\r\n"
    text = _SDP.replace("t=0 0\r\n", "t=0 0\r\n" + two)
    text = text.replace("a=y\r\n", "a=y\r\na=key-mgmt:keyp2 zz\r\n")
    found = sdp.Description(text.encode())
    same(found.protocols(), ["mikey", "keyp1"], "session")
    same(found.mikey(), "AAECAwQF", "folded")
    same(found.protocols(0), ["mikey", "keyp1"], "media 0 has the session's")
    same((found.protocols(1), found.mikey(1)), (["keyp2"], None), "media 1 overrides")
    out = bytearray(6)
    same((found.read(out, 0), bytes(out)), (6, bytes(range(6))), "read")
    _refused(NO_MIKEY_LINE, found.read, out, 1)
    good = "a=key-mgmt:mikey AAEC\r\n"
    for bad in _UNREADABLE:
        for text in ("v=0\r\n" + bad + "\r\n" + good, "v=0\r\n" + good + bad + "\r\n"):
            found = sdp.Description(text)
            same((found.protocols(), found.mikey()), (["mikey"], "AAEC"), bad)
        # A media's own attribute that cannot be read is not replaced by that of the session.
        found = sdp.Description("v=0\r\n" + good + "m=audio 1 RTP/SAVP 0\r\n" + bad + "\r\n")
        same((found.mikey(), found.protocols(0), found.mikey(0)), ("AAEC", [], None), bad)
        _refused(NO_MIKEY_LINE, found.read, out, 0)
    found = sdp.Description("v=0\r\na=key-mgmt:mikey A\r\n" + good)
    same((found.read(out), bytes(out[:3])), (3, b"\0\1\2"), "behind no base64")
    found = sdp.Description("v=0\r\na=key-mgmt:mikey A\r\n")
    _refused(BAD_BASE64, found.read, out)
    for bad in _UNREADABLE:
        _refused(NO_MIKEY_LINE, sdp.Description, "v=0\r\n" + bad + "\r\n")


_UNREADABLE = ("a=key-mgmt", "a=key-mgmt:", "a=key-mgmt:mikey", "a=key-mgmt:mikey ",
               "a=key-mgmt:mikey;keyp1 AAEC", "a=key-mgmt:  mikey AAEC")  # fmt: skip


def _rtsp_build():
    one = rtsp.spec(_MESSAGE, "rtsp://h/a")
    two = rtsp.spec(_MESSAGE[:3])
    text = rtsp.header([one, two])
    rows = [("mikey", "rtsp://h/a", _TEXT), ("mikey", None, "AAEC")]
    same(rtsp.parse(text), rows, text)
    out = bytearray(16)
    same((rtsp.read(text, out, "rtsp://h/a"), out), (16, _MESSAGE), "by URI")
    _refused(NO_MIKEY_LINE, rtsp.read, text, out, "rtsp://h/b")
    _refused(NO_SPACE, rtsp.read, text, bytearray(15))
    _refused(BAD_BASE64, rtsp.read, text.replace("Dw==", "Dw="), out)
    for uri in ("", 'a"b', "a b", "a\r\nb", "\u00e9"):
        _refused(BAD_ARGUMENT, rtsp.spec, _MESSAGE, uri)
    _refused(BAD_ARGUMENT, rtsp.header, [])
    empty = 'KeyMgmt: prot=mikey;uri="";data="AAEC"'
    same(rtsp.parse(empty, empty_uri=True), [("mikey", None, "AAEC")], "empty uri, tolerated")


_OTHERS = {
    "insert-session": lambda: _insert(None),
    "insert-media-0": lambda: _insert(0),
    "insert-media-1": lambda: _insert(1),
    "insert-edges": _insert_edges,
    "ids": _ids,
    "line": _line,
    "description": _description,
    "rtsp-build": _rtsp_build,
}


def _refused(fault, function, *args):
    # Raise unless `function` raises MikeyError of `fault`.
    try:
        function(*args)
    except MikeyError as error:
        same(error.fault, fault, "fault")
        return
    raise AssertionError("not refused")


def cases():
    """Return the names."""
    names = ["sdp-" + v["name"] for v in vectors("sdp")["sdp"]]
    names += ["rtsp-" + v["name"] for v in vectors("sdp")["rtsp"]]
    for prefix, table in _TABLES:
        names += [prefix + name for name in sorted(table)]
    return names


_TABLES = (
    ("line-", _GOOD), ("refuse-", _BAD), ("header-", _GOOD_RTSP), ("refuse-header-", _BAD_RTSP),
    ("", _OTHERS),
)  # fmt: skip


def run(name):
    """Run one case."""
    for kind in ("sdp", "rtsp"):
        for v in vectors("sdp")[kind]:
            if name == kind + "-" + v["name"]:
                return (_sdp if kind == "sdp" else _rtsp)(v)
    out = bytearray(16)
    if name in _OTHERS:
        _OTHERS[name]()
    elif name.startswith("line-"):
        same((sdp.read_line(_GOOD[name[5:]], out), out), (16, _MESSAGE), name)
    elif name.startswith("refuse-header-"):
        _refused(NO_MIKEY_LINE, rtsp.read, _BAD_RTSP[name[14:]], out)
    elif name.startswith("refuse-"):
        text, fault = _BAD[name[7:]]
        _refused(fault, sdp.read_line, text, out)
    else:
        same((rtsp.read(_GOOD_RTSP[name[7:]], out), out), (16, _MESSAGE), name)


def _extension(message):
    # The SDP IDs of a message, None without the extension.
    index = Message()
    same(index.scan(message, len(message)), 0, "fault")
    i = index.find(21)
    while i >= 0:
        start = index.starts[i]
        if message[start + 1] == 1:
            return message[start + 4 : index.ends[i]]
        i = index.find(21, i)
    return None


def _sdp(v):
    description = sdp.Description(v["sdp"])
    same(";".join(description.protocols()), v["kmpid_list"], "protocols")
    out = bytearray(1024)
    places = [None if at == "session" else int(at.split(" ")[1]) for at in v["mikey_at"]]
    for media, text in zip(places, v["mikey_hex"]):
        message = octets(text)
        n = description.read(out, media)
        same(bytes(out[:n]), message, "message")
        n = sdp.read_line("key-mgmt:mikey %s" % description.mikey(media), out)
        same(bytes(out[:n]), message, "message of the line")
        same(sdp.line(message) in v["sdp"], True, "line")
    if not places:
        same(description.mikey(), None, "no MIKEY")
        return
    found = _extension(octets(v["mikey_hex"][0]))
    if v["sdp_ids_check"] in ("match", "mismatch"):
        same(sdp.same_ids(found, description.protocols()), v["sdp_ids_check"] == "match", "IDs")
    else:
        same(found is None or len(places) > 1, True, "no IDs to check")
    for row in v.get("parsed", {}).get("payloads", []):
        same(row["hex"] in v["mikey_hex"][0], True, row["type"])


def _rtsp(v):
    rows = rtsp.parse(v["header"])
    expected = [(s["prot"], s["uri"]) for s in v["specs"]]
    same([(prot, uri) for prot, uri, _ in rows], expected, "specs")
    out = bytearray(1024)
    for s in v["specs"]:
        message = octets(s["hex"])
        n = rtsp.read(v["header"], out, s["uri"])
        same(bytes(out[:n]), message, "message")
        built = rtsp.header([rtsp.spec(message, s["uri"])])
        same(built, v["header"], "header")
