"""A round that is reopened is counted in the end as if it had only been long."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from councils.models import Event
from iteration.models import Round
from iteration.services import (
    RoundNotDue,
    close_now,
    close_round,
    closing,
    due_rounds,
    extend_round,
    pause_round,
    reopen_round,
    settle_period,
)
from ledger.models import Record
from proposals.models import Proposal
from proposals.services import instruct, revoke
from tests.factories import (
    later,
    make_council,
    make_count,
    make_due,
    make_good,
    make_open_period,
    make_proposal,
    reload,
)

pytestmark = pytest.mark.django_db
WHY = {"reason": "The post was on strike."}


class Year:
    """Two bakers and eaters in the second round; one baker lets others answer for it.

    Whatever is done to one such year is done to another, and both compared.
    """

    def __init__(self, name, max_rounds=2, answering=("eaters", 60_000), **rules):
        self.bread = make_good(f"{name}-bread")
        self.period = make_open_period(
            {self.bread: "2.5"},
            code=name,
            tolerance="0.1",
            max_rounds=max_rounds,
            **rules,
        )
        self.councils = {
            "eaters": make_council(f"{name}-eaters"),
            "old": make_council(f"{name}-old", kind="worker"),
            "new": make_council(f"{name}-new", kind="worker"),
        }
        for who, units in (("eaters", 80_000), ("old", -30_000), ("new", -20_000)):
            self.propose(who, units)
        instruct(council=self.councils["old"], mode="follow")
        make_count(self.period)
        self.propose(*answering)

    @property
    def round(self):
        return Round.objects.select_related("period").get(period=self.period, number=2)

    def propose(self, who, units):
        make_proposal(self.councils[who], self.period, {self.bread: units})

    def revoke(self):
        revoke(council=self.councils["old"])

    def fix(self):
        """The cutoff passes and the silent are answered for; nobody counts yet."""
        round = make_due(self.period)
        assert closing.fix_round(round.pk)

    def interrupt(self):
        """Fix the round and reopen it: what must make no difference."""
        self.fix()
        return reopen_round(round=self.round, cutoff=later(days=3), **WHY)

    def lengthen(self):
        extend_round(round=self.round, cutoff=later(days=30))

    def outcome(self):
        """What the round counted and what a plan from it assigns, by who it is."""
        close_now(round=self.round)
        assert close_round(self.round.pk)
        counted, result = self.round, self.round.results.get()
        found = {
            "counted": (result.requested, result.offered, result.imbalance),
            "answers": (counted.own, counted.standing, counted.carried, counted.absent),
            "price": [
                each.price for each in Round.objects.current(self.period).prices.all()
            ],
        }
        if reload(self.period).status == "open":
            close_now(round=Round.objects.current(self.period))
            close_round(Round.objects.current(self.period).pk)
        plan = settle_period(period=reload(self.period))
        names = {council.pk: who for who, council in self.councils.items()}
        found["plan"] = {
            names[each.council_id]: each.quantities for each in plan.assignments.all()
        }
        return found


def same(after_reopening, **rules):
    """The outcomes of a year that was reopened and of one that was only extended."""
    years = [Year("reopened", **rules), Year("extended", **rules)]
    years[0].interrupt()
    years[1].lengthen()
    for year in years:
        after_reopening(year)
    first, second = (year.outcome() for year in years)
    assert first == second
    return first


def test_a_round_that_was_only_due_goes_on_without_a_trace():
    year = Year("valley")
    make_due(year.period)
    before = Proposal.objects.count()

    assert reopen_round(round=year.round, cutoff=later(days=3), **WHY) == 0

    assert Proposal.objects.count() == before
    assert (year.round.status, year.round.reopened) == (Round.Status.OPEN, 0)
    assert Record.objects.get(kind="round.reopened").reason == WHY["reason"]
    assert Event.objects.filter(kind="round.rescheduled").exists()


def test_answers_for_the_silent_are_taken_back_by_a_revision_that_says_so():
    year = Year("valley")
    year.fix()
    mine = Proposal.objects.filter(council=year.councils["old"]).order_by("revision")
    first, made = mine
    assert made.origin == Proposal.Origin.STANDING
    assert made.lines != first.lines

    assert reopen_round(round=year.round, cutoff=later(days=3), **WHY) == 1

    *_rest, restored = mine.all()
    assert restored.origin == Proposal.Origin.RESTORED
    assert restored.lines == first.lines
    in_force = Proposal.objects.in_force(year.period, later())
    assert in_force.get(council=year.councils["old"]) == restored
    assert (year.round.status, year.round.reopened) == (Round.Status.OPEN, 1)
    assert reload(year.period).fixed_until == year.period.rounds.get(number=1).cutoff


@pytest.mark.parametrize("silence", ["carry", "exclude", "zero"])
def test_the_plan_is_the_same_if_nobody_says_anything_more(silence):
    found = same(lambda year: None, silence=silence)
    assert found["answers"][1] == 1  # Answered for again, by its instruction.


@pytest.mark.parametrize("silence", ["carry", "exclude", "zero"])
def test_the_plan_is_the_same_if_the_instruction_is_revoked(silence):
    found = same(Year.revoke, silence=silence)
    assert found["answers"][1] == 0


def test_the_plan_is_the_same_if_the_council_answers_itself():
    found = same(lambda year: year.propose("old", -33_000))
    assert found["answers"][0] == 2


def test_the_plan_is_the_same_with_the_calibrated_rule_that_imputes():
    rules = {"rule": "calibrated", "silence": "impute"}
    same(lambda year: None, answering=("new", -21_000), **rules)
    assert Proposal.objects.filter(origin="imputed").exists()


def test_reopened_twice_it_is_still_the_same():
    same(lambda year: year.interrupt() if "reo" in year.period.code else None)


def test_who_answered_between_the_cutoff_and_the_reopening_has_answered():
    year = Year("valley")
    year.fix()
    year.propose("old", -31_000)
    assert reopen_round(round=year.round, cutoff=later(days=3), **WHY) == 0
    own = Proposal.objects.in_force(year.period, later()).get(
        council=year.councils["old"]
    )
    assert own.origin == Proposal.Origin.MEMBER
    assert year.outcome()["answers"][0] == 2


def test_a_worker_that_counted_to_the_old_cutoff_cannot_publish(monkeypatch):
    year = Year("valley")
    make_due(year.period)
    count = closing.count

    def slowly(round):
        """Meanwhile the round is reopened, answered, and closed again by others."""
        counted = count(round)
        monkeypatch.setattr(closing, "count", count)
        reopen_round(round=year.round, cutoff=later(days=3), **WHY)
        year.propose("new", -25_000)
        make_due(year.period)
        assert closing.fix_round(round.pk)
        return counted

    monkeypatch.setattr(closing, "count", slowly)

    assert not close_round(year.round.pk)
    assert year.round.status == Round.Status.COUNTING
    assert close_round(year.round.pk)
    assert year.round.own == 2


def test_a_worker_that_comes_to_a_reopened_round_leaves_it(monkeypatch):
    """Though its new cutoff passes, and others fix it, before the worker publishes."""
    year = Year("valley")
    make_due(year.period)
    fix, count = closing.fix_round, closing.count

    def fix_and_lose(round_id):
        fixed = fix(round_id)
        monkeypatch.setattr(closing, "fix_round", fix)
        reopen_round(round=year.round, cutoff=later(milliseconds=300), **WHY)
        return fixed

    def slowly(round):
        counted = count(round)
        year.propose("new", -25_000)
        while not due_rounds():
            continue
        assert fix(round.pk)
        return counted

    monkeypatch.setattr(closing, "fix_round", fix_and_lose)
    monkeypatch.setattr(closing, "count", slowly)
    assert not close_round(year.round.pk)
    assert year.round.status == Round.Status.OPEN


def test_only_what_has_ended_and_is_not_published_is_reopened():
    year = Year("valley")
    first = year.period.rounds.get(number=1)
    paused = year.round
    for round in (first, year.round):
        with pytest.raises(ValidationError) as caught:
            reopen_round(round=round, cutoff=later(days=30), **WHY)
        assert caught.value.code == "state"
    pause_round(round=paused, **WHY)
    with pytest.raises(ValidationError) as caught:
        reopen_round(round=year.round, cutoff=later(days=30), **WHY)
    assert caught.value.code == "state"


def test_reopening_wants_a_reason_and_a_moment_to_come():
    year = Year("valley")
    make_due(year.period)
    for wrong in ({"reason": ""}, {"cutoff": later(seconds=-1)}):
        with pytest.raises(ValidationError) as caught:
            reopen_round(
                **({"round": year.round, "cutoff": later(days=1)} | WHY | wrong)
            )
        assert caught.value.code in wrong
    assert year.round.cutoff <= later()


@pytest.mark.django_db(transaction=True)
def test_counting_and_reopening_in_one_moment_end_one_way_or_the_other():
    year = Year("valley")
    round, start, said = make_due(year.period), threading.Barrier(2), {}

    def act(name, step):
        start.wait()
        try:
            said[name] = step()
        except ValidationError as error:
            said[name] = error.code
        except RoundNotDue:
            said[name] = False  # It was reopened before, and has another cutoff.
        finally:
            connection.close()

    steps = {
        "counted": lambda: close_round(round.pk),
        "reopened": lambda: reopen_round(
            round=Round.objects.select_related("period").get(pk=round.pk),
            cutoff=later(days=3),
            **WHY,
        ),
    }
    threads = [threading.Thread(target=act, args=each) for each in steps.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    if said["counted"]:
        assert said["reopened"] == "state"
        assert year.round.status == Round.Status.PUBLISHED
    else:
        assert said["reopened"] in (0, 1)
        assert year.round.status == Round.Status.OPEN
        assert not year.round.results.exists()
