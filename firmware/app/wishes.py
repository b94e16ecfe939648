"""What an `offer` request wishes for, as `mikey.offering.offer` takes it."""

import fields

_NAMES = ("verify", "encr", "mac", "prf", "group", "tgk_bits", "map", "rekey")


def read(request):
    """Return (mode, streams, options) of an `offer` request (dict), all but its `call`."""
    mode = request.get("mode")
    if not isinstance(mode, str):
        raise fields.bad("mode")
    wanted = request.get("streams")
    if not isinstance(wanted, list):
        raise fields.bad("streams")
    streams = []
    for wish in wanted:
        if not isinstance(wish, dict):
            raise fields.bad("streams")
        ssrc = fields.octets(wish, "ssrc", b"\0\0\0\0", 4)
        roc = fields.octets(wish, "roc", b"\0\0\0\0", 4)
        streams.append((ssrc, fields.policy(wish.get("policy")), roc))
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
