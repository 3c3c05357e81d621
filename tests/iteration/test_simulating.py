"""What if: asked, computed once, on record, and nothing of the year changed by it."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError

from iteration import tasks
from iteration.models import Round, Simulation
from iteration.scenarios import Scenario, cutoffs
from iteration.services import (
    ask_about_stall,
    ask_what_if,
    simulate,
    simulating,
    waiting_simulations,
)
from ledger.canonical import canonical, digest
from ledger.models import Record
from proposals.models import Period, Proposal
from tests.factories import (
    later,
    make_bread_year,
    make_count,
    make_facilitator,
    reload,
)

pytestmark = pytest.mark.django_db
Status = Simulation.Status


@pytest.fixture
def year():
    """A year of bread by the calibrated rule, its first round counted."""
    period, *_others = make_bread_year(rule="calibrated", silence="impute")
    make_count(period)
    return reload(period)


def ask(year, *scenarios, **asked):
    return ask_what_if(period=year, scenarios=scenarios, **asked)


def done(simulation):
    assert simulate(simulation.pk) is True
    simulation.refresh_from_db()
    assert simulation.status == Status.DONE
    return simulation


def test_a_wider_tolerance_stands_beside_the_year_as_it_is(year):
    found = done(ask(year, Scenario(tolerance="0.5"))).result["scenarios"]
    assert [each["terms"]["tolerance"] for each in found] == ["0.03", "0.5"]
    assert found[1]["agreed_in"] == 0
    assert found[1]["rounds"] == []
    assert found[0]["rounds"][0]["number"] == 2
    assert float(found[1]["settlement"]["largest_cut"]) == pytest.approx(0.25)


def test_the_same_question_finds_the_same(year):
    scenario = Scenario(rule="reference", share="0.5")
    one, other = done(ask(year, scenario)), done(ask(year, scenario))
    assert one.result == other.result
    assert one.digest == other.digest == digest(canonical(one.result))
    assert done(ask(year, scenario, seed=2)).digest != one.digest


def test_nothing_of_the_year_changes(year):
    def rows():
        models = (Period, Round, Proposal)
        return [list(model.objects.order_by("pk").values()) for model in models]

    before = rows()
    done(ask(year, Scenario(silence="zero", kind="worker")))
    done(ask_about_stall(period=year))
    assert rows() == before


def test_the_run_is_on_record_with_its_terms_and_digest(year):
    facilitator = make_facilitator()
    run = done(ask(year, Scenario(tolerance="0.05"), actor=facilitator))
    rows = Record.objects.filter(kind__startswith="simulation.").order_by("pk")
    asked, finished = rows
    assert (asked.kind, finished.kind) == ("simulation.asked", "simulation.finished")
    assert asked.actor == str(facilitator.public_id)
    assert asked.data["asked"]["scenarios"] == [{}, {"tolerance": "0.05"}]
    assert finished.data["digest"] == run.digest
    assert finished.data["asked"] == asked.data["asked"]


def test_delivered_twice_it_is_computed_once(year):
    run = done(ask(year))
    finished = run.finished_at
    assert simulate(run.pk) is False
    tasks.simulate(run.pk)
    run.refresh_from_db()
    assert run.finished_at == finished
    assert Record.objects.filter(kind="simulation.finished").count() == 1


def test_a_second_worker_leaves_it_to_the_first(year, monkeypatch):
    run = ask(year)
    compute = simulating.what_if

    def compute_while_another_is_delivered(simulation, heard):
        assert simulate(run.pk) is False
        return compute(simulation, heard)

    monkeypatch.setitem(
        simulating.RUNS, Simulation.Kind.WHAT_IF, compute_while_another_is_delivered
    )
    done(run)


def test_killed_and_delivered_again_it_ends(year):
    run = ask(year)
    Simulation.objects.filter(pk=run.pk).update(
        status=Status.RUNNING, attempts=1, heard_at=later(seconds=-50)
    )
    assert run.pk not in waiting_simulations()
    assert simulate(run.pk) is False
    Simulation.objects.filter(pk=run.pk).update(heard_at=later(seconds=-61))
    assert waiting_simulations() == [run.pk]
    done(run)
    assert waiting_simulations() == []


def test_who_was_taken_for_dead_writes_nothing(year, monkeypatch):
    run = ask(year)
    compute = simulating.what_if

    def compute_too_late(simulation, heard):
        monkeypatch.setitem(simulating.RUNS, Simulation.Kind.WHAT_IF, compute)
        Simulation.objects.filter(pk=run.pk).update(heard_at=later(seconds=-61))
        assert simulate(run.pk) is True
        return compute(simulation, heard)

    monkeypatch.setitem(simulating.RUNS, Simulation.Kind.WHAT_IF, compute_too_late)
    assert simulate(run.pk) is False
    assert Record.objects.filter(kind="simulation.finished").count() == 1


def test_what_kills_its_workers_is_given_up(year):
    run = ask(year)
    Simulation.objects.filter(pk=run.pk).update(
        status=Status.RUNNING,
        attempts=Simulation.ATTEMPTS,
        heard_at=later(seconds=-61),
    )
    assert simulate(run.pk) is False
    run.refresh_from_db()
    assert run.status == Status.FAILED
    assert Record.objects.filter(kind="simulation.failed").exists()
    assert waiting_simulations() == []


def test_a_fault_is_told_and_not_repeated(year, monkeypatch):
    def breaks(simulation, heard):
        raise ZeroDivisionError

    monkeypatch.setitem(simulating.RUNS, Simulation.Kind.WHAT_IF, breaks)
    run = ask(year)
    simulate(run.pk)
    run.refresh_from_db()
    assert run.status == Status.FAILED


def test_a_database_that_goes_away_is_no_fault(year, monkeypatch):
    def goes_away(simulation, heard):
        raise OperationalError

    monkeypatch.setitem(simulating.RUNS, Simulation.Kind.WHAT_IF, goes_away)
    run = ask(year)
    with pytest.raises(OperationalError):
        simulate(run.pk)
    assert waiting_simulations() == [run.pk]


def test_before_a_round_is_counted_nothing_can_be_foreseen():
    period, *_others = make_bread_year(rule="calibrated")
    with pytest.raises(ValidationError) as caught:
        ask(period)
    assert caught.value.code == "state"


@pytest.mark.parametrize("rounds", [0, 31])
def test_rounds_have_bounds(year, rounds):
    with pytest.raises(ValidationError) as caught:
        ask(year, rounds=rounds)
    assert caught.value.code == "rounds"


def test_named_councils_fall_silent(year):
    found = done(ask(year, Scenario(silence="zero", councils=("bakers",)))).result
    told = found["scenarios"][1]
    assert told["terms"]["silenced"] == 1
    assert told["out"][0] == told["out"][0] | {"good": "bread", "offered": "0"}


def test_a_year_that_learns_nothing_says_so():
    period, *_others = make_bread_year()
    make_count(period)
    basis = done(ask(reload(period))).result["basis"]
    assert basis["learns"] is False
    assert basis["learned"] == 0


def test_what_is_missing_is_said_of_each_good(year):
    found = done(ask_about_stall(period=year)).result
    (bread,) = found["goods"]
    # 80 requested and 60 offered; 80 and 77.636 are just within 3 percent.
    assert bread["good"] == "bread"
    assert int(bread["missing"]) == 17_636
    assert float(bread["requested"]) < 0
    assert [line[1] for line in bread["councils"]] == ["80000"]
    assert float(found["best"]["tolerance"]) == pytest.approx(2 * 20 / 140, abs=1e-5)
    assert found["best"]["kinds"].keys() == {"consumer"}


def test_simulated_cutoffs_keep_their_hour_when_the_clocks_change(year, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    run = ask(year)
    run.asked["cutoff"] = datetime(2026, 10, 22, 16, tzinfo=UTC).isoformat()
    days = [f"{each:%d %H:%M}" for each in cutoffs(run, Scenario(), 2)]
    assert days == ["22 16:00", "29 17:00"]
    assert cutoffs(run, Scenario(length=2), 2)[1].day == 24
