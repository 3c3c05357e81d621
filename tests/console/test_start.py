"""Where facilitators begin: every year, and what of it waits for them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from iteration.services import pause_round, settle_period
from proposals.services import ask
from tests.factories import (
    make_auditor,
    make_bread_year,
    make_council,
    make_count,
    make_facilitator,
    make_good,
    make_open_period,
    make_period,
    make_proposal,
    reload,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def faye(client):
    faye = make_facilitator("faye")
    client.force_login(faye)
    return faye


def shown(client):
    answer = client.get(reverse("console:start"))
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def test_without_a_year_it_leads_to_the_first(client, faye):
    page = shown(client)
    assert "There is no planning year yet." in page
    assert reverse("console:guide") in page


def test_an_open_round_says_how_long_it_runs_and_who_is_silent(client, faye):
    make_bread_year()
    make_council("strangers")
    page = shown(client)
    assert "Round 1: 6 days and 23 hours left, 1 of 3 have not answered." in page
    assert "2 of 3 councils have answered" in page


def test_the_last_count_says_how_many_goods_are_out_of_tolerance(client, faye):
    make_count(make_bread_year()[0])
    assert "Round 1: one good out of tolerance." in shown(client)


def test_a_paused_round_says_so(client, faye):
    period = make_bread_year()[0]
    pause_round(round=period.rounds.get(), actor=faye, reason="A strike.")
    assert "Round 1 is paused: 0 of 2 have not answered." in shown(client)


def test_what_waits_for_somebody_is_said_of_each_state(client, faye):
    make_period("2029")
    bread = make_good("bread")
    eaters, bakers = make_council("eaters"), make_council("bakers", kind="worker")
    for code in ("2027", "2028"):
        period = make_open_period({bread: "2.5"}, code=code)
        make_proposal(eaters, period, {bread: 80_000})
        make_proposal(bakers, period, {bread: -79_000})
        make_count(period)
        if code == "2027":
            settle_period(period=reload(period))
    page = shown(client)
    assert "It is in preparation: no round is open yet." in page
    assert "The proposals agree and wait to be settled." in page
    assert "The plan is settled and waits to be approved." in page


def test_a_question_nobody_has_answered_waits(client, faye):
    period, _bread, eaters, _bakers = make_bread_year()
    about = {"council": eaters, "period": period, "actor": faye}
    ask(about="ratio", text="Why?", **about)
    assert "One question waits for the answer of a council." in shown(client)


def test_an_auditor_reads_it(client):
    client.force_login(make_auditor())
    make_bread_year()
    assert "Round 1" in shown(client)


def test_more_years_take_no_more_queries(client, faye):
    bread = make_good("bread")

    def queries():
        with CaptureQueriesContext(connection) as found:
            shown(client)
        return len(found)

    for code in ("2026", "2027"):
        make_count(make_open_period({bread: 1}, code=code))
    before = queries()
    for code in ("2028", "2029", "2030"):
        make_count(make_open_period({bread: 1}, code=code))
        make_period(f"{code}-later")
    assert queries() == before <= 15
