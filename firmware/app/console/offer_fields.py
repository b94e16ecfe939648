"""Decodes an `offer` request into the arguments of `mikey.offer.offer`.

Of a stream that an answer gave and an offer gives back, `ssrc`, `policy`, `roc` and `cs` count.
`tek`, `salt`, `mki` and `valid` belong to the old key and are read and dropped: an offer makes a
key of its own, which its own `mki` names. A session with several keys is several streams of an
answer, and one session again.
"""

from console import fields, request_fields

_NAMES = ("verify", "encr", "mac", "prf", "group", "tgk_bits", "map", "rekey", "group_key")


def _stream(given):
    """Return an entry of `streams` as (SSRC, policy, ROC or None, CS ID or None)."""
    if not isinstance(given, dict):
        raise fields.bad("streams")
    fields.only(given, request_fields.STREAM)
    ssrc = fields.octets(given, "ssrc", b"\0\0\0\0", 4)
    roc = fields.number(given, "roc", 0, 0xFFFFFFFF, -1)
    cs = fields.number(given, "cs", 0, 255, -1)
    for name in ("tek", "salt", "mki"):
        fields.octets(given, name, b"")
    valid = given.get("valid")
    if valid is not None:
        if not isinstance(valid, dict):
            raise fields.bad("valid")
        fields.only(valid, request_fields.VALID)
        for name in request_fields.VALID:
            fields.octets(valid, name)
    return (
        ssrc,
        fields.policy(given.get("policy")),
        None if roc < 0 else roc.to_bytes(4, "big"),
        None if cs < 0 else cs,
    )


def _streams(request):
    """Return the sessions that `streams` names, in order."""
    given = request.get("streams")
    if not isinstance(given, list):
        raise fields.bad("streams")
    streams = []
    for one in given:
        entry = _stream(one)
        if entry[3] is None or entry not in streams:
            streams.append(entry)
    return streams


def read(request):
    """Return (mode, streams, options) of an `offer` request (dict), all but its `call`."""
    mode = request.get("mode")
    if not isinstance(mode, str):
        raise fields.bad("mode")
    streams = _streams(request)
    options = {"secure": fields.flag(request, "secure_transport", False)}  # type: dict
    for name in _NAMES:
        if request.get(name) is not None:
            options[name] = request[name]
    if request.get("mki") is not None:
        options["mki"] = fields.octets(request, "mki")
    if request.get("vendor") is not None:
        options["vendor"] = fields.text(request, "vendor")
    if request.get("sdp_ids") is not None:
        options["sdp_ids"] = fields.protocols(request)
    return mode, streams, options
