"""The steps of a year as a facilitator takes them in the administration."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.urls import reverse
from kombu.exceptions import OperationalError

from iteration import tasks
from iteration.admin import steps
from iteration.models import Plan, Round
from iteration.services import close_round, settle_period
from ledger.models import Record
from proposals.models import Period
from tests.factories import (
    later,
    make_bread_year,
    make_council,
    make_count,
    make_facilitator,
    make_good,
    make_open_period,
    make_period,
    make_person,
    make_proposal,
    reload,
)

pytestmark = pytest.mark.django_db
REASON = {"reason": "the council of councils decided so"}


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


def make_agreed_year():
    """A year whose only round agreed."""
    bread = make_good("bread")
    period = make_open_period({bread: "2.5"})
    make_proposal(make_council(), period, {bread: 60_000})
    make_proposal(make_council(kind="worker"), period, {bread: -60_000})
    make_count(period)
    return reload(period)


def make_stalled_year():
    """A year whose only round did not agree."""
    period, *_rest = make_bread_year(max_rounds=1)
    make_count(period)
    return reload(period)


def step(row, name):
    kind = row._meta.model_name
    label = row._meta.app_label
    return reverse(f"admin:{label}_{kind}_step", args=[row.pk, name])


def take(client, row, name, **asked):
    """Press the button of a step; return what is said then."""
    answer = client.post(step(row, name), asked, follow=True)
    assert answer.status_code == 200
    return [str(message) for message in answer.context["messages"]]


def kinds(row):
    return list(
        Record.objects.filter(subject__startswith=row.code)
        .order_by("pk")
        .values_list("kind", flat=True)
    )


def test_opening_asks_first_and_then_opens(facilitator):
    period = make_period(prices={make_good(): "2.5"})

    page = facilitator.get(step(period, "open"))

    assert page.status_code == 200
    assert reload(period).status == Period.Status.DRAFT
    assert take(facilitator, period, "open") == [f"{period}, round 1 is open."]
    assert reload(period).status == Period.Status.OPEN
    opened = Record.objects.get(kind="period.opened")
    assert opened.actor == str(facilitator.person.public_id)


def test_opening_takes_a_first_cutoff(facilitator):
    period = make_period(prices={make_good(): "2.5"})
    cutoff = f"{later(days=9):%Y-%m-%dT18:00}"

    take(facilitator, period, "open", first_cutoff=cutoff)

    assert period.rounds.get().cutoff.astimezone().minute == 0
    assert period.rounds.get().cutoff > later(days=7)


@pytest.mark.parametrize(
    "cutoff",
    [
        "2020-01-01T12:00",
        "0001-01-01T00:00",
        "9999-12-31T23:59",
        "yesterday",
        "2027-03-28T02:30",  # The hour that daylight saving leaves out.
        "\x00",
    ],
)
def test_a_senseless_cutoff_opens_nothing_and_breaks_nothing(facilitator, cutoff):
    period = make_period(prices={make_good(): "2.5"})
    asked = {"first_cutoff": cutoff}
    answer = facilitator.post(step(period, "open"), asked, follow=True)
    assert answer.status_code == 200
    assert reload(period).status == Period.Status.DRAFT


def test_what_a_service_refuses_is_said_and_nothing_happens(facilitator):
    period = make_period()  # Its catalogue is empty.
    said = take(facilitator, period, "open")
    assert said == [f"{period} has no goods in its catalogue."]
    assert reload(period).status == Period.Status.DRAFT


def test_what_the_database_refuses_is_said_too(facilitator, monkeypatch):
    period = make_period(prices={make_good(): "2.5"})

    @transaction.atomic
    def refused(*, period, **_asked):
        Period.objects.filter(pk=period.pk).update(tolerance=-1)

    monkeypatch.setattr("iteration.admin.period.open_period", refused)

    (said,) = take(facilitator, period, "open")

    assert "period_tolerance_between_0_and_1" in said
    assert reload(period).tolerance == Decimal("0.03")


def test_settling_publishing_withdrawing_and_settling_again(facilitator):
    period = make_agreed_year()

    take(facilitator, period, "settle", **REASON)
    assert reload(period).status == Period.Status.SETTLED
    take(facilitator, period, "publish")
    assert reload(period).status == Period.Status.PUBLISHED
    take(facilitator, period, "withdraw", **REASON)
    assert reload(period).status == Period.Status.AGREED
    take(facilitator, period, "settle", **REASON)

    assert reload(period).status == Period.Status.SETTLED
    assert Plan.objects.count() == 2
    withdrawn = Record.objects.get(kind="plan.withdrawn")
    assert withdrawn.reason == REASON["reason"]
    assert withdrawn.actor == str(facilitator.person.public_id)


@pytest.mark.parametrize(
    ("make", "before", "name", "asked", "kind"),
    [
        (make_agreed_year, [], "settle", REASON, "plan.settled"),
        (make_agreed_year, [settle_period], "publish", {}, "plan.published"),
        (make_agreed_year, [settle_period], "withdraw", REASON, "plan.withdrawn"),
        (
            make_stalled_year,
            [],
            "resume",
            REASON | {"rounds": "5", "tolerance": "0.05"},
            "period.resumed",
        ),
    ],
)
def test_pressing_twice_does_it_once(facilitator, make, before, name, asked, kind):
    period = make()
    for service in before:
        service(period=period)

    take(facilitator, period, name, **asked)
    (said,) = take(facilitator, period, name, **asked)

    assert said.startswith("Not possible while")
    assert kinds(period).count(kind) == 1


def test_opening_twice_opens_once(facilitator):
    period = make_period(prices={make_good(): "2.5"})
    take(facilitator, period, "open")
    (said,) = take(facilitator, period, "open")
    assert said.startswith("Not possible while")
    assert period.rounds.count() == 1


def test_a_stalled_year_goes_on_with_the_tolerance_asked_for(facilitator):
    period = make_stalled_year()
    asked = REASON | {"rounds": "5", "tolerance": "0.05"}
    take(facilitator, period, "resume", **asked)
    period = reload(period)
    assert period.status == Period.Status.OPEN
    assert (period.max_rounds, period.tolerance) == (6, Decimal("0.05"))
    assert Record.objects.get(kind="period.resumed").reason == REASON["reason"]


def test_a_stalled_year_can_be_settled_from_its_best_round(facilitator):
    period = make_stalled_year()
    take(facilitator, period, "settle", **REASON)
    assert reload(period).status == Period.Status.SETTLED


def test_a_plan_settled_from_a_stall_goes_back_to_the_stall(facilitator):
    period = make_stalled_year()
    take(facilitator, period, "settle", **REASON)
    take(facilitator, period, "withdraw", **REASON)
    assert reload(period).status == Period.Status.STALLED
    take(facilitator, period, "settle", **REASON)
    assert reload(period).status == Period.Status.SETTLED


def test_a_withdrawn_plan_does_not_come_back_by_itself(facilitator, monkeypatch):
    knocks = []
    monkeypatch.setattr(tasks.settle, "delay", knocks.append)
    period = make_agreed_year()
    Period.objects.filter(pk=period.pk).update(automatic=True)
    take(facilitator, period, "settle", **REASON)
    take(facilitator, period, "withdraw", **REASON)
    tasks.tick()
    assert reload(period).status == Period.Status.AGREED
    assert knocks == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"rounds": "0"},
        {"rounds": "1e9"},
        {"rounds": "99999999999999999999"},
        {"tolerance": "NaN"},
        {"tolerance": "7"},
        {"tolerance": "0"},
        {"reason": " "},
        {"reason": "\x00"},
        {"reason": "x" * 2001},
    ],
)
def test_a_stalled_year_does_not_go_on_by_mistake(facilitator, wrong):
    period = make_stalled_year()
    asked = REASON | {"rounds": "5", "tolerance": ""} | wrong
    answer = facilitator.post(step(period, "resume"), asked)
    assert answer.status_code == 200  # The page again, with the fault.
    assert answer.context["form"].errors
    assert reload(period).status == Period.Status.STALLED


@pytest.mark.parametrize("name", ["settle", "withdraw", "resume"])
def test_whatever_touches_others_wants_a_reason(facilitator, name):
    period = make_agreed_year()
    answer = facilitator.post(step(period, name), {"rounds": "5"})
    assert "reason" in answer.context["form"].errors
    assert reload(period).status == Period.Status.AGREED


def test_closing_now_ends_the_round_and_knocks(facilitator, knocks):
    period, *_rest = make_bread_year()
    round = Round.objects.current(period)

    take(facilitator, round, "close", **REASON)

    assert knocks == [round.pk]
    assert Round.objects.get(pk=round.pk).cutoff <= later()
    assert close_round(round.pk)


def test_closing_twice_leaves_the_cutoff_where_it_was(facilitator, knocks):
    period, *_rest = make_bread_year()
    round = Round.objects.current(period)
    take(facilitator, round, "close", **REASON)
    cutoff = Round.objects.get(pk=round.pk).cutoff

    take(facilitator, round, "close", **REASON)

    assert Round.objects.get(pk=round.pk).cutoff == cutoff
    assert kinds(period).count("round.closed_early") == 1
    assert knocks == [round.pk, round.pk]


def test_a_round_is_closed_even_if_nobody_hears_the_knock(facilitator, monkeypatch):
    period, *_rest = make_bread_year()
    round = Round.objects.current(period)

    def silence(_round):
        raise OperationalError("no broker")

    monkeypatch.setattr(tasks.close_round, "delay_on_commit", silence)
    (said,) = take(facilitator, round, "close", **REASON)
    assert "as soon as possible" in said
    assert Round.objects.get(pk=round.pk).cutoff <= later()


def test_a_round_that_was_counted_cannot_be_closed(facilitator, knocks):
    period, *_rest = make_bread_year()
    round = make_count(period)
    (said,) = take(facilitator, round, "close", **REASON)
    assert said.endswith("is no longer open.")
    assert knocks == []


def test_extending_moves_the_cutoff_and_tells_why(facilitator):
    period, *_rest = make_bread_year()
    round = Round.objects.current(period)
    day = round.cutoff + timedelta(days=3)
    asked = REASON | {"cutoff": f"{day:%Y-%m-%dT18:00}"}

    take(facilitator, round, "extend", **asked)
    said = take(facilitator, round, "extend", **asked)

    assert Round.objects.get(pk=round.pk).cutoff > round.cutoff + timedelta(days=2)
    assert said == ["A round can only be extended to a later moment."]
    assert Record.objects.get(kind="round.extended").reason == REASON["reason"]


def test_a_row_offers_the_steps_that_are_possible_now(facilitator):
    offered = {
        make_period(prices={make_good(): 1}): {"open"},
        make_agreed_year(): {"settle"},
    }
    for period, names in offered.items():
        page = facilitator.get(
            reverse("admin:proposals_period_change", args=[period.pk])
        ).content.decode()
        steps = {"open", "settle", "publish", "withdraw", "resume"}
        assert {name for name in steps if step(period, name) in page} == names


def test_an_action_of_the_list_leads_to_the_page_that_asks(facilitator):
    period = make_period(prices={make_good(): 1})
    lists = reverse("admin:proposals_period_changelist")
    chosen = {"action": "open", "index": "0", "_selected_action": [period.pk]}
    answer = facilitator.post(lists, chosen)
    assert answer.url == step(period, "open")
    assert reload(period).status == Period.Status.DRAFT


def test_an_action_takes_one_row_at_a_time(facilitator):
    rows = [make_period().pk, make_period().pk]
    lists = reverse("admin:proposals_period_changelist")
    chosen = {"action": "open", "index": "0", "_selected_action": rows}
    answer = facilitator.post(lists, chosen, follow=True)
    assert [str(each) for each in answer.context["messages"]] == [
        "Choose a single row."
    ]


def test_only_who_may_change_years_takes_steps(client):
    onlooker = make_person(is_staff=True)
    client.force_login(onlooker)
    period = make_period(prices={make_good(): 1})
    assert client.get(step(period, "open")).status_code == 403
    assert client.post(step(period, "open")).status_code == 403
    client.force_login(make_person())
    assert client.post(step(period, "open")).status_code == 302
    assert reload(period).status == Period.Status.DRAFT


def test_unknown_steps_and_rows_are_not_found(facilitator):
    period = make_period()
    assert facilitator.get(step(period, "explode")).status_code == 404
    period.pk = 10**18
    assert facilitator.get(step(period, "open")).status_code == 404


def test_the_permission_of_the_steps_is_one_facilitators_have(facilitator):
    assert facilitator.person.has_perm(steps.PERMISSION)
    assert not make_person(is_staff=True).has_perm(steps.PERMISSION)
