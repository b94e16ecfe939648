"""The messages of a PSK vector, exchange by exchange, and the keys of the first one."""

KEY = "b0e30e9a3c6ec4dc6366d8972e0b3b19"
SSRC = "f7068dee"


def rounds(vector):
    """Return (inputs, outputs, I_MESSAGE, R_MESSAGE or None), base64, for each exchange."""
    sent = {m["label"]: m["base64"] for m in vector["messages"]}
    inputs = vector["inputs"]
    if "update" not in inputs:
        return [(inputs, vector["outputs"], sent["I_MESSAGE"], sent.get("R_MESSAGE"))]
    out = vector["outputs"]
    return [
        (inputs, out["initial"], sent["I_MESSAGE_1"], sent.get("R_MESSAGE_1")),
        (inputs["update"], out["update"], sent["I_MESSAGE_2"], sent.get("R_MESSAGE_2")),
    ]
