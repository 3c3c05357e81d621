"""A paused round keeps its time; nothing closes it, and councils may go on revising."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from councils.models import Event
from iteration import letters, tasks
from iteration.models import Round
from iteration.services import (
    close_now,
    close_round,
    due_rounds,
    extend_round,
    pause_round,
    resume_round,
)
from ledger import clock
from ledger.models import Record
from tests.factories import (
    later,
    make_bread_year,
    make_due,
    make_person,
    make_proposal,
)

pytestmark = pytest.mark.django_db
WHY = {"reason": "The mill has burnt down."}


@pytest.fixture
def year():
    period, *_rest = make_bread_year()
    return period


@pytest.fixture
def round(year):
    return Round.objects.select_related("period").get(period=year)


def time_passes(round, **by):
    """Let the round's cutoff, and its pause, lie so much further back."""
    round.refresh_from_db()
    moved = {"cutoff": round.cutoff - timedelta(**by)}
    moved["opened_at"] = round.opened_at - timedelta(**by)
    if round.paused_at:
        moved["paused_at"] = round.paused_at - timedelta(**by)
    Round.objects.filter(pk=round.pk).update(**moved)


def test_the_time_left_is_kept_however_long_the_pause_takes(round):
    left = round.cutoff - clock.now()
    pause_round(round=round, **WHY)
    assert abs(round.time_left - left) < timedelta(seconds=2)

    time_passes(round, days=30)
    resume_round(round=round, **WHY)

    assert round.status == Round.Status.OPEN
    assert abs(round.cutoff - clock.now() - left) < timedelta(seconds=2)
    assert (round.paused_at, round.time_left) == (None, None)


def test_no_tick_closes_a_paused_round(round, monkeypatch):
    knocks = []
    monkeypatch.setattr(tasks.close_round, "delay", knocks.append)
    pause_round(round=round, **WHY)
    time_passes(round, days=30)

    tasks.tick()

    assert (due_rounds(), knocks) == ([], [])
    assert not close_round(round.pk)
    assert Round.objects.get(pk=round.pk).status == Round.Status.PAUSED


def test_what_is_handed_in_during_a_pause_counts(year, round):
    pause_round(round=round, **WHY)
    eaters = year.proposals.get(council__slug="eaters").council
    bread = year.goods.get()
    make_proposal(eaters, year, {bread: 61_000})
    resume_round(round=round, **WHY)

    close_now(round=round)
    close_round(round.pk)

    assert Round.objects.get(pk=round.pk).results.get().requested == 61_000


def test_only_an_open_round_is_paused_and_only_a_paused_one_goes_on(round):
    with pytest.raises(ValidationError) as caught:
        resume_round(round=round, **WHY)
    assert caught.value.code == "state"
    stale = Round.objects.get(pk=round.pk)
    pause_round(round=round, **WHY)
    for step in (pause_round, close_now):
        with pytest.raises(ValidationError) as caught:
            step(round=stale, reason="Again.")
        assert caught.value.code == "state"
    with pytest.raises(ValidationError) as caught:
        extend_round(round=stale, cutoff=later(days=20), reason="Again.")
    assert caught.value.code == "state"


def test_a_round_that_is_due_is_not_paused(year):
    round = make_due(year)
    with pytest.raises(ValidationError) as caught:
        pause_round(round=round, **WHY)
    assert caught.value.code == "cutoff"


def test_whoever_saw_another_cutoff_does_not_pause(round):
    stale = Round.objects.get(pk=round.pk)
    extend_round(round=round, cutoff=later(days=20), **WHY)
    with pytest.raises(ValidationError) as caught:
        pause_round(round=stale, **WHY)
    assert caught.value.code == "state"
    assert "moved" in caught.value.messages[0]


@pytest.mark.parametrize(
    "kept",
    [
        {"status": "paused"},
        {"status": "paused", "paused_at": later},
        {"time_left": timedelta(days=1)},
        {"status": "paused", "paused_at": later, "time_left": timedelta(0)},
    ],
)
def test_the_database_refuses_a_pause_without_time_and_time_without_a_pause(
    round, kept
):
    kept = {key: value() if callable(value) else value for key, value in kept.items()}
    with (
        pytest.raises(IntegrityError, match="round_paused_keeps_its_time_left"),
        transaction.atomic(),
    ):
        Round.objects.filter(pk=round.pk).update(**kept)


def test_steps_of_people_want_a_reason_and_are_on_record(round):
    person = make_person()
    for reason in ("", " \n"):
        with pytest.raises(ValidationError) as caught:
            pause_round(round=round, actor=person, reason=reason)
        assert caught.value.code == "reason"
        with pytest.raises(ValidationError) as caught:
            extend_round(
                round=round, cutoff=later(days=20), actor=person, reason=reason
            )
        assert caught.value.code == "reason"
    pause_round(round=round, actor=person, **WHY)
    resume_round(round=round, actor=person, **WHY)
    kinds = ["round.paused", "round.resumed"]
    records = Record.objects.filter(kind__in=kinds).order_by("pk")
    assert [each.kind for each in records] == kinds
    assert {each.actor for each in records} == {str(person.public_id)}
    assert {each.reason for each in records} == {WHY["reason"]}


def test_reminders_stop_while_it_is_paused(round):
    time_passes(round, days=6, hours=12)  # Half a day is left.
    round.refresh_from_db()
    pause_round(round=round, **WHY)
    letters.remind(clock.now())
    assert not Event.objects.filter(kind="round.closing").exists()
    resume_round(round=round, **WHY)
    letters.remind(clock.now())
    assert Event.objects.filter(kind="round.closing").exists()
