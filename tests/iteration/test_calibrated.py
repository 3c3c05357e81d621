"""A year under the calibrated rule: it learns, answers for the silent, recounts."""

from decimal import Decimal

import numpy as np
import pytest

from iteration.memory import recall, recall_of
from iteration.models import Memory, Round
from iteration.recount import faults
from iteration.services import (
    open_period,
    prepare_next_year,
    publish_plan,
    resume_period,
    settle_period,
)
from proposals.models import Proposal
from proposals.services import declare, instruct
from tests.factories import make_count, make_proposal
from tests.town import Town

pytestmark = pytest.mark.django_db


def test_a_year_agrees_in_a_few_rounds_and_counts_again_the_same():
    town = Town()
    for _ in range(8):
        counted = town.round()
        if counted.agreed:
            break
    assert counted.agreed
    assert counted.number <= 5
    settle_period(period=town.period)
    publish_plan(period=town.period)
    assert list(faults(town.period)) == []


def test_what_was_learned_is_kept_by_round_and_never_changed():
    town = Town()
    first, second = town.round(), town.round()
    keys = [council.pk for council in town.councils]
    assert recall(first)["key"].tolist() == sorted(keys)
    assert recall(first)["answers"].tolist() == [0] * 5
    assert recall(second)["answers"].tolist() == [1] * 5
    one = recall_of(second, [town.eaters[0].pk])
    assert one["key"].tolist() == [town.eaters[0].pk]
    assert recall_of(second, [0]) is None
    with pytest.raises(Exception, match="never changed"):
        Memory.objects.filter(round=first).update(first=0)


class TestSilence:
    def test_the_silent_are_answered_for_as_expected_and_marked(self):
        town = Town()
        town.round()
        counted = town.round(silent=[town.eaters[0]])
        assert (counted.own, counted.imputed, counted.carried) == (4, 1, 0)
        last = Proposal.objects.in_force(town.period, counted.cutoff)
        imputed, own = (last.get(council=council) for council in town.eaters[:2])
        assert imputed.origin == Proposal.Origin.IMPUTED
        assert imputed.lines[town.bread.pk] == pytest.approx(
            own.lines[town.bread.pk], rel=0.02
        )

    def test_nothing_is_learned_from_what_was_only_expected(self):
        town = Town()
        town.round()
        counted = town.round(silent=[town.eaters[0]])
        memory = recall(counted)
        place = memory["key"].tolist().index(town.eaters[0].pk)
        assert memory["answers"][place] == 0
        assert sorted(memory["answers"].tolist()) == [0, 1, 1, 1, 1]

    def test_a_standing_instruction_goes_before_the_expectation(self):
        town = Town()
        town.round()
        instruct(council=town.eaters[0], mode="keep")
        counted = town.round(silent=town.eaters[:2])
        assert (counted.standing, counted.imputed) == (1, 1)
        later = Proposal.objects.filter(council__in=town.eaters[:2], revision__gt=1)
        # What is kept needs no new row.
        assert [(each.council, each.origin) for each in later] == [
            (town.eaters[1], Proposal.Origin.IMPUTED)
        ]

    def test_an_instruction_goes_by_what_the_council_said_not_by_what_was_expected(
        self,
    ):
        town = Town(tolerance=Decimal("0.0001"))
        town.round()
        town.round(silent=[town.eaters[0]])
        own, imputed = Proposal.objects.filter(council=town.eaters[0]).order_by("pk")
        assert imputed.lines != own.lines
        instruct(council=town.eaters[0], mode="keep")
        counted = town.round(silent=[town.eaters[0]])
        last = Proposal.objects.in_force(town.period, counted.cutoff)
        kept = last.get(council=town.eaters[0])
        assert (kept.origin, kept.lines) == (Proposal.Origin.STANDING, own.lines)

    def test_whoever_withdrew_is_not_answered_for(self):
        town = Town()
        town.round()
        make_proposal(town.bakers[1], town.period, {})
        town.round(silent=[town.bakers[1]])
        counted = town.round(silent=[town.bakers[1]])
        last = Proposal.objects.in_force(town.period, counted.cutoff)
        assert last.get(council=town.bakers[1]).lines == {}
        assert town.bakers[1].pk not in recall(counted)["key"].tolist()

    def test_all_silent_for_rounds_ends_in_an_agreement_or_a_stall(self):
        town = Town(max_rounds=12)
        town.round()
        while town.period.status == "open":
            make_count(town.period)
            town.period.refresh_from_db()
        assert town.period.status in ("agreed", "stalled")
        assert list(faults(town.period)) == []


def test_a_declaration_is_where_the_expectation_begins():
    town = Town()
    declare(council=town.eaters[0], substitution=Decimal("0.1"))
    memory = recall(town.round())
    keys = memory["key"].tolist()
    told, untold = (keys.index(council.pk) for council in town.eaters[:2])
    assert memory["substitution"][told] == pytest.approx(0.1)
    assert memory["substitution"][untold] > 0.5


def test_the_next_year_begins_with_what_this_one_learned():
    town = Town()
    while not town.round().agreed:
        pass
    settle_period(period=town.period)
    publish_plan(period=town.period)
    before = recall(Round.objects.current(town.period))
    year = {"name_en": "Next", "name_de": "Nächstes"}
    town.period = prepare_next_year(
        period=town.period,
        code="next",
        starts=town.period.ends,
        ends=town.period.ends.replace(year=town.period.ends.year + 1),
        **year,
    )
    open_period(period=town.period)
    after = recall(town.round())
    assert after["answers"].tolist() == before["answers"].tolist()
    assert np.all(after["answers"] > 0)


class TestExplanations:
    def test_each_good_says_which_kinds_of_council_moved_it(self):
        town = Town()
        first, second = town.round(), town.round()
        assert first.results.get(good=town.bread).pulls == {}
        result = second.results.get(good=town.bread)
        before = first.results.get(good=town.bread)
        assert set(result.pulls) == {"worker", "consumer"}
        assert sum(result.pulls.values()) == result.excess - before.excess

    def test_whoever_answers_against_its_own_answers_is_named_to_facilitators(self):
        town = Town(tolerance=Decimal("0.0001"))
        for factor in (1, 1, 1, 30):
            for council in town.councils[1:]:
                town.answer(council)
            bread, work = town.answer(town.bakers[0]).lines.values()
            make_proposal(
                town.bakers[0],
                town.period,
                {town.bread: bread * factor, town.work: work},
            )
            counted = make_count(town.period)
        assert [key for key, _surprise in counted.outliers] == [town.bakers[0].pk]


def test_a_year_nobody_has_proposed_for_yet_goes_on():
    town = Town(max_rounds=4)
    assert make_count(town.period).worst == 0
    assert make_count(town.period).own == 0
    assert town.round().own == 5
    assert town.round().number == 4
    assert list(faults(town.period)) == []


class TestNoise:
    @pytest.fixture
    def noisy(self, monkeypatch):
        """A town in which what is left is always said to be noise."""
        monkeypatch.setattr(Round, "is_noise", property(lambda _round: True))
        return Town(tolerance=Decimal("0.0001"))

    def test_rounds_end_where_more_cannot_help(self, noisy):
        noisy.round()
        assert noisy.period.status == "stalled"

    def test_people_may_go_on_all_the_same(self, noisy):
        noisy.round()
        resume_period(period=noisy.period, rounds=5)
        noisy.period.refresh_from_db()
        noisy.round()
        assert noisy.period.status == "open"


@pytest.mark.parametrize(
    ("floor", "worst", "noise"),
    [(None, 0.01, False), (0.01, 0.0131, False), (0.01, 0.0129, True)],
)
def test_a_little_more_than_the_noise_floor_is_noise(floor, worst, noise):
    assert Round(noise_floor=floor, worst=worst).is_noise is noise
