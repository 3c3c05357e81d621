"""The years at a glance, and what of them waits for a facilitator."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from console.links import address_of
from councils.models import Council
from iteration.models import Offer, Plan, Round
from iteration.turnout import taking_part, until
from pages.words import left
from proposals.models import Period, Proposal, Question

Status = Period.Status
YEARS = 12
RUNNING = (Round.Status.OPEN, Round.Status.PAUSED, Round.Status.COUNTING)


@dataclass
class Year:
    """A year with its newest and its last counted round, and what waits."""

    period: Period
    round: Round | None = None
    counted: Round | None = None
    answered: int = 0
    councils: int = 0
    waits: list = field(default_factory=list)

    @property
    def runs(self):
        """Whether a round is to be answered, or was and is not counted yet."""
        return self.round is not None and self.round.status in RUNNING

    @property
    def silent(self):
        return max(self.councils - self.answered, 0)


def years(now):
    """The newest years; a few queries, however many there are."""
    periods = list(Period.objects.order_by("practice", "-starts", "code")[:YEARS])
    rounds = Round.objects.without_memory().filter(period__in=periods)
    rounds = rounds.select_related("period")
    newest = rounds.order_by("period_id", "-number").distinct("period_id")
    newest = {each.period_id: each for each in newest}
    counted = rounds.filter(status=Round.Status.PUBLISHED)
    counted = counted.order_by("period_id", "-number").distinct("period_id")
    counted = {each.period_id: each for each in counted}
    found = [Year(each, newest.get(each.pk), counted.get(each.pk)) for each in periods]
    _answers([year for year in found if year.runs], now)
    waiting = _Waiting(periods)
    for year in found:
        year.waits = waiting.of(year, now)
    return found


def _answers(years, now):
    """How many councils have answered each running round, in one query for all."""
    if not years:
        return
    of_round = Q()
    for year in years:
        since = year.round.answered_since
        mine = Q(period=year.period, submitted_at__lt=until(year.round, now))
        of_round |= mine & Q(submitted_at__gte=since) if since else mine
    rows = Proposal.objects.own().filter(of_round).order_by().values_list("period")
    answered = dict(rows.annotate(n=Count("council", distinct=True)))
    present = {
        f"of_{year.period.pk}": Count(
            "pk", filter=Q(pk__in=taking_part(year.period, now).values("pk"))
        )
        for year in years
    }
    councils = Council.objects.aggregate(**present)
    for year in years:
        year.answered = answered.get(year.period.pk, 0)
        year.councils = councils[f"of_{year.period.pk}"]


class _Waiting:
    """Offers, plans and questions of all years, by the year."""

    def __init__(self, periods):
        mine = {"period__in": periods}
        offers = Offer.objects.in_force().filter(**mine)
        self.offers = {each.period_id: each for each in offers}
        plans = Plan.objects.filter(**mine, status=Plan.Status.SETTLED)
        self.settled = set(plans.values_list("period_id", flat=True))
        asked = Question.objects.filter(**mine).order_by().values_list("period")
        counts = asked.annotate(n=Count("pk", filter=Q(answered_at=None)))
        self.questions = defaultdict(int, counts)

    def of(self, year, now):
        """(text, address) of each thing, the most pressing first."""
        period = year.period
        room = reverse("console:year", args=[period.code])
        finish = address_of("finish", period.code) or room
        found = []
        if period.status == Status.DRAFT:
            setting_up = address_of("guide-year", period.code) or room
            found.append((_("It is in preparation: no round is open yet."), setting_up))
        elif period.status == Status.OPEN and year.runs:
            found.append((running(year, now), _room_of(year)))
        elif period.status == Status.STALLED:
            there = address_of("stalled", period.code) or room
            found.append((_("It has stalled: decide how it goes on."), there))
        elif period.status == Status.AGREED:
            found.append(self._agreed(period, finish))
        elif period.pk in self.settled:
            found.append((_("The plan is settled and waits to be approved."), finish))
        if open_questions := self.questions[period.pk]:
            text = ngettext(
                "One question waits for the answer of a council.",
                "%(n)d questions wait for answers of councils.",
                open_questions,
            ) % {"n": open_questions}
            found.append((text, reverse("console:questions", args=[period.code])))
        return found

    def _agreed(self, period, finish):
        if period.pk in self.offers:
            return _("Councils are signing the offer."), finish
        return _("The proposals agree and wait to be settled."), finish


def running(year, now):
    """A running round in a sentence: ``Round 3: 2 hours left, 40 of 300 have not…``."""
    round = year.round
    words = {"n": round.number, "silent": year.silent, "all": year.councils}
    if round.status == Round.Status.COUNTING or (
        round.status == Round.Status.OPEN and round.cutoff <= now
    ):
        return _("Round %(n)d has closed and is being counted.") % words
    if round.status == Round.Status.PAUSED:
        return (
            _("Round %(n)d is paused: %(silent)d of %(all)d have not answered.") % words
        )
    words["left"] = left(round.cutoff - now)
    if not year.silent:
        return _("Round %(n)d: %(left)s, and all have answered.") % words
    return _("Round %(n)d: %(left)s, %(silent)d of %(all)d have not answered.") % words


def _room_of(year):
    name = "answers" if year.round.status != Round.Status.COUNTING else "year"
    return reverse(f"console:{name}", args=[year.period.code])
