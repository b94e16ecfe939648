"""Names that no key of their own proves: group keys, peer "*" (RFC 4563 7, decision A65)."""

from mikey import errors
from mikey.credentials import ANYBODY
from mikey.credentials.names import spelling


def fault(context, name, at, end, psk):
    """Check that the group key `psk` may be used for the claim `name[at:end]`; return a fault."""
    if not _admits(psk, name, at, end):
        return errors.WRONG_PEER
    plain = spelling(memoryview(name)[at:end])
    if plain is None or plain == spelling(context.identity):
        return errors.WRONG_PEER
    return errors.NO_KEY if plain == ANYBODY or context.psks.owns(plain) else 0


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
    plain = spelling(peer)
    if plain is None or plain == ANYBODY or context.psks.owns(plain):
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
