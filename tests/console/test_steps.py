"""The steps of a year as a facilitator takes them: each shows first what it does."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from kombu.exceptions import OperationalError

from console.stepping import KINDS, steps_for
from iteration import tasks
from iteration.models import Round
from iteration.services import close_round, closing, extend_round
from ledger.models import Record
from proposals.models import Period
from proposals.services import instruct
from tests.console.stepping import WHY, look, press, seen_on, take, where
from tests.factories import (
    later,
    make_bread_year,
    make_count,
    make_due,
    make_facilitator,
    make_good,
    make_period,
    make_seat,
    reload,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def facilitator(client):
    client.person = make_facilitator()
    client.force_login(client.person)
    return client


@pytest.fixture
def knocks(monkeypatch):
    """The rounds somebody knocked for, in place of a broker."""
    heard = []
    monkeypatch.setattr(tasks.close_round, "delay_on_commit", heard.append)
    return heard


@pytest.fixture
def year():
    period, *_rest = make_bread_year()
    return period


def newest(period):
    return Round.objects.select_related("period").get(
        pk=Round.objects.current(period).pk
    )


def typed(moment):
    """A moment as a browser sends it, in the service's time zone."""
    return f"{moment.astimezone():%Y-%m-%dT%H:%M}"


def make_stalled_year():
    period, *_rest = make_bread_year(max_rounds=1)
    make_count(period)
    return reload(period)


def make_agreed_year():
    period, *_rest = make_bread_year(tolerance="0.5")
    make_count(period)
    return reload(period)


def test_looking_changes_nothing_and_tells_what_would_happen(facilitator, year):
    before = Record.objects.count()

    page, seen = look(facilitator, year, "pause")

    text = page.content.decode()
    assert page.status_code == 200
    assert "2 of 2 councils have answered" in text
    assert "Councils may go on revising" in text
    assert "UTC" in text
    assert seen
    assert Record.objects.count() == before


def test_the_preview_counts_the_people_who_get_letters(facilitator, year):
    eaters = year.proposals.get(council__slug="eaters").council
    for number in range(3):
        person = make_seat(council=eaters).person
        person.email = f"{number}@example.org"
        person.save()
    make_seat(council=eaters)  # Nobody knows an address of theirs.
    page, _seen = look(facilitator, year, "pause")
    assert "to 3 people, to 3 of them at once" in page.content.decode()


def test_a_round_is_paused_and_goes_on(facilitator, year):
    assert take(facilitator, year, "pause") == [f"{newest(year)} is paused."]
    assert newest(year).status == Round.Status.PAUSED
    assert {each.name for each in steps_for(year)} == {"resume"}

    assert take(facilitator, year, "resume") == [f"{newest(year)} goes on."]

    assert newest(year).status == Round.Status.OPEN
    paused = Record.objects.get(kind="round.paused")
    assert (paused.actor, paused.reason) == (str(facilitator.person.public_id), WHY)


def test_extending_shows_first_what_was_typed(facilitator, year):
    _page, seen = look(facilitator, year, "extend")
    cutoff = newest(year).cutoff
    asked = {"cutoff": typed(cutoff + timedelta(days=3))}

    told = press(facilitator, year, "extend", seen=seen, **asked)

    assert told.status_code == 200
    assert "Nothing has happened yet" in told.content.decode()
    assert newest(year).cutoff == cutoff
    answer = press(facilitator, year, "extend", seen=seen_on(told), **asked)
    assert answer.status_code == 302
    assert newest(year).cutoff > cutoff + timedelta(days=2)


def test_what_a_page_suggests_can_be_confirmed_at_once(facilitator, year):
    page, seen = look(facilitator, year, "extend")
    cutoff = newest(year).cutoff
    shown = page.context["form"]["cutoff"].value()
    answer = press(facilitator, year, "extend", seen=seen, cutoff=shown)
    assert answer.status_code == 302
    assert newest(year).cutoff > cutoff


def test_closing_says_who_has_not_answered_and_knocks(facilitator, year, knocks):
    eaters = year.proposals.get(council__slug="eaters").council
    instruct(council=eaters, mode="keep")
    make_count(year)
    page, _seen = look(facilitator, year, "close")
    text = page.content.decode()
    assert "0 of 2 councils have answered, 2 have not" in text
    assert "1 are answered for by standing instruction" in text
    assert "1 are counted with their last proposal" in text
    assert "The next round would end" in text

    said = take(facilitator, year, "close")

    assert said == ["The round is closed and is being counted."]
    assert knocks == [newest(year).pk]
    assert newest(year).cutoff <= later()
    assert close_round(newest(year).pk)


def test_a_round_is_closed_even_if_nobody_hears_the_knock(
    facilitator, year, monkeypatch
):
    def silence(_round):
        raise OperationalError("no broker")

    monkeypatch.setattr(tasks.close_round, "delay_on_commit", silence)
    (said,) = take(facilitator, year, "close")
    assert "as soon as possible" in said
    assert newest(year).cutoff <= later()


def test_a_round_that_is_being_counted_is_reopened(facilitator, year):
    bakers = year.proposals.get(council__slug="bakers").council
    instruct(council=bakers, mode="follow")
    make_count(year)
    round = make_due(year)
    closing.fix_round(round.pk)
    page, _seen = look(facilitator, year, "reopen")
    assert "1, to be taken back" in page.content.decode()

    take(facilitator, year, "reopen", cutoff=typed(later(days=2)))

    assert newest(year).status == Round.Status.OPEN
    assert newest(year).cutoff > later(days=1)


def test_a_year_is_opened_with_the_cutoff_that_was_shown(facilitator):
    period = make_period(prices={make_good(): "2.5"})
    asked = {"first_cutoff": typed(later(days=9))}
    assert take(facilitator, period, "open", **asked) == [f"{period}, round 1 is open."]
    assert newest(period).cutoff > later(days=8)
    assert Record.objects.get(kind="period.opened").reason == WHY


def test_a_stalled_year_goes_on_with_what_was_asked(facilitator):
    period = make_stalled_year()
    asked = {"rounds": "5", "tolerance": "0.05"}
    take(facilitator, period, "go-on", **asked)
    period = reload(period)
    assert (period.max_rounds, period.tolerance) == (6, Decimal("0.05"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"rounds": "0"},
        {"rounds": "99999999999999999999"},
        {"tolerance": "NaN"},
        {"tolerance": "7"},
        {"reason": " "},
        {"reason": "\x00"},
        {"reason": "x" * 2001},
    ],
)
def test_a_stalled_year_does_not_go_on_by_mistake(facilitator, wrong):
    period = make_stalled_year()
    _page, seen = look(facilitator, period, "go-on")
    asked = {"rounds": "10", "tolerance": "0.03", "reason": WHY} | wrong
    answer = press(facilitator, period, "go-on", seen=seen, **asked)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert reload(period).status == Period.Status.STALLED


def test_what_a_service_refuses_is_said_and_nothing_happens(facilitator):
    period = make_period()  # Its catalogue is empty.
    answer = press(facilitator, period, "open", first_cutoff=typed(later(days=9)))
    assert answer.status_code == 409
    assert "has no goods in its catalogue" in answer.content.decode()
    assert reload(period).status == Period.Status.DRAFT


def test_what_the_database_refuses_is_said_too(facilitator, year, monkeypatch):
    @transaction.atomic
    def refused(*, round, **_asked):
        Period.objects.filter(pk=round.period_id).update(tolerance=-1)

    monkeypatch.setattr("console.steps.rounds.pause_round", refused)
    answer = press(facilitator, year, "pause")
    assert answer.status_code == 409
    assert "period_tolerance_between_0_and_1" in answer.content.decode()


def test_a_page_that_is_outdated_does_nothing_and_says_what_changed(facilitator, year):
    _page, seen = look(facilitator, year, "pause")
    extend_round(round=newest(year), cutoff=later(days=20))

    answer = press(facilitator, year, "pause", seen=seen)

    assert answer.status_code == 409
    assert "The cutoff has been moved" in answer.content.decode()
    assert newest(year).status == Round.Status.OPEN


@pytest.mark.parametrize("name", ["pause", "close", "extend"])
def test_a_page_from_before_the_count_does_nothing(facilitator, year, name):
    _page, seen = look(facilitator, year, name)
    make_count(year)
    records = Record.objects.count()
    answer = press(facilitator, year, name, seen=seen)
    assert answer.status_code == 409
    assert "Round 2 has opened" in answer.content.decode()
    assert Record.objects.count() == records


def test_a_forged_page_is_shown_again_before_anything_happens(facilitator, year):
    answer = press(facilitator, year, "pause", seen="made up")
    assert answer.status_code == 200
    assert newest(year).status == Round.Status.OPEN


def test_a_step_that_is_not_possible_says_so(facilitator, year):
    page = facilitator.get(where(year, "go-on"))
    assert page.status_code == 409
    assert "not possible now" in page.content.decode()
    assert facilitator.post(where(year, "go-on")).status_code == 409


def test_unknown_steps_and_years_are_not_found(facilitator, year):
    assert facilitator.get(where(year, "explode")).status_code == 404
    assert facilitator.get("/console/years/never/steps/open/").status_code == 404


@pytest.mark.parametrize(
    ("make", "names"),
    [
        (lambda: make_period(prices={make_good(): 1}), {"open"}),
        (lambda: make_bread_year()[0], {"pause", "extend", "close"}),
        (make_agreed_year, {"settle"}),
        (make_stalled_year, {"settle", "go-on"}),
    ],
)
def test_only_the_steps_that_are_possible_are_offered(facilitator, make, names):
    period = make()
    assert {each.name for each in steps_for(period)} == names
    page = facilitator.get(reverse("console:steps", args=[period.code]))
    text = page.content.decode()
    assert {name for name in KINDS if where(period, name) in text} == names


def test_every_step_wants_a_reason(facilitator):
    for kind in KINDS.values():
        assert kind.form.base_fields["reason"].required


def press_at_once(*steps):
    """Several facilitators press their buttons in one moment; the answers by step."""
    start, found = threading.Barrier(len(steps)), []

    def act(browser, period, name, seen):
        start.wait()
        try:
            answer = press(browser, period, name, seen=seen)
            found.append((name, answer.status_code))
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=each) for each in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


def browser():
    client = Client()
    client.force_login(make_facilitator())
    return client


@pytest.mark.django_db(transaction=True)
def test_two_who_press_the_same_button_do_it_once():
    period = make_agreed_year()
    people = [browser() for _number in range(3)]
    steps = [
        (each, period, "settle", look(each, period, "settle")[1]) for each in people
    ]

    found = press_at_once(*steps)

    assert found == [("settle", 302), ("settle", 409), ("settle", 409)]
    assert Record.objects.filter(kind="plan.settled").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other", ["close", "extend"])
def test_of_opposite_buttons_only_one_is_pressed(knocks, other):
    period, *_rest = make_bread_year()
    one, two = browser(), browser()
    asked = look(one, period, "pause")[1], look(two, period, other)[1]

    found = press_at_once(
        (one, period, "pause", asked[0]), (two, period, other, asked[1])
    )

    codes = dict(found)
    kinds = Record.objects.filter(
        kind__in=["round.paused", "round.closed_early", "round.extended"]
    )
    if other == "extend":  # Without a cutoff it is not even understood.
        assert codes["pause"] == 302
        assert kinds.get().kind == "round.paused"
    else:
        assert sorted(codes.values()) == [302, 409]
        assert kinds.count() == 1


def test_a_settled_year_leads_on_to_its_finish(facilitator):
    period = make_agreed_year()
    answer = press(facilitator, period, "settle")
    assert answer.url == reverse("console:finish", args=[period.code])
