"""The round console: who has answered, how close it is, what can be done."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from iteration.models import Round
from iteration.services import pause_round
from proposals.services import instruct
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
from tests.iteration.history import rewrite

pytestmark = pytest.mark.django_db


@pytest.fixture
def faye(client):
    faye = make_facilitator("faye")
    client.force_login(faye)
    return faye


def shown(client, period):
    answer = client.get(reverse("console:year", args=[period.code]))
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def test_a_year_in_preparation_has_no_round(client, faye):
    page = shown(client, make_period())
    assert "The year is in preparation" in page
    assert "Answers</a>" not in page


def test_an_open_round_shows_everybody_once(client, faye):
    period, bread, eaters, bakers = make_bread_year()
    instruct(council=bakers, mode="keep")
    make_council("strangers")
    make_count(period)
    make_proposal(eaters, reload(period), {bread: 70_000})
    page = shown(client, period)
    assert "1 of 3 councils have answered." in page
    assert '<rect class="answered" x="0" y="0" width="333"' in page
    assert '<rect class="standing" x="333" y="0" width="333"' in page
    assert '<rect class="never" x="666" y="0" width="334"' in page
    assert "Silent: their standing instruction would answer" in page
    assert "6 days and 23 hours left" in page
    assert "UTC)" in page


def test_what_would_become_of_the_silent_is_said_by_the_rule(client, faye):
    period = make_bread_year(silence="exclude")[0]
    make_count(period)
    assert "Silent: would be left out of the count" in shown(client, period)


def test_the_goods_out_of_tolerance_have_a_trend(client, faye):
    period, bread, eaters, _bakers = make_bread_year()
    make_count(period)
    make_proposal(eaters, reload(period), {bread: 70_000})
    make_count(period)
    page = shown(client, period)
    assert "After round 2, one good is out of tolerance." in page
    assert 'id="distance-title"' in page
    assert 'id="goods-out-title"' in page
    assert '<span class="pill done">closer</span>' in page
    make_proposal(eaters, reload(period), {bread: 90_000})
    make_count(period)
    assert '<span class="pill due">further apart</span>' in shown(client, period)


def test_the_rounds_that_are_left_are_said_with_what_it_rests_on(client, faye):
    period = make_bread_year()[0]
    assert "cannot be estimated before two rounds are counted" in shown(client, period)
    for worst in (0.4, 0.1, 0.08):
        counted = make_count(reload(period))
        rewrite(Round.objects.filter(pk=counted.pk), worst=worst)
    page = shown(client, period)
    assert "About 2 more rounds, between 1 and 5." in page
    assert "the last 3 counts" in page
    assert "allow 26 more" in page


def test_a_noise_floor_is_said_in_words(client, faye):
    period = make_bread_year()[0]
    counted = make_count(period)
    assert "Not known" in shown(client, period)
    rewrite(Round.objects.filter(pk=counted.pk), noise_floor=0.02)
    assert "more rounds can bring the worst good to about 2" in shown(client, period)


def test_a_paused_round_says_that_its_clock_stands_still(client, faye):
    period = make_bread_year()[0]
    pause_round(round=period.rounds.get(), actor=faye, reason="A strike.")
    assert "Round 1 is paused" in shown(client, period)


def test_the_steps_are_offered_that_are_possible(client, faye):
    period = make_bread_year()[0]
    page = shown(client, period)
    assert reverse("console:step", args=[period.code, "pause"]) in page


def test_an_agreed_year_has_no_open_round(client, faye):
    period, bread, eaters, _bakers = make_bread_year()
    make_proposal(eaters, period, {bread: 60_000})
    make_count(period)
    page = shown(client, period)
    assert "No round is open. Round 1 was the last." in page
    assert "no further round is needed" in page


def test_an_auditor_reads_it(client):
    client.force_login(make_auditor())
    assert "Who has answered" in shown(client, make_bread_year()[0])


def test_a_year_that_is_not_there_is_not_there(client, faye):
    assert client.get(reverse("console:year", args=["1999"])).status_code == 404


def test_more_councils_goods_and_rounds_take_no_more_queries(client, faye):
    def queries(goods, councils):
        made = [make_good() for _ in range(goods)]
        period = make_open_period(dict.fromkeys(made, 1))
        for place in range(councils):
            sign = -1 if place % 2 else 2
            make_proposal(
                make_council(), period, dict.fromkeys(made, sign * 1000 + place)
            )
        make_count(period)
        make_count(reload(period))
        with CaptureQueriesContext(connection) as found:
            shown(client, period)
        return len(found)

    assert queries(2, 2) == queries(30, 12) <= 15
