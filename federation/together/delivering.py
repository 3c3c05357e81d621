"""Delivering to other servers what was written for them."""

import json

from federation.models import Peer, Post
from federation.services.posting import NotDelivered, Rejected, deliver, waiting_peers
from federation.together.asking import Line, RefusedThere
from federation.wire.sending import Unreachable

# What may be taken later as it is.
LATER = {"not-in-this-order", "unavailable", "throttled", "internal", "replayed"}


def deliver_all() -> int:
    """Deliver what is due, peer by peer; return how many messages were taken."""
    return sum(map(deliver_to, waiting_peers()))


def deliver_to(peer_id: int) -> int:
    """Deliver what is due for one peer, unless it is paused or ended."""
    peer = Peer.objects.filter(pk=peer_id, state=Peer.State.KNOWN).first()
    return deliver(peer=peer, say=saying(peer)) if peer else 0


def saying(peer: Peer):
    """How a post is said to a peer."""
    line = Line.to(peer)

    def say(post: Post) -> str:
        try:
            # As it came: what others answer need not be a document of ours.
            return json.dumps(line.ask(post.method, post.path, post.body, post.key))
        except Unreachable as error:
            raise NotDelivered(str(error)) from error
        except RefusedThere as error:
            later = error.status >= 500 or error.status == 429 or error.code in LATER
            # A key or a clock can be put right, and then the same is taken.
            if later or error.status in (401, 404):
                raise NotDelivered(str(error)) from error
            raise Rejected(str(error)) from error

    return say
