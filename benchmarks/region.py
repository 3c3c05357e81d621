"""The demonstration region in the database: a planned year, and one that is running."""

from pathlib import Path

from config.demo import Region
from iteration.models import Round
from iteration.services import close_now, close_round, publish_plan, settle_period
from proposals.models import Period

FOLDER = Path(__file__).resolve().parent.parent / "demo" / "region"
WEEK = 7 * 24 * 3600
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
        self._close(self.running)

    def _close(self, period):
        round = Round.objects.current(period)
        close_now(round=round)
        close_round(round.pk)
        period.refresh_from_db()
