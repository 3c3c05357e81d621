"""The demonstration region in the database: a planned year, and one that is running."""

from pathlib import Path

from config.demo import Region
from councils.models import Council
from iteration.models import Round
from iteration.services import close_now, close_round, publish_plan, settle_period
from ledger import clock
from proposals.models import Period, Proposal
from proposals.services import submit

FOLDER = Path(__file__).resolve().parent.parent / "demo" / "region"
WEEK = 7 * 24 * 3600
AGREED = "the year that should be running has agreed at once"
NOT_AGREED = "the demonstration region did not come to a plan"


class PlannedRegion:
    """Two years: ``planned`` has its plan, in ``running`` a second round is open."""

    def settle_in(self):
        """Plan the first year at once, every council by its standing instruction."""
        region = Region(FOLDER, round_seconds=WEEK)
        region.settle_in()
        self.planned = region.period
        region.open(self.planned)
        while self.planned.status == Period.Status.OPEN:
            self._close(self.planned)
        if self.planned.status != Period.Status.AGREED:
            raise RuntimeError(NOT_AGREED)
        settle_period(period=self.planned)
        publish_plan(period=self.planned)
        self.running = region.open_next()
        self._want_more()
        self._close(self.running)
        if self.running.status != Period.Status.OPEN:
            raise RuntimeError(AGREED)

    def _want_more(self):
        """One neighbourhood requests thrice as much, so that a round is not enough."""
        standing = Proposal.objects.in_force(self.running, clock.now())
        proposal = next(
            each
            for each in standing.select_related("council")
            if each.council.kind == Council.Kind.CONSUMER
        )
        submit(
            council=proposal.council,
            period=self.running,
            quantities={
                good.code: units * (3 if units > 0 else 1)
                for good, units in proposal.by_good().items()
            },
            origin=Proposal.Origin.MEMBER,
        )

    def _close(self, period):
        round = Round.objects.current(period)
        close_now(round=round)
        close_round(round.pk)
        period.refresh_from_db()
