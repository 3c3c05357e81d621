"""Lines to other servers: to many with as many questions as to one."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from federation.models import Peer, PeerKey
from federation.node import courier, key_id
from federation.services import current_key
from federation.together.asking import Line
from federation.wire.keys import verifying_key

# So many servers are spoken to at a time: all under one parent, even if one thread
# waits for each.
TOGETHER = 128


def line_to(peer: Peer) -> Line:
    """A line to one peer."""
    return lines_to([peer.pk])[peer.pk]


def lines_to(peers: Collection[int]) -> dict[int, Line]:
    """A line to each of these peers, by its key."""
    own, secret = current_key()
    keys: dict[int, dict[str, Any]] = defaultdict(dict)
    rows = PeerKey.objects.valid().filter(peer__in=peers)
    for peer, name, public in rows.values_list("peer_id", "key_id", "public"):
        keys[peer][name] = verifying_key(public)
    origins = Peer.objects.filter(pk__in=peers).values_list("pk", "origin")
    return {
        peer: Line(origin, keys[peer], key_id(own), secret, courier())
        for peer, origin in origins
    }
