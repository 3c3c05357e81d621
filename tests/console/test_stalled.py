"""Why a year stalls, and what would resolve it."""

import pytest
from django.urls import reverse

from iteration.models import Simulation
from iteration.services import ask_about_stall, simulate
from ledger.models import Record
from proposals.models import Period
from tests.factories import (
    make_auditor,
    make_bread_year,
    make_count,
    make_facilitator,
    reload,
)

pytestmark = pytest.mark.django_db
PAGE = "/console/years/2027/stalled/"


@pytest.fixture
def stalled():
    """A year of one round that ends with 80 kg of bread requested and 60 offered."""
    period, *_others = make_bread_year(
        rule="calibrated", silence="impute", code="2027", max_rounds=1
    )
    make_count(period)
    period = reload(period)
    assert period.status == Period.Status.STALLED
    return period


@pytest.fixture
def facilitator(client):
    person = make_facilitator()
    client.force_login(person)
    return person


def content(client):
    response = client.get(PAGE)
    assert response.status_code == 200
    return response.content.decode()


def test_it_says_why_and_which_goods(client, facilitator, stalled):
    page = content(client)
    assert "Why the year stalls" in page
    assert "are used up" in page
    assert "33 % more requested than offered" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "Work it out" in page


def test_working_it_out_is_asked_and_on_record(
    client, facilitator, stalled, django_capture_on_commit_callbacks, monkeypatch
):
    knocked = []
    monkeypatch.setattr(
        "console.views.stalled.simulate.delay_on_commit", knocked.append
    )
    response = client.post(PAGE)
    run = Simulation.objects.get()
    assert response.url == reverse("console:stalled", args=["2027"])
    assert (run.kind, run.asked_by) == (Simulation.Kind.STALL, facilitator)
    assert knocked == [run.pk]
    assert Record.objects.get(kind="simulation.asked").data["what"] == "stall"
    assert "waiting" in content(client)


def test_each_choice_stands_with_its_consequences(client, facilitator, stalled):
    simulate(ask_about_stall(period=stalled).pk)
    page = content(client).replace("\N{NO-BREAK SPACE}", " ")
    assert "17.636 kg more offered" in page
    assert "Eaters" not in page
    assert "tolerance of 29 %" in page
    assert "cut at most 25 %" in page
    for name in ("go-on", "settle"):
        assert reverse("console:step", args=["2027", name]) in page


def test_looking_at_councils_by_name_is_on_record(client, facilitator, stalled):
    simulate(ask_about_stall(period=stalled).pk)
    page = client.get(PAGE + "councils/").content.decode()
    assert "Eaters" in page
    assert "80" in page
    seen = Record.objects.get(kind="list.looked_at")
    assert seen.actor == str(facilitator.public_id)
    assert seen.data["which"] == "2027/1"


def test_while_rounds_run_nothing_is_offered_that_cannot_be_done(client, facilitator):
    period, *_others = make_bread_year(rule="calibrated", code="2027")
    make_count(period)
    simulate(ask_about_stall(period=reload(period)).pk)
    page = content(client)
    assert "Where the year would stall" in page
    assert reverse("console:step", args=["2027", "settle"]) not in page


def test_before_the_first_count_there_is_nothing_to_say(client, facilitator):
    make_bread_year(code="2027")
    assert "No round is counted yet" in content(client)
    assert client.post(PAGE).status_code == 302
    assert not Simulation.objects.exists()


def test_auditors_read_and_do_not_ask(client, stalled):
    client.force_login(make_auditor())
    simulate(ask_about_stall(period=stalled).pk)
    assert "Work it out" not in content(client)
    assert client.get(PAGE + "councils/").status_code == 404
    assert client.post(PAGE).status_code == 404


def test_the_page_asks_the_database_little(
    client, facilitator, stalled, django_assert_max_num_queries
):
    simulate(ask_about_stall(period=stalled).pk)
    with django_assert_max_num_queries(15):
        client.get(PAGE)
