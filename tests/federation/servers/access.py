"""Who may do what on the pages about servers, in the form of `tests.console.access`."""

from federation.models import Peer, PeerKey, SharedYear
from federation.services import add_peer
from federation.wire.keys import public_text
from tests.callers import facilitating, overseeing, people
from tests.federation.servers.league import make_peer, make_shared, open_shared, take_in


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


def prepared(cast):
    """A year in preparation that is shared; a server may join it."""
    return _shared(cast, "2031")


def opened(cast):
    """A shared year whose first round is open."""
    return _shared(cast, "2032")


def _shared(cast, code):
    fay = cast["people"]["facilitator"]
    year = SharedYear.objects.filter(period__code=code).first()
    if year is None:
        year = make_shared(code, fay, goods=(f"oats-{code}",))
        take_in(year, make_peer(f"s{code}", fay, int(code) % 200), actor=fay)
        if code == "2032":
            open_shared(year, fay)
    return {"period": code}


def invited(cast):
    where = prepared(cast)
    year = SharedYear.objects.get(period__code=where["period"])
    return {**where, "number": year.members.get().peer_id}


TABLE = {
    "servers:years": (people(200), people(405)),
    "servers:shared-year": (people(200), people(405)),
    "servers:round": (people(200), people(405)),
    # Nobody has signed two different parts.
    "servers:both-parts": (people(404), people(405)),
    "servers:share-year": (facilitating(200), facilitating(422)),
    "servers:join-year": (facilitating(200), facilitating(422)),
    "servers:invite": (facilitating(200), facilitating(422)),
    "servers:open-year": (facilitating(200), facilitating(422)),
    "servers:remove": (facilitating(200), facilitating(422)),
    "servers:go-on": (facilitating(405), facilitating(302)),
    # The other server is at an address of which no name tells anything.
    "servers:compare-heads": (facilitating(405), facilitating(200)),
    "servers:list": (overseeing(200), overseeing(405)),
    "servers:add": (facilitating(200), facilitating(422)),
    "servers:own": (overseeing(200), overseeing(405)),
    "servers:next-key": (facilitating(200), facilitating(422)),
    # There is no next key, and no other server is known well enough to be paused.
    "servers:use-key": (facilitating(404), facilitating(404)),
    "servers:revoke-key": (facilitating(404), facilitating(404)),
    # No server above has signed what does not hold.
    "servers:statement": (people(404), people(405)),
    # No server has told of another history.
    "servers:history": (people(404), people(405)),
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
    "servers:shared-year": opened,
    "servers:round": lambda cast: {**opened(cast), "number": 1},
    "servers:both-parts": lambda cast: {**opened(cast), "number": 1, "part": 1},
    "servers:invite": prepared,
    "servers:open-year": prepared,
    "servers:remove": invited,
    "servers:go-on": opened,
    "servers:compare-heads": opened,
    "servers:statement": lambda cast: {**known(cast), "statement": 1},
    "servers:history": lambda cast: {**known(cast), "head": 1},
    "servers:compare": with_key,
    "servers:end-key": with_key,
}
