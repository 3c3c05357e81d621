"""Ballots that wait for somebody, as a card of the start page names them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.db.models.functions import JSONObject

from councils.models import Ballot, Outcome
from proposals.models import Motion


@dataclass(frozen=True)
class Awaited:
    """A ballot that waits for somebody's vote; ``period`` is None if it has no year."""

    number: int
    until: datetime
    about: str
    period: int | None


@dataclass(frozen=True)
class Moved:
    """A proposal a council votes on, or has carried and not submitted yet."""

    number: int
    moved_at: datetime
    decided_at: datetime | None


def moved():
    """What councils vote on, and what they have carried and not submitted, as JSON."""
    carried = Q(ballot__outcome=Outcome.CARRIED, proposal=None)
    motions = Motion.objects.main().filter(Q(decided_at=None) | carried)
    return motions.order_by("moved_at").values_list(
        JSONObject(
            number="ballot",
            period="period",
            moved="moved_at",
            decided="decided_at",
        ),
        flat=True,
    )


def last_moved(motions, period):
    """The last of those of a year, or None."""
    found = [each for each in motions if each["period"] == period.pk]
    if not found:
        return None
    decided = found[-1]["decided"]
    return Moved(
        found[-1]["number"],
        datetime.fromisoformat(found[-1]["moved"]),
        decided and datetime.fromisoformat(decided),
    )


def awaiting(person, now):
    """What waits for a person's vote, as JSON: so it comes with the seats, unasked."""
    ballots = Ballot.objects.awaiting(person, now).order_by("closes_at")
    return ballots.values_list(
        JSONObject(
            number="pk",
            until="closes_at",
            period="motion__period",
            amends="motion__amends",
            rule="rule__pk",
        ),
        flat=True,
    )


def of_year(ballots, period):
    """Those of a year, and those that belong to none."""
    return [
        Awaited(
            each["number"],
            datetime.fromisoformat(each["until"]),
            _about(each),
            each["period"],
        )
        for each in ballots
        if each["period"] in (None, period.pk)
    ]


def _about(each):
    if each["amends"]:
        return "amendment"
    if each["period"]:
        return "motion"
    return "rule" if each["rule"] else "question"
