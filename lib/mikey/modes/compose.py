"""What the messages of several modes have in common when they are written (RFC 3830 5.2)."""

from mikey.modes.checks import id_type
from mikey.wire import header, payloads
from mikey.wire import policy as sp


def write_header(w, data_type, offer):
    """Write HDR with its map and T, the start of every offer."""
    count = len(offer.entries)
    header.write(w, data_type, offer.v, offer.prf_alg, offer.csb, count, offer.map_type)
    for cs_id, numbers, ssrc, roc, seq, spi in offer.entries:
        if offer.map_type == header.SRTP_ID:
            header.srtp_entry(w, numbers[0], ssrc, roc)
        elif offer.map_type == header.GENERIC_ID:
            header.generic_entry(w, cs_id, numbers, ssrc, roc, seq, spi)
    stamp = offer.stamp
    if offer.ts_type == payloads.COUNTER:
        stamp = stamp[4:]
    w.payload(payloads.T, offer.ts_type, 0, stamp)


def write_ids(w, context, offer):
    """Write IDi and IDr as far as `offer` wants them."""
    if offer.send_idi:
        w.payload(payloads.ID, id_type(context.identity), 0, context.identity)
    if offer.send_idr:
        w.payload(payloads.ID, id_type(offer.peer), 0, offer.peer)


def write_policies(w, offer, index=None):
    """Write the SP payloads and the extensions of an offer.

    The policies are entered into `index` (a Message), so that `Call.plan` need not parse the
    offer again.
    """
    if index is not None:
        index.begin(w.buf)
    for number, params in offer.policies:
        start = w.pos
        w.payload(payloads.SP, number, sp.SRTP, params)
        if index is not None:
            index.enter(payloads.SP, start, w.pos)
    for kind, octets in offer.extensions:
        w.payload(payloads.EXTENSION, kind, 0, octets)


def write_answer_header(w, message, data_type, streams):
    """Write HDR and T of the answer to `message`: its CSB ID, map and timestamp, our SSRCs filled
    in.

    RFC 3830 5.2: T is the initiator's; 6.1.1: the responder fills in SSRCs; RFC 6043 6.1.1: a
    GENERIC-ID answer names one policy, the session data and the SPI.
    """
    buf = message.buf
    kind = header.map_type(buf)
    count = header.count(buf)
    if kind == header.GENERIC_ID and count:
        csb = memoryview(buf)[4:8]
        header.write(w, data_type, 0, header.prf(buf), csb, count, kind)
        entry = header.Entry()
        pos = header.FIRST_ENTRY
        for index in range(count):
            pos = entry.read(buf, pos, kind, index)
            _answer_entry(w, buf, entry, streams)
    else:
        header.write_answer(w, data_type, buf, message.starts[0])
        if count and kind == header.SRTP_ID:
            for stream in streams:
                stream.get_ssrc(w.buf, header.ssrc_pos(stream.cs))
    start = message.start(payloads.T)
    stamp = memoryview(buf)[start + payloads.T_VALUE : message.end(payloads.T)]
    w.payload(payloads.T, buf[start + payloads.T_TYPE], 0, stamp)


def _answer_entry(w, buf, entry, streams):
    """Write a GENERIC-ID entry of an answer (RFC 6043 6.1.1)."""
    view = memoryview(buf)
    stream = None  # type: Any  # the plan made one for each entry
    for stream in streams:
        if stream.cs == entry.cs_id:
            break
    roc = view[entry.roc : entry.roc + 4] if entry.roc >= 0 else b""
    seq = view[entry.seq : entry.seq + 2] if entry.seq >= 0 else b""
    if entry.spi >= 0:
        spi = view[entry.spi : entry.spi + entry.spi_len]
    else:
        spi = stream.mki or b""
    policy = bytes((entry.policy,))
    header.generic_entry(w, entry.cs_id, policy, stream.ssrc, roc, seq, spi)
