"""The course of a shared year: whatever is due is done, once, from wherever it stands.

Every step is found in the database, so that it can be taken again.
"""

from federation.models import SharedYear
from federation.together.counting import count_at_root, count_below
from federation.together.finish import (
    publish_together,
    settle_together,
    tell_published,
)
from federation.together.opening import announce, open_next
from iteration.models import Round
from iteration.services import fix_round
from iteration.services.closing import RoundNotDue
from proposals.models import Period


def shared_years() -> list[int]:
    """The years in which something may be due."""
    states = (
        *(Period.Status.DRAFT, Period.Status.OPEN, Period.Status.AGREED),
        *(Period.Status.SETTLED, Period.Status.PUBLISHED),
    )
    open_ = SharedYear.objects.filter(period__status__in=states)
    return list(open_.values_list("pk", flat=True))


def advance(year_id: int) -> bool:
    """Take the next step of a year; say whether there was one."""
    year = SharedYear.objects.select_related("period", "parent").get(pk=year_id)
    round = Round.objects.current(year.period)
    if round is None:
        return open_next(year, 1)
    round.period = year.period
    if year.period.status != Period.Status.OPEN:
        return _finish(year, round)
    announce(year, round)
    if round.status == Round.Status.OPEN:
        try:
            return fix_round(round.pk)
        except RoundNotDue:
            return False
    if round.status == Round.Status.COUNTING:
        return (
            count_at_root(year, round)
            if year.parent is None
            else count_below(year, round)
        )
    return open_next(year, round.number + 1)


def _finish(year: SharedYear, round: Round) -> bool:
    """Settle an agreed year, and tell of a published plan; both from the root."""
    status = year.period.status
    if year.parent is not None:
        return False
    if status == Period.Status.AGREED:
        return settle_together(year, round)
    if status == Period.Status.SETTLED and year.period.automatic:
        publish_together(year)
        return True
    if status == Period.Status.PUBLISHED:
        plan = year.period.plans.published().first()
        if plan is not None:
            tell_published(year, plan.accord)
    return False
