"""Clocks that are wrong, and clocks that change: the database's decides."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from iteration import tasks
from iteration.calendar import after, following
from iteration.models import Round
from iteration.services import RoundNotDue, close_now, close_round, extend_round
from ledger import clock
from ledger.tasks import deliver
from proposals.models import Proposal
from tests.factories import (
    later,
    make_bread_year,
    make_council,
    make_count,
    make_due,
    make_good,
    make_open_period,
    make_proposal,
)

pytestmark = pytest.mark.django_db

HOME = ZoneInfo("Europe/Berlin")
WEEK = timedelta(days=7)
MOMENTS = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001
    max_value=datetime(2036, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)
# What a worker's own clock may say, beside the true time.
WRONG = [timedelta(minutes=10), -timedelta(minutes=10), -timedelta(hours=1)]


@pytest.fixture(params=WRONG, ids=["ten-fast", "ten-slow", "an-hour-back"])
def wrong_clock(request):
    """This process believes it is another time, until the test ends."""
    with time_machine.travel(datetime.now(UTC) + request.param, tick=True) as machine:
        yield machine


@pytest.fixture
def knocked(monkeypatch):
    """The rounds a tick knocks for."""
    keys = []
    monkeypatch.setattr(tasks.close_round, "delay", keys.append)
    for other in ("settle", "publish", "close_offer", "close_ballot", "write_letters"):
        monkeypatch.setattr(getattr(tasks, other), "delay", lambda *_key: None)
    for other in (deliver, tasks.ledger_tasks.seal):
        monkeypatch.setattr(other, "delay", lambda: None)
    return keys


class TestAWrongClock:
    def test_closes_no_round_early(self, wrong_clock, knocked):
        period, *_rest = make_bread_year()
        round = Round.objects.current(period)
        Round.objects.filter(pk=round.pk).update(cutoff=later(minutes=5))
        tasks.tick()
        assert knocked == []
        with pytest.raises(RoundNotDue):
            close_round(round.pk)

    def test_closes_a_due_round_and_once(self, wrong_clock, knocked):
        period, *_rest = make_bread_year()
        round = make_due(period)
        tasks.tick()
        assert knocked == [round.pk]
        assert close_round(round.pk) is True
        assert close_round(round.pk) is False
        assert Round.objects.filter(period=period).count() == 2

    def test_neither_makes_a_proposal_late_nor_one_in_time(self, wrong_clock):
        period, bread, eaters, _bakers = make_bread_year()
        before = clock.now()
        submitted = make_proposal(eaters, period, {bread: 70_000})
        assert before <= submitted.submitted_at <= clock.now()
        round = make_count(period)
        counted = Proposal.objects.in_force(period, at=round.cutoff)
        assert submitted in counted
        late = make_proposal(eaters, period, {bread: 65_000})
        assert late not in Proposal.objects.in_force(period, at=round.cutoff)

    def test_extends_and_closes_by_the_true_time(self, wrong_clock):
        period, *_rest = make_bread_year()
        round = Round.objects.current(period)
        extend_round(round=round, cutoff=round.cutoff + timedelta(minutes=1))
        close_now(round=round)
        assert abs(round.cutoff - clock.now()) < timedelta(minutes=1)


class TestClocksThatChange:
    @given(MOMENTS, st.integers(1, 60))
    def test_a_round_of_days_ends_at_the_time_of_day_it_began(self, moment, days):
        began = moment.astimezone(HOME)
        ends = after(moment, timedelta(days=days)).astimezone(HOME)
        assert ends.date() == began.date() + timedelta(days=days)
        skipped = ends.hour == 3 and began.hour == 2
        assert (ends.hour, ends.minute) == (began.hour, began.minute) or skipped

    @given(MOMENTS, st.timedeltas(timedelta(seconds=1), timedelta(hours=23)))
    def test_a_round_of_hours_takes_exactly_so_long(self, moment, length):
        assert after(moment, length) - moment == length

    @given(
        MOMENTS,
        st.timedeltas(timedelta(seconds=1), timedelta(days=90)),
        st.timedeltas(timedelta(0), timedelta(days=30)),
    )
    def test_the_next_cutoff_leaves_nearly_a_whole_round(self, cutoff, length, late):
        published = cutoff + late
        hour = timedelta(hours=1)  # In spring a day may be so much shorter.
        shortest = length - length / 20 - (hour if length.days else timedelta(0))
        assert following(cutoff, published, length) - published >= shortest

    @pytest.mark.parametrize(
        ("first", "changes"),
        [
            (datetime(2027, 3, 25, 18, tzinfo=HOME), "clocks go forward"),
            (datetime(2027, 10, 28, 18, tzinfo=HOME), "clocks go back"),
        ],
        ids=["spring", "autumn"],
    )
    def test_every_round_of_a_year_ends_on_thursday_at_six(
        self, monkeypatch, first, changes
    ):
        bread = make_good("bread")
        period = make_open_period({bread: "2"}, round_length=WEEK)
        for kind, kilos in (("consumer", 80_000), ("worker", -40_000)):
            make_proposal(make_council(kind=kind), period, {bread: kilos})
        Round.objects.filter(period=period).update(cutoff=first)
        offsets = set()
        for _round in range(3):
            round = Round.objects.current(period)
            local = round.cutoff.astimezone(HOME)
            assert (local.weekday(), local.hour, local.minute) == (3, 18, 0)
            offsets.add(local.utcoffset())
            monkeypatch.setattr(
                clock, "now", lambda r=round: r.cutoff + timedelta(seconds=9)
            )
            assert close_round(round.pk), changes
        assert len(offsets) == 2, changes

    def test_the_hour_that_comes_twice_closes_a_round_once(self, monkeypatch):
        period, *_rest = make_bread_year()
        # 02:30 summer time, half an hour before the clocks go back to 02:00.
        cutoff = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
        round = Round.objects.current(period)
        Round.objects.filter(pk=round.pk).update(cutoff=cutoff)
        monkeypatch.setattr(clock, "now", lambda: cutoff + timedelta(seconds=5))
        assert close_round(round.pk) is True
        # The wall says 02:30 once more.
        monkeypatch.setattr(clock, "now", lambda: cutoff + timedelta(hours=1))
        assert close_round(round.pk) is False
