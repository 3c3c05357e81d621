"""What is to do for whom by when: the cards of the start page."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery

from councils.models import Council, DecisionRule, Membership
from desk.awaited import Awaited, Moved, awaiting, last_moved, moved, of_year
from iteration.models import Plan, Round
from proposals.models import Draft, Period, Proposal, StandingInstruction

Status = Period.Status
# Years whose plan runs out are history; the others may want something.
CURRENT = [
    Status.OPEN,
    Status.STALLED,
    Status.AGREED,
    Status.SETTLED,
    Status.PUBLISHED,
    Status.IN_FORCE,
]
OPEN = ("to_do", "draft", "voting", "carried", "answered")
WITH_PLAN = [Status.PUBLISHED, Status.IN_FORCE, Status.CLOSED]


@dataclass(frozen=True)
class Duty:
    """How a council stands in a year, and what its member can do about it now."""

    seat: Membership
    council: Council
    period: Period
    round: Round
    last: Proposal | None
    draft: Draft | None
    standing: StandingInstruction | None
    has_plan: bool
    awaited: list[Awaited]
    moved: Moved | None
    by_ballot: bool
    now: datetime

    @property
    def state(self):
        """One word a template decides by."""
        if self.period.status != Status.OPEN:
            return self.period.status
        if not self.round.takes_answers(self.now):
            return "counting"
        if self.is_moved:
            return "carried" if self.moved.decided_at else "voting"
        if self.draft_waits:
            return "draft"
        return "answered" if self.answered else "to_do"

    @property
    def answered(self):
        """Whether the council itself has answered the open round."""
        if self.last is None or self.last.origin not in Proposal.OWN:
            return False
        since = self.round.answered_since
        return since is None or self.last.submitted_at >= since

    @property
    def draft_waits(self):
        """Whether something was written since the last revision was submitted."""
        if self.draft is None:
            return False
        return self.last is None or self.draft.saved_at > self.last.submitted_at

    @property
    def is_moved(self):
        """Whether the last word is a proposal put to the vote and not submitted yet."""
        if self.moved is None:
            return False
        if self.draft is not None and self.draft.saved_at > self.moved.moved_at:
            return False
        decided = self.moved.decided_at
        return not decided or not self.last or self.last.submitted_at < decided

    @property
    def may_submit(self):
        return self.seat.role in Membership.SUBMITTING

    @property
    def is_open(self):
        return self.state in OPEN

    @property
    def urgency(self):
        """Sorts what is to be done first, then by how soon."""
        done = self.state in ("answered", "voting") and not self.awaited
        return not self.is_open and not self.awaited, done, self.round.cutoff


def duties(person, now):
    """All duties of a person, what is to be done first."""
    seats = Membership.objects.open().filter(person=person, council__practice=False)
    seats = seats.select_related("council")
    ballots = awaiting(person, now).filter(council=OuterRef("council"))
    motions = moved().filter(council=OuterRef("council"))
    rules = DecisionRule.objects.history(OuterRef("council"))
    seats = seats.annotate(
        ballots=ArraySubquery(ballots),
        motions=ArraySubquery(motions),
        method=Subquery(rules.values("method")[:1]),
    )
    periods = list(Period.objects.real().filter(status__in=CURRENT))
    seats = list(seats) if periods else []
    if not seats:
        return []
    rows = _Rows(seats, periods)
    found = [rows.duty(seat, period, now) for seat in seats for period in periods]
    return sorted(found, key=lambda duty: duty.urgency)


def duty_at(place, last, draft, standing, now):
    """The duty at one place, of rows its page has read anyway."""
    has_plan = place.period.status in WITH_PLAN and (
        Plan.objects.published()
        .filter(period=place.period, assignments__council=place.council)
        .exists()
    )
    return Duty(
        seat=place.seat,
        council=place.council,
        period=place.period,
        round=place.round,
        last=last,
        draft=draft,
        standing=standing,
        has_plan=has_plan,
        awaited=of_year(
            awaiting(place.person, now).filter(council=place.council), place.period
        ),
        moved=last_moved(moved().filter(council=place.council), place.period),
        by_ballot=DecisionRule.objects.of(place.council).by_ballot,
        now=now,
    )


class _Rows:
    """Everything duties need, in one query a table."""

    def __init__(self, seats, periods):
        councils = [seat.council_id for seat in seats]
        both = {"council__in": councils, "period__in": periods}
        newest = Round.objects.filter(period__in=periods).order_by(
            "period_id", "-number"
        )
        self.rounds = {each.period_id: each for each in newest.distinct("period_id")}
        self.last = _by_place(
            Proposal.objects.filter(**both)
            .order_by("council_id", "period_id", "-submitted_at", "-revision")
            .distinct("council_id", "period_id")
        )
        self.drafts = _by_place(Draft.objects.filter(**both))
        standing = StandingInstruction.objects.filter(council__in=councils, until=None)
        self.standing = {each.council_id: each for each in standing}
        plans = Plan.objects.published().filter(period__in=periods)
        self.planned = set(
            plans.filter(assignments__council__in=councils).values_list(
                "period_id", "assignments__council_id"
            )
        )

    def duty(self, seat, period, now):
        place = (seat.council_id, period.pk)
        return Duty(
            seat=seat,
            council=seat.council,
            period=period,
            round=self.rounds[period.pk],
            last=self.last.get(place),
            draft=self.drafts.get(place),
            standing=self.standing.get(seat.council_id),
            has_plan=(period.pk, seat.council_id) in self.planned,
            awaited=of_year(seat.ballots, period),
            moved=last_moved(seat.motions, period),
            by_ballot=seat.method not in (None, DecisionRule.Method.DELEGATES),
            now=now,
        )


def _by_place(rows):
    return {(row.council_id, row.period_id): row for row in rows}
