"""SDP and RTSP under fuzzing: MikeyError alone comes out, and what is read is what was written.

The vectors and the rules case by case are in conformance/transport.py, on every runtime.
"""

import base64
import re
from array import array

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mikey.errors import BAD_ARGUMENT, BAD_BASE64, NO_MIKEY_LINE, NO_SPACE, MikeyError
from mikey.transport import base64 as strict
from mikey.transport import rtsp, sdp

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
NEAR_BASE64 = st.text(alphabet="ABwxyz019+/= \r\n\t-_*", max_size=24)
NEAR_LINE = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="a=key-mgt:i \tAB+/=\r\n\xe9\ud800", max_size=60),
    NEAR_BASE64.map(lambda s: "a=key-mgmt:mikey " + s),
)
ROWS = st.sampled_from(
    (
        "v=0", "m=audio 1 RTP/SAVP 0", "a=key-mgmt:mikey AAEC", "a=key-mgmt:keyp1 x", "AAEC", "",
        "a=key-mgmt:", "a=key-mgmt:mikey", "a=key-mgmt: mikey  AAEC ", "a=key-mgmt:MIKEY AA==",
        "a=key-mgmt:a;b AA", "a=key-mgmt", "=", "m=", "b=key-mgmt:mikey AAEC", "a=\xe9",
    )
)  # fmt: skip
TOKENS = st.sampled_from(
    (
        "KeyMgmt", "keymgmt", ":", "prot", "=", "mikey", ";", ",", "uri", "data", '"', '"AAEC"',
        '"rtsp://h/a"', " ", "\r\n ", "\xe9", "x", '""', "prot=mikey", ';data="AAEC"',
    )
)  # fmt: skip


def reference(text):
    """RFC 4648 by regular expression: octets, or None."""
    text = re.sub(r"[ \t\r\n]", "", text)
    digits = text.rstrip("=")
    pads = len(text) - len(digits)
    if not digits or re.search(r"[^A-Za-z0-9+/]", digits) or len(digits) % 4 == 1:
        return None
    if pads not in (0, -len(digits) % 4):
        return None
    octets = base64.b64decode(digits + "=" * (-len(digits) % 4), validate=True)
    # One text for one message: what is left of the last digit must be zero.
    return octets if base64.b64encode(octets).decode().rstrip("=") == digits else None


@given(NEAR_BASE64)
@example("AA")
@example("AB")
@example("AAA")
@example("AAB=")
@example("A A=\r\n=")
def test_base64_is_that_of_the_standard(text):
    out = bytearray(32)
    n = strict.decode(text.encode(), 0, len(text), out)
    expected = reference(text)
    if expected is None:
        assert n == -BAD_BASE64
    else:
        assert out[:n] == expected


def test_every_character():
    """Only the 64 digits count; four kinds of white space are skipped."""
    for c in range(256):
        text = b"AAA" + bytes([c])
        out = bytearray(3)
        n = strict.decode(text, 0, 4, out)
        if chr(c) in DIGITS:
            assert out[:n] == bytes([0, 0, DIGITS.index(chr(c))])
        elif chr(c) in " \t\r\n=":
            assert n == 2
        else:
            assert n == -BAD_BASE64


@given(st.binary(min_size=1, max_size=300), st.data())
def test_lines_come_back(message, data):
    text = sdp.line(message)
    assert text == "a=key-mgmt:mikey " + base64.b64encode(message).decode()
    out = bytearray(len(message))
    for at in data.draw(st.lists(st.integers(17, len(text)), max_size=3)):
        text = text[:at] + "\r\n " + text[at:]
    assert sdp.read_line(text, out) == len(message)
    assert out == message
    with pytest.raises(MikeyError) as caught:
        sdp.read_line(text, bytearray(len(message) - 1))
    assert caught.value.fault == NO_SPACE


@given(NEAR_LINE)
def test_lines_raise_nothing_else(text):
    for form in (text, text.encode("utf-8", "surrogatepass")):
        try:
            n = sdp.read_line(form, bytearray(64))
        except MikeyError as error:
            assert error.fault in (NO_MIKEY_LINE, BAD_BASE64)
            assert error.__context__ is None  # nothing of the text goes with it
        else:
            assert 0 < n <= 64


@given(st.lists(ROWS, max_size=12), st.sampled_from(("\r\n", "\n")))
def test_descriptions_raise_nothing_else(rows, newline):
    text = newline.join(rows)
    try:
        found = sdp.Description(text)
    except MikeyError as error:
        assert error.fault == NO_MIKEY_LINE
        return
    assert found.media_count == sum(row[:2] == "m=" for row in rows)
    for media in [None, *range(found.media_count)]:
        protocols = found.protocols(media)
        assert all(sdp.is_kmpid(name) for name in protocols)
        assert (found.mikey(media) is not None) == ("mikey" in protocols)


@given(st.binary(max_size=60))
def test_octets_as_a_description(octets):
    for read in (sdp.Description, rtsp.parse):
        try:
            read(octets)
        except MikeyError as error:
            assert error.fault == NO_MIKEY_LINE
            assert error.__context__ is None


@given(st.lists(ROWS, max_size=10), st.binary(min_size=1, max_size=40), st.data())
def test_insert_adds_one_offer_and_nothing_else(rows, message, data):
    rows = [row for row in rows if "key-mgmt" not in row and row[1:2] == "="]
    text = "\r\n".join(rows)
    media = sum(row[:2] == "m=" for row in rows)
    level = data.draw(st.sampled_from([None, *range(media)]))
    made = sdp.insert(text, message, level)
    attribute = sdp.line(message) + "\r\n"
    assert made.count(attribute) == 1
    assert made.replace(attribute, "") == (text + "\r\n" if text else "")
    found = sdp.Description(made)
    for at in [None, *range(media)]:
        assert found.protocols(at) == (["mikey"] if level is None or at == level else [])


def test_a_second_offer_comes_behind_the_first():
    text = sdp.insert(sdp.insert("v=0\r\nm=a\r\n", b"one"), b"two")
    found = sdp.Description(text)
    assert found.protocols() == ["mikey", "mikey"]
    assert found.mikey() == base64.b64encode(b"one").decode()
    # The guard of RFC 4567 4.1.4 does not take two offers for one.
    assert not sdp.same_ids(b"mikey", found.protocols())


@given(st.lists(TOKENS, max_size=14).map("".join))
def test_headers_raise_nothing_else(text):
    for tolerant in (False, True):
        try:
            specs = rtsp.parse(text, tolerant)
        except MikeyError as error:
            assert error.fault == NO_MIKEY_LINE
        else:
            assert specs
            for prot, uri, data in specs:
                assert sdp.is_kmpid(prot) and uri != "" and data


@given(
    st.lists(
        st.tuples(
            st.binary(min_size=1, max_size=40),
            st.none() | st.text(alphabet="rtsp:/ab,;=.%", min_size=1, max_size=20),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_headers_come_back(rows):
    text = rtsp.header([rtsp.spec(message, uri) for message, uri in rows])
    assert [(prot, uri) for prot, uri, _ in rtsp.parse(text)] == [("mikey", u) for _, u in rows]
    out = bytearray(40)
    for _, uri in rows:
        if uri is not None:
            n = rtsp.read(text, out, uri)
            assert out[:n] in [m for m, u in rows if u == uri]
    n = rtsp.read(text, out)
    assert out[:n] == rows[0][0]


OTHERS = (None, 5, 1.5, [65], {"a": 1}, object(), memoryview(array("H", [65, 66])))
WRONG = [
    (sdp.line, 0, (b"message",)), (sdp.base64_text, 0, (b"message",)), (sdp.line, 1, (b"m", 2)),
    (sdp.read_line, 0, ("a=key-mgmt:mikey AAEC", bytearray(9))), (sdp.Description, 0, ("v=0",)),
    (sdp.insert, 0, ("v=0", b"message")), (sdp.insert, 1, ("v=0", b"message")),
    (sdp.insert, 2, ("v=0\nm=a\n", b"message", 0)), (sdp.ids, 0, (["mikey"],)),
    (rtsp.spec, 0, (b"message",)), (rtsp.spec, 1, (b"message", "rtsp://h")),
    (rtsp.spec, 2, (b"m", None, 2)), (rtsp.header, 0, (["prot"],)),
    (rtsp.read, 0, ("KeyMgmt: ", bytearray(9))), (rtsp.parse, 0, ("KeyMgmt: ",)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("call", "place", "good"), WRONG, ids=["%s-%d" % (w[0].__name__, w[1]) for w in WRONG]
)
def test_arguments_of_another_kind(call, place, good):
    optional = (sdp.line, sdp.insert, rtsp.spec)
    for wrong in OTHERS:
        if wrong is None and place and call in optional:
            continue
        arguments = list(good)
        arguments[place] = wrong
        with pytest.raises(MikeyError) as caught:
            call(*arguments)
        assert caught.value.fault == BAD_ARGUMENT, wrong


@pytest.mark.parametrize("protocols", ["mikey", b"mikey", None, 5, [], [5], [b"m"], ["mi;key"]])
def test_only_a_list_of_kmpids_is_offered(protocols):
    with pytest.raises(MikeyError) as caught:
        sdp.ids(protocols)
    assert caught.value.fault == BAD_ARGUMENT
    assert not sdp.same_ids(b"mikey", protocols)
    assert not sdp.same_ids("mikey", ["mikey"])


@pytest.mark.parametrize("specs", ["abc", [], [b"prot"], [None], 7])
def test_only_a_list_of_texts_makes_a_header(specs):
    with pytest.raises(MikeyError) as caught:
        rtsp.header(specs)
    assert caught.value.fault == BAD_ARGUMENT


def test_no_other_medium():
    found = sdp.Description("v=0\nm=a\n")
    for media in (1, -1, "0", 0.0):
        with pytest.raises(MikeyError) as caught:
            found.protocols(media)
        assert caught.value.fault == BAD_ARGUMENT
