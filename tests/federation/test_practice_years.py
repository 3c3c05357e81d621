"""Practice years by program: found, used, begun anew; listed only when asked for."""

from datetime import timedelta

import pytest

from councils.models import Council, Person
from federation.models import Attempt, Webhook
from iteration.services import rehearse, rehearse_village, reset_practice
from proposals.models import Period, Proposal
from tests.factories import (
    make_council,
    make_facilitator,
    make_good,
    make_period,
    make_person,
    make_seat,
    reload,
)
from tests.federation.contract import fits
from tests.federation.webhooks.receiver import make_delivery, make_webhook
from tests.federation.world import Caller, caller, problem

pytestmark = pytest.mark.django_db
PERIODS = "/api/v1/periods"


@pytest.fixture
def year():
    """A year in preparation and its practice year, whose rounds take an hour each."""
    goods = {make_good("bread"): 2, make_good("work", category="labour", unit="h"): 20}
    real = make_period("2027", goods)
    make_seat(make_person("emma"), make_council("eaters"))
    make_council("bakers", kind="worker")
    fay = make_facilitator("fay")
    copy = rehearse(period=real, actor=fay)
    return reset_practice(period=copy, actor=fay, round_length=timedelta(hours=1))


@pytest.fixture
def ours(year):
    return caller(Person.objects.get(username="emma"))


def propose(program, year, quantity="5.000"):
    body = {"period": year.code, "lines": {"bread": quantity}}
    return program.post("/api/v1/councils/eaters/proposals", body)


def test_they_are_listed_only_when_they_are_asked_for(year):
    anybody = Caller()
    assert anybody.get(PERIODS).json()["items"] == []
    answer = anybody.get(f"{PERIODS}?practice=true")
    [shown] = answer.json()["items"]
    assert (shown["code"], shown["practice"]) == (year.code, True)
    fits(answer, "GET", PERIODS)
    problem(anybody.get(f"{PERIODS}?practice=maybe"), 400, "invalid-parameters")


def test_all_addresses_of_a_year_take_its_code(year):
    path = f"{PERIODS}/{year.code}"
    assert Caller().get(path).json()["practice"] is True
    for more in ("/goods", "/rounds", "/rounds/1", "/rounds/1/prices"):
        assert Caller().get(path + more).status_code == 200


def test_a_year_in_preparation_is_not_found(year):
    problem(Caller().get(f"{PERIODS}/2027"), 404, "not-found")


def test_a_program_proposes_in_it_and_not_in_the_real_one(year, ours):
    answer = propose(ours, year)
    assert answer.status_code == 201
    assert answer.json()["period"] == year.code
    assert ours.get(answer["Location"]).status_code == 200
    real = Period.objects.get(code="2027")
    assert not Proposal.objects.filter(period=real).exists()


def test_once_it_is_begun_anew_what_was_sent_is_gone(year, ours):
    sent = propose(ours, year)
    again = reset_practice(
        period=reload(year), actor=make_facilitator(), round_length=timedelta(hours=1)
    )
    assert again.code == year.code
    problem(ours.get(sent["Location"]), 404, "not-found")
    assert propose(ours, again).status_code == 201


def test_a_village_goes_with_the_webhooks_of_its_councils():
    fay = make_facilitator()
    village = rehearse_village(actor=fay)
    council = Council.objects.of(fay).first()
    delivery = make_delivery(make_webhook("https://a.example/", council))
    Attempt.objects.create(delivery=delivery)
    reset_practice(period=village, actor=fay)
    assert not Webhook.objects.exists()
    assert not Attempt.objects.exists()
