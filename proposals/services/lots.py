"""Who is drawn by lot to look at a special need: anybody can draw it again."""

import hashlib
import uuid
from collections.abc import Container, Sequence

from councils.models import Membership
from ledger.canonical import canonical, digest
from proposals.models import Need

Candidates = Sequence[tuple[uuid.UUID, int]]


def seed_of(need: Need) -> str:
    """What decides the lot: the digest of the filing's seal, and the need's id."""
    return _sha(f"{need.filed.seal.digest}:{need.public_id}")


def lot(
    seed: str,
    candidates: Candidates,
    wanted: int,
    without: Container[uuid.UUID] = (),
) -> list[uuid.UUID]:
    """Draw people out of (person, council): those with the smallest tickets.

    A ticket is the SHA-256 of the seed and the person's id. From one council comes one
    person, and of those in ``without`` nobody; the number drawn is odd.
    """
    drawn: list[uuid.UUID] = []
    councils: set[int] = set()
    for person, council in _in_order(seed, candidates):
        if person not in without and person not in drawn and council not in councils:
            drawn.append(person)
            councils.add(council)
    drawn = drawn[:wanted]
    return drawn if len(drawn) % 2 else drawn[:-1]


def next_in_lot(
    seed: str,
    candidates: Candidates,
    without: Container[uuid.UUID],
    beside: Container[uuid.UUID],
) -> uuid.UUID | None:
    """Who follows in the lot, of another council than ``beside`` if there is one.

    None where nobody is left.
    """
    order = [each for each in _in_order(seed, candidates) if each[0] not in without]
    taken = {council for person, council in candidates if person in beside}
    others = [each for each in order if each[1] not in taken]
    return next((person for person, _council in others or order), None)


def delegates() -> list[tuple[uuid.UUID, int]]:
    """Who can be drawn, with the council: every delegate."""
    seats = Membership.objects.open().filter(role=Membership.Role.DELEGATE)
    active = seats.filter(person__is_active=True, council__practice=False).order_by(
        "person__public_id"
    )
    return list(active.values_list("person__public_id", "council_id"))


def own(need: Need) -> set[uuid.UUID]:
    """Whoever sits in the council whose need it is."""
    seats = Membership.objects.open().filter(council=need.council_id)
    return set(seats.values_list("person__public_id", flat=True))


def digest_of_candidates(candidates: Candidates) -> str:
    return digest(canonical(sorted({str(person) for person, _c in candidates})))


def _in_order(seed: str, candidates: Candidates) -> list[tuple[uuid.UUID, int]]:
    """The candidates by their tickets."""
    tickets = sorted((_sha(f"{seed}:{person}"), person, c) for person, c in candidates)
    return [(person, council) for _ticket, person, council in tickets]


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
