"""Who may do what on the pages about servers, in the form of `tests.console.access`."""

from federation.models import Peer, PeerKey
from federation.services import add_peer
from federation.wire.keys import public_text
from tests.callers import facilitating, overseeing


def known(cast):
    """A server that was added, and whose key waits to be compared."""
    origin = "https://192.0.2.1"  # Of no public network: nobody is ever asked.
    peer = Peer.objects.filter(origin=origin).first() or add_peer(
        origin=origin,
        name="Harbour",
        keys={f"{origin}/api/v1/node#k1": public_text(bytes(32))},
        actor=cast["people"]["facilitator"],
        reason="Together.",
    )
    return {"number": peer.pk}


def with_key(cast):
    return {**known(cast), "key": PeerKey.objects.get(peer=known(cast)["number"]).pk}


TABLE = {
    "servers:list": (overseeing(200), overseeing(405)),
    "servers:add": (facilitating(200), facilitating(422)),
    "servers:own": (overseeing(200), overseeing(405)),
    "servers:next-key": (facilitating(200), facilitating(422)),
    # There is no next key, and no other server is known well enough to be paused.
    "servers:use-key": (facilitating(404), facilitating(404)),
    "servers:revoke-key": (facilitating(404), facilitating(404)),
    "servers:server": (overseeing(200), overseeing(405)),
    "servers:refresh": (facilitating(405), facilitating(302)),
    "servers:pause": (facilitating(404), facilitating(404)),
    "servers:resume": (facilitating(404), facilitating(404)),
    "servers:end": (facilitating(200), facilitating(422)),
    "servers:compare": (facilitating(200), facilitating(422)),
    "servers:end-key": (facilitating(200), facilitating(422)),
}
PLACES = {
    **{f"servers:{name}": known for name in ("server", "refresh", "pause", "resume")},
    "servers:end": known,
    "servers:compare": with_key,
    "servers:end-key": with_key,
}
