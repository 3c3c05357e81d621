"""Findings of a round, kept for a moment, with the names of what they are about."""

from collections import Counter
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Max

from console.noticing import noticed
from councils.models import Council
from iteration.findings.finding import findings
from proposals.models import Good, Proposal, Question

# Seconds for which what was found is shown again, if nobody has submitted since.
KEPT = 60


@dataclass(frozen=True)
class Row:
    """A finding with names, and the question that was asked about it, if one was."""

    about: str
    council: Council | None
    good: Good | None
    text: str
    question: Question | None = None

    @property
    def label(self):
        return Question.About(self.about).label


def found_in(round, at):
    """All findings of a round; looked for again when somebody has submitted."""
    submitted = Proposal.objects.filter(period=round.period)
    newest = submitted.aggregate(newest=Max("pk"))["newest"]
    key = f"findings-{round.pk}-{round.status}-{newest}"
    found = cache.get(key)
    if found is None:
        found = findings(round, at)
        cache.set(key, found, KEPT)
    return found


def tally(found):
    """How many there are of each sort that occurs."""
    counted = Counter(finding.about for finding in found)
    return [
        (about, about.label, counted[about])
        for about in Question.About
        if counted[about]
    ]


def rows(found, period):
    """Some findings with their names: three queries, however many there are."""
    keys = {key for each in found for key in (each.council, each.other) if key}
    councils = Council.objects.in_bulk(keys)
    goods = Good.objects.in_bulk({each.good for each in found if each.good})
    asked = Question.objects.filter(period=period, council__in=keys).order_by(
        "asked_at"
    )
    asked = {(each.council_id, each.about, each.good_id): each for each in asked}
    return [
        Row(
            about=each.about,
            council=councils.get(each.council),
            good=goods.get(each.good),
            text=noticed(each, goods.get(each.good), councils.get(each.other)),
            question=asked.get((each.council, each.about, each.good)),
        )
        for each in found
    ]
