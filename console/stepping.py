"""The steps that are possible now, for whichever page shows them."""

from dataclasses import dataclass

from django.urls import reverse

from console.steps import finishing, rounds, years
from console.steps.case import Case

KINDS = {kind.name: kind for kind in [*years.STEPS, *rounds.STEPS, *finishing.STEPS]}


@dataclass(frozen=True)
class Step:
    """What a page needs to lead to a step."""

    name: str
    title: str
    explanation: str
    address: str


def steps_for(period, round=None):
    """The steps that are possible now; ``round`` is the newest one, if at hand."""
    return steps_of(Case.of(period, round))


def steps_of(case):
    """The same of a case that is known already."""
    return [
        Step(
            kind.name,
            kind.title,
            kind.explanation,
            reverse("console:step", args=[case.period.code, kind.name]),
        )
        for kind in KINDS.values()
        if kind.possible(case)
    ]
