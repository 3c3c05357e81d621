"""How a year stands when somebody looks at it, and what has changed since."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from iteration.models import Approval, Offer, Plan, Round
from ledger import clock
from proposals.models import Period

Status = Period.Status


@dataclass(frozen=True)
class Case:
    """A year, its newest round, and what is in force of plan and offer, at a moment."""

    period: Period
    round: Round | None
    now: datetime

    @classmethod
    def of(cls, period, round=None):
        """As it stands; ``round`` spares looking for the newest one."""
        round = round or Round.objects.without_memory().current(period)
        if round is not None:
            round.period = period
        return cls(period, round, clock.now())

    @cached_property
    def plan(self):
        if self.period.status in (Status.DRAFT, Status.OPEN):
            return None
        plans = Plan.objects.in_force().filter(period=self.period)
        return plans.select_related("round").first()

    @cached_property
    def offer(self):
        if self.period.status != Status.AGREED:
            return None
        return Offer.objects.in_force().filter(period=self.period).first()

    @cached_property
    def approvals(self):
        """Who has approved the plan that waits, by key of the person."""
        if self.plan is None or self.period.status != Status.SETTLED:
            return []
        approvals = Approval.objects.in_force().filter(plan=self.plan)
        return list(approvals.order_by("pk").values_list("person", flat=True))

    @property
    def is_running(self):
        """Whether the clock of the round runs."""
        return self._round_is(Round.Status.OPEN) and self.round.cutoff > self.now

    @property
    def is_paused(self):
        return self._round_is(Round.Status.PAUSED)

    @property
    def is_due(self):
        """Whether the cutoff has passed and the result is not published."""
        if self._round_is(Round.Status.COUNTING):
            return True
        return self._round_is(Round.Status.OPEN) and self.round.cutoff <= self.now

    def _round_is(self, status):
        return (
            self.period.status == Status.OPEN
            and self.round is not None
            and self.round.status == status
        )

    def state(self):
        """What a step relies on, to be carried by the page that shows it."""
        found: dict[str, Any] = {"year": self.period.status}
        if self.round is not None:
            found |= {
                "round": self.round.number,
                "status": self.round.status,
                "cutoff": self.round.cutoff.isoformat(),
                "due": self.is_due,
            }
        if self.offer is not None:
            found |= {"offer": self.offer.pk, "offer_status": self.offer.status}
        if self.plan is not None:
            found |= {"plan": self.plan.pk, "approvals": self.approvals}
        return found


def changes(before, case):
    """In sentences, what is no longer as the page said; each with a moment, if any."""
    now = case.state()
    if before == now:
        return []
    said = [
        *_of_the_year(before, now, case),
        *_of_the_round(before, now, case),
        *_of_the_finish(before, now, case),
    ]
    return said or [(_("Something has changed."), None)]


def _of_the_year(before, now, case):
    if before.get("year") != now["year"]:
        status = Status(before["year"]).label if before.get("year") else "–"
        yield (
            _("The year was “%(before)s” and is now “%(now)s”.")
            % {"before": status, "now": case.period.get_status_display()},
            None,
        )


def _of_the_round(before, now, case):
    if case.round is None:
        return
    if before.get("round") != now["round"]:
        yield _("Round %(number)d has opened.") % {"number": now["round"]}, None
        return
    if before["status"] != now["status"]:
        yield (
            _("The round was “%(before)s” and is now “%(now)s”.")
            % {
                "before": Round.Status(before["status"]).label,
                "now": case.round.get_status_display(),
            },
            None,
        )
    if before["cutoff"] != now["cutoff"]:
        yield _("The cutoff has been moved. It is now:"), case.round.cutoff
    elif not before["due"] and now["due"]:
        yield _("The cutoff has passed:"), case.round.cutoff


def _of_the_finish(before, now, case):
    if before.get("offer") != now.get("offer"):
        yield (
            _("There is an offer now.") if case.offer else _("The offer is gone."),
            None,
        )
    elif before.get("offer_status") != now.get("offer_status"):
        yield _("The signatures are being counted."), None
    if before.get("plan") != now.get("plan"):
        yield (
            _("There is another plan.") if case.plan else _("There is no plan now."),
            None,
        )
    elif before.get("approvals") != now.get("approvals"):
        yield (
            _("%(number)d people have approved the plan now.")
            % {"number": len(now["approvals"])},
            None,
        )
