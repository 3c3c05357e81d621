"""How councils stand in a round that is not counted yet."""

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    OuterRef,
    Q,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from councils.models import Council, Departure
from iteration.expected import imputes
from iteration.models import Round
from proposals.models import Period, Proposal, StandingInstruction

Silence = Period.Silence


class Stand(TextChoices):
    """How a council stands in a round, or how it would be answered for now."""

    ANSWERED = "answered", _("has answered")
    STANDING = "standing", _("silent, with a standing instruction")
    RULE = "rule", _("silent, left to the rule for silence")
    WITHDRAWN = "withdrawn", _("has withdrawn")
    NEVER = "never", _("has proposed nothing")


# Those who can still answer and may want to; who withdrew has said enough.
WAITING = (Stand.STANDING, Stand.RULE, Stand.NEVER)


def turnout(round, at):
    """Councils with their ``stand`` in a round that is not counted, at a moment.

    One look at the proposal in force decides: nothing a rule has made comes after an
    own answer to the round.
    """
    last = _last(round, at)
    own = Q(origin__in=Proposal.OWN)
    if round.answered_since:
        own &= Q(submitted_at__gte=round.answered_since)
    told = StandingInstruction.objects.in_force(until(round, at))
    told = told.filter(council=OuterRef("council"))
    stand = Case(
        When(own, then=Value(Stand.ANSWERED)),
        When(goods__len=0, then=Value(Stand.WITHDRAWN)),
        When(Exists(told), then=Value(Stand.STANDING)),
        default=Value(Stand.RULE),
        output_field=CharField(),
    )
    found = Subquery(last.annotate(stand=stand).values("stand")[:1])
    councils = taking_part(round.period, until(round, at))
    return councils.annotate(stand=Coalesce(found, Value(Stand.NEVER)))


def taking_part(period, at):
    """The councils that can propose something for a year, and had not left.

    A rehearsal of a real year is planned by its real councils.
    """
    gone = Departure.objects.outside(at, period.frozen_at).values("council")
    return Council.objects.filter(practice=is_invented(period)).exclude(pk__in=gone)


def is_invented(period):
    """Whether invented councils plan a year, instead of real ones."""
    return period.practice and period.rehearses_id is None


def with_answers(councils, round, at):
    """The same with ``last_at``, when each last said something itself, ever."""
    said = _last(round, at).not_imputed().values("submitted_at")[:1]
    return councils.annotate(last_at=Subquery(said))


def counts(councils):
    """How many of some councils stand how; every stand is there."""
    rows = councils.order_by().values_list("stand").annotate(n=Count("pk"))
    found = dict(rows)
    return {stand: found.get(stand, 0) for stand in Stand}


def fate(round):
    """What becomes of who is silent and has no instruction: a rule for silence.

    In a first round the last year's plan stands in, whatever the rule is; and nothing
    is imputed where the price rule does not know enough.
    """
    silence = round.period.silence
    if silence == Silence.IMPUTE:
        return silence if imputes(round) else Silence.CARRY
    return silence if round.answered_since else Silence.CARRY


def until(round, at):
    """Up to which moment answers count: while a round is paused, up to now."""
    return at if round.status == Round.Status.PAUSED else round.cutoff


def _last(round, at):
    """Proposals of the council outside, the one in force first."""
    rows = Proposal.objects.filter(
        council=OuterRef("pk"),
        period=round.period_id,
        submitted_at__lt=until(round, at),
    )
    return rows.order_by("-submitted_at", "-revision")
