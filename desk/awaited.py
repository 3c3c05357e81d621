"""Ballots that wait for somebody's vote, as a card of the start page names them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import JSONObject

from councils.models import Ballot


@dataclass(frozen=True)
class Awaited:
    """A ballot that waits for somebody's vote; ``period`` is None if it has no year."""

    number: int
    until: datetime
    about: str
    period: int | None


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
