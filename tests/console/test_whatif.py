"""What if: asked by facilitators, shown side by side, taken away, compared."""

import csv
import io

import pytest
from django.urls import reverse

from iteration.models import Simulation
from iteration.scenarios import Scenario
from iteration.services import ask_what_if, simulate
from ledger.models import Record
from tests.factories import (
    make_auditor,
    make_bread_year,
    make_count,
    make_facilitator,
    reload,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    period, *_others = make_bread_year(
        rule="calibrated", silence="impute", code="2027", max_rounds=4
    )
    make_count(period)
    return reload(period)


@pytest.fixture
def facilitator(client):
    person = make_facilitator()
    client.force_login(person)
    return person


def address(name, *args):
    return reverse(f"console:{name}", args=["2027", *args])


def played(year, *scenarios):
    run = ask_what_if(period=year, scenarios=scenarios)
    assert simulate(run.pk)
    run.refresh_from_db()
    assert run.status == Simulation.Status.DONE
    return run


def test_a_question_is_asked_computed_later_and_kept(
    client, facilitator, year, django_capture_on_commit_callbacks, monkeypatch
):
    knocked = []
    monkeypatch.setattr("console.views.whatif.simulate.delay", knocked.append)
    data = {"rounds": "5", "seed": "1", "a-tolerance": "50", "a-councils": "bakers"}
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(address("what-if"), data)
    run = Simulation.objects.get()
    assert response.url == address("what-if-run", run.pk)
    assert run.asked_by == facilitator
    assert run.asked["scenarios"] == [
        {},
        {"tolerance": "0.5", "councils": ["bakers"]},
    ]
    assert run.status == Simulation.Status.ASKED
    page = client.get(response.url).content.decode()
    assert "waiting" in page
    assert Record.objects.filter(kind="simulation.asked").count() == 1


def test_scenarios_stand_beside_the_year_as_it_is(client, facilitator, year):
    run = played(year, Scenario(tolerance="0.5"), Scenario(share="0.5", silence="zero"))
    page = client.get(address("what-if-run", run.pk)).content.decode()
    assert "As it is" in page
    assert "tolerance 50" in page
    assert "the counted round agrees already" in page
    assert "Scenario B" in page
    assert run.digest in page
    assert page.count("<svg") == 2


def test_mistakes_are_told_beside_their_fields(client, facilitator, year):
    data = {"rounds": "99", "seed": "1", "b-councils": "nobody", "a-tolerance": "x"}
    response = client.post(address("what-if"), data)
    assert response.status_code == 422
    page = response.content.decode()
    for field in ("rounds", "b-councils", "a-tolerance"):
        assert f'href="#{field}"' in page
    assert not Simulation.objects.exists()


def test_auditors_read_and_do_not_ask(client, year):
    client.force_login(make_auditor())
    run = played(year)
    assert client.get(address("what-if-run", run.pk)).status_code == 200
    assert "<button>Play" not in client.get(address("what-if")).content.decode()
    assert client.post(address("what-if"), {"rounds": "5"}).status_code == 404


def test_a_simulation_of_another_year_is_not_there(client, facilitator, year):
    run = played(year)
    other = reverse("console:what-if-run", args=["2026", run.pk])
    assert client.get(other).status_code == 404


def test_any_two_are_compared(client, facilitator, year):
    one, other = played(year), played(year, Scenario(rule="reference"))
    page = client.get(
        address("what-if-compare"), {"one": one.pk, "other": other.pk}
    ).content.decode()
    assert f"{one.pk}: As it is" in page
    assert f"{other.pk}: Scenario A" in page


@pytest.mark.parametrize("asked", ["", "x", "9" * 30, "-1", "\0"])
def test_nothing_asked_breaks_the_comparison(client, facilitator, year, asked):
    played(year)
    response = client.get(address("what-if-compare"), {"one": asked, "other": asked})
    assert response.status_code == 200


def test_it_can_be_taken_away(client, facilitator, year):
    run = played(year, Scenario(tolerance="0.5"))
    document = client.get(address("what-if-json", run.pk)).json()
    assert document["digest"] == run.digest
    assert document["result"] == run.result
    text = client.get(address("what-if-csv", run.pk)).content.decode()
    lines = list(csv.DictReader(io.StringIO(text)))
    assert [line["round"] for line in lines][:1] == ["2"]
    assert lines[0]["worst"] == run.result["scenarios"][0]["rounds"][0]["worst"]


def test_the_page_asks_again_until_it_is_done(client, facilitator, year):
    run = ask_what_if(period=year, scenarios=[])
    waiting = client.get(address("what-if-progress", run.pk))
    assert "every 2s" in waiting.content.decode()
    assert "HX-Refresh" not in waiting
    simulate(run.pk)
    assert client.get(address("what-if-progress", run.pk))["HX-Refresh"] == "true"


def test_before_the_first_count_it_says_why_nothing_can_be_asked(client, facilitator):
    make_bread_year(rule="calibrated", code="2027")
    page = client.get(address("what-if")).content.decode()
    assert "nothing can be foreseen" in page
    response = client.post(address("what-if"), {"rounds": "5", "seed": "1"})
    assert response.status_code == 422


def test_pages_ask_the_database_little(
    client, facilitator, year, django_assert_max_num_queries
):
    runs = [played(year, Scenario(tolerance="0.5")) for _ in range(3)]
    with django_assert_max_num_queries(15):
        client.get(address("what-if-run", runs[0].pk))
    with django_assert_max_num_queries(15):
        client.get(address("what-if"))
