"""How many letters would come of an occasion, and why others hear nothing."""

from dataclasses import dataclass

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from councils.models import Cadence, LetterChoice, LetterSettings, Mute
from councils.notices.occasions import OCCASIONS

NOWHERE, MUTED = "nowhere", "muted"
COLLECTED = (Cadence.DAILY, Cadence.WEEKLY)
WRITTEN = (Cadence.IMMEDIATELY, *COLLECTED)


@dataclass(frozen=True)
class Reach:
    """Letters to those who hold some seats: one a seat, to ``people`` of ``councils``.

    ``at_once`` and ``collected`` are letters that come. ``muted``, ``never`` (by
    choice) and ``nowhere`` (no address, or an account that is not in use) are seats
    whose holders hear nothing. ``people_at_once`` are those of the people who need not
    wait; who sits in several councils counts once.
    """

    councils: int
    people: int
    people_at_once: int
    at_once: int
    collected: int
    muted: int
    never: int
    nowhere: int

    @property
    def letters(self):
        return self.at_once + self.collected


def by_reach(seats, occasion):
    """Seats with ``how`` their holders hear of an occasion: a cadence, or why not."""
    theirs = {"person": OuterRef("person")}
    chosen = LetterChoice.objects.filter(**theirs, occasion=occasion).values("cadence")
    muted = Exists(LetterSettings.objects.filter(**theirs, muted_at__isnull=False))
    council = Exists(Mute.objects.filter(**theirs, council=OuterRef("council")))
    usual = Value(str(OCCASIONS[occasion].usual))
    unreachable = Q(person__email="") | Q(person__is_active=False)
    return seats.annotate(
        how=Case(
            When(unreachable, then=Value(NOWHERE)),
            When(Q(muted) | Q(council), then=Value(MUTED)),
            default=Coalesce(Subquery(chosen), usual),
            output_field=CharField(),
        )
    )


def reach(seats, occasion):
    """How letters about an occasion would reach the holders of some seats."""
    # Grouped, so that the database asks once for each seat how it is reached.
    told = by_reach(seats, occasion).order_by()
    found = dict(told.values_list("how").annotate(n=Count("pk")))
    reached = told.filter(how__in=WRITTEN).aggregate(
        councils=Count("council", distinct=True),
        people=Count("person", distinct=True),
        people_at_once=Count(
            "person", distinct=True, filter=Q(how=Cadence.IMMEDIATELY)
        ),
    )
    return Reach(
        **reached,
        at_once=found.get(Cadence.IMMEDIATELY, 0),
        collected=sum(found.get(cadence, 0) for cadence in COLLECTED),
        muted=found.get(MUTED, 0),
        never=found.get(Cadence.NEVER, 0),
        nowhere=found.get(NOWHERE, 0),
    )
