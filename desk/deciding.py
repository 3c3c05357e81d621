"""What members look at before they vote: the figures, and what they would change."""

import math
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from councils.models import Answer, Vote
from desk.comparison import Row, compare
from desk.sheet import Catalogue
from iteration.insight import CENT, Appraisal, appraise
from iteration.models import Result, Round
from pages import words
from proposals.models import Proposal


@dataclass(frozen=True)
class Change:
    """One good that would change, and what that would do to all of it together.

    The two sentences say what was counted of it last, with the figure before and with
    the one now, if all others answer the same; empty if nothing was counted yet.
    """

    row: Row
    excess_before: str
    excess_now: str


@dataclass(frozen=True)
class Effect:
    """What figures change against others, in goods and at this round's prices."""

    changes: list
    same: list
    before: Appraisal | None
    now: Appraisal
    counted: Round | None

    @property
    def rows(self):
        return [change.row for change in self.changes]


def effect(place, before, now):
    """The effect of proposing ``now`` instead of ``before``, units by good's key.

    ``before`` None: nothing was proposed yet.
    """
    catalogue = Catalogue.of(place.round, keys={*(before or {}), *now})
    goods = catalogue.named({*(before or {}), *now})
    rows = compare(goods, before or {}, now)
    changed = [row for row in rows if row.changed]
    counted, results, ours = _counted(place, [row.good.pk for row in changed])
    quantities = {goods[key]: units for key, units in now.items() if key in goods}
    after = appraise(
        council=place.council,
        round=place.round,
        quantities=quantities,
        prices=catalogue.by_key,
    )
    return Effect(
        changes=[_change(row, results.get(row.good.pk), ours) for row in changed],
        same=[row for row in rows if not row.changed],
        before=None if before is None else _valued(after, catalogue, before),
        now=after,
        counted=counted,
    )


def _counted(place, goods):
    """The last count of the year, of these goods, and the council's lines in it."""
    rounds = Round.objects.filter(period=place.period)
    counted = rounds.filter(status=Round.Status.PUBLISHED).order_by("-number").first()
    if counted is None or not goods:
        return None, {}, {}
    results = Result.objects.filter(round=counted, good__in=goods)
    in_force = Proposal.objects.in_force(place.period, counted.cutoff)
    ours = in_force.filter(council=place.council).first()
    return counted, {row.good_id: row for row in results}, ours.lines if ours else {}


def _change(row, result, ours):
    if result is None:
        return Change(row, "", "")
    then = ours.get(row.good.pk, 0)
    texts = [
        words.excess(
            Result(
                requested=max(result.requested - max(then, 0) + max(units, 0), 0),
                offered=max(result.offered - max(-then, 0) + max(-units, 0), 0),
            )
        )
        for units in (row.before, row.now)
    ]
    return Change(row, *texts)


def _valued(appraised, catalogue, lines):
    """The same means, for other lines."""
    cost = benefit = Decimal(0)
    for good, price in catalogue.prices.values():
        value = good.in_units(abs(lines.get(good.pk, 0))) * price
        if lines.get(good.pk, 0) > 0:
            cost += value
        else:
            benefit += value
    return replace(appraised, cost=cost.quantize(CENT), benefit=benefit.quantize(CENT))


@dataclass(frozen=True)
class Count:
    """Who takes part in a ballot so far, or took part."""

    ballot: object
    electors: int
    counts: list
    may_vote: bool

    @classmethod
    def of(cls, ballot, person):
        """Of a ballot, as somebody may see it; ``person`` is the key."""
        mine = models.Count("pk", filter=models.Q(pk=person))
        found = ballot.people().aggregate(all=models.Count("pk"), mine=mine)
        electors = found["all"] if ballot.electors is None else ballot.electors
        return cls(ballot, electors, ballot.counts(), bool(found["mine"]))

    @property
    def voted(self):
        return sum(self.counts)

    @property
    def needed(self):
        """How many must take part: at least one."""
        return max(math.ceil(self.ballot.quorum * self.electors / 100), 1)

    @property
    def turnout(self):
        text = ngettext(
            "%(voted)d of %(n)d has voted",
            "%(voted)d of %(n)d have voted",
            self.electors,
        )
        return text % {"voted": self.voted, "n": self.electors}

    @property
    def quorum(self):
        missing = self.needed - self.voted
        if missing <= 0:
            return _("enough for a decision")
        text = ngettext(
            "%(n)d more must take part for a decision",
            "%(n)d more must take part for a decision",
            missing,
        )
        return text % {"n": missing}

    @property
    def by_answer(self):
        """The counts in words, of a ballot that shows them."""
        labels = Answer.labels if self.ballot.is_question else self.ballot.options
        return list(zip(labels, self.counts, strict=True))


def objections(ballot):
    """What was said against it; who said it stays their own."""
    votes = Vote.objects.filter(ballot=ballot, option=Answer.AGAINST)
    said = votes.filter(person__in=ballot.people()).exclude(reason="")
    return list(said.order_by("cast_at").values_list("reason", flat=True))


def title_of(ballot):
    """What is decided, in the reader's language."""
    about = getattr(ballot, "motion", None) or getattr(ballot, "rule", None)
    return str(about or ballot)
