"""Names that no key of their own proves: group keys, peer "*", and reflections (RFC 4563 7,
decisions A65, A66).
"""

from mikey import errors
from mikey.credentials import ANYBODY
from mikey.credentials.names import alike
from mikey.wire.octets import same


def is_own_offer(context, message, at, end):
    """Return True if CSB ID and RAND, `buf[at:end]`, of a message are those of an own offer: a
    reflection (decision A66).
    """
    for call in context.calls:
        if call.initiator and call.is_csb(message.buf, 4) and len(call.rand) == end - at:
            if same(call.rand, 0, message.buf, at, end - at):
                return True
    return False


def fault(context, name, at, end, psk):
    """Check that the group key `psk` may be used for the claim `name[at:end]`; return a fault."""
    if alike(context.identity, name, at, end) or not _admits(psk, name, at, end):
        return errors.WRONG_PEER
    return errors.NO_KEY if _owned(context, name, at, end) else 0


def offer_fault(context, offer):
    """Find the group key of `offer` (mikey.offer.Offer), or of the call that it updates; return a
    fault.

    NO_KEY for a peer with a key of its own, WRONG_PEER for one that is no member of the group.
    """
    call = offer.call
    peer = offer.peer
    if call is not None and call.group is None:
        offer.detail = "group_key"
        return errors.BAD_ARGUMENT
    if _owned(context, peer, 0, len(peer)):
        offer.detail = "a peer with a key of its own"
        return errors.NO_KEY
    fault = errors.NO_KEY
    offer.detail = "no key for this peer"
    for psk in context.psks.keys:
        if psk.peer == ANYBODY and (call is None or psk.key_id == call.group):
            if _admits(psk, peer, 0, len(peer)):
                offer.psk = psk
                offer.add_key_id(psk.key_id)
                return 0
            fault = errors.WRONG_PEER
            offer.detail = "no member of the group"
    return fault


def _admits(psk, name, at, end):
    """Return True if `name[at:end]` is a member of the group, or there is no list of them."""
    return psk.members is None or bytes(memoryview(name)[at:end]) in psk.members


def _owned(context, name, at, end):
    """Return True if `name[at:end]` has a pairwise key, in whatever spelling, or is nobody's."""
    if end - at == 1 and name[at] == ANYBODY[0]:
        return True
    for psk in context.psks.keys:
        if psk.peer != ANYBODY and alike(psk.peer, name, at, end):
            return True
    return False
