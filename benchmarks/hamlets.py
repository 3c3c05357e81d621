"""Servers of the second kind under a real one, as many as a benchmark needs."""

from concurrent.futures import ThreadPoolExecutor

from tests.federation.nodes import ADA, free_port
from tests.federation.second.children import Child
from tests.federation.second.councils import Council
from tests.federation.second.documents import canonical
from tests.federation.trees import CODE, SHARE

# What all councils below request and offer together, in smallest units.
REQUESTS = {"bread": 1_400_000, "milk": 1_400_000, "vegetables": 2_400_000}
OFFERS = {"care_work": 280_000, "farm_work": 180_000}
MEET_ALL = (
    ADA
    + """
from federation.models import Peer
from federation.node import look_up
from federation.services import add_peer, confirm_key
from federation.wire.keys import fingerprint
for origin in {origins!r}:
    found = look_up(origin)
    peer = add_peer(origin=found.origin, name=found.name, keys=found.keys, actor=ada,
                    reason="We plan together.")
    for key in peer.keys.all():
        confirm_key(key=key, typed=fingerprint(key.public), actor=ada)
"""
)


class Watched(Child):
    """A server below that notes the size of what it is asked and what it answers."""

    largest = 0

    def _answer(self, request, message):
        said = super()._answer(request, message)
        self.largest = max(self.largest, len(request.body), len(canonical(said)))
        return said


def hamlet(above, place, count, *, hearing):
    """One of so many servers, the first ``hearing`` of which answer trial prices."""
    return Watched(
        f"Hamlet {place}",
        free_port(),
        above,
        [_council(place, count)],
        answers_trials=place < hearing,
    )


def _council(place, count):
    """One of so many councils that deal in as much together, whatever their number."""
    parts = [
        {good: units // count + place for good, units in side.items()}
        for side in (REQUESTS, OFFERS)
    ]
    return Council(f"hamlet-{place:04}", *parts)


def join(root, below):
    """Let people at the root meet and invite all at once, and all join its year."""
    typed = root.manage("own_key", "show", "--only-fingerprint").split()[-1]
    origins = [child.origin for child in below]
    root.run(MEET_ALL.format(origins=origins))
    root.run(SHARE.format(parent="", below=origins, trials=True))
    with ThreadPoolExecutor(4) as several:
        list(several.map(lambda child: child.join(CODE, typed), below))
