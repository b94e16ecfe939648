"""What the messages of several modes have in common when they are written (RFC 3830 5.2)."""

from mikey.modes.shared import id_type
from mikey.wire import extension, header, identity, timestamp
from mikey.wire import policy as sp


def open_message(w, data_type, terms):
    """Write HDR with its map and T, the start of every offer."""
    count = len(terms.entries)
    header.write(w, data_type, terms.v, terms.prf, terms.csb, count, terms.map_type)
    for cs_id, numbers, ssrc, roc, seq, spi in terms.entries:
        if terms.map_type == header.SRTP_ID:
            header.srtp_entry(w, numbers[0], ssrc, roc)
        elif terms.map_type == header.GENERIC_ID:
            header.generic_entry(w, cs_id, numbers, ssrc, roc, seq, spi)
    stamp = terms.stamp
    timestamp.write(w, terms.ts_type, stamp if terms.ts_type != timestamp.COUNTER else stamp[4:])


def write_ids(w, door, terms):
    """Write IDi and IDr as far as `terms` wants them."""
    if terms.send_idi:
        identity.write(w, id_type(door.identity), door.identity)
    if terms.send_idr:
        identity.write(w, id_type(terms.peer), terms.peer)


def write_policies(w, terms):
    """Write the SP payloads and the extensions of an offer."""
    for number, params in terms.policies:
        sp.write(w, number, sp.SRTP, params)
    for kind, octets in terms.extensions:
        extension.write(w, kind, octets)


def open_answer(w, message, data_type, streams):
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
                stream.get_ssrc(w.buf, header.ssrc_of(stream.cs))
    start = message.start(timestamp.TYPE)
    stamp = memoryview(buf)[timestamp.value(start) : message.end(timestamp.TYPE)]
    timestamp.write(w, timestamp.ts_type(buf, start), stamp)


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
