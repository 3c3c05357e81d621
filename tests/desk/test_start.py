import pytest
from django.urls import reverse

from iteration.services import close_now, publish_plan, settle_period
from proposals.models import Period
from proposals.services import instruct, save_draft
from tests.factories import (
    PASSWORD,
    make_bread_year,
    make_count,
    make_good,
    make_open_period,
    make_period,
    make_person,
    make_proposal,
    make_seat,
    reload,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(client):
    """Ada sits with the eaters, who have requested bread in the open first round."""
    period, bread, eaters, _bakers = make_bread_year()
    ada = make_person("ada", first_name="Ada")
    make_seat(ada, eaters)
    client.force_login(ada)
    return period, bread, eaters, ada


def start(client):
    return client.get("/").content.decode()


def agree(period, bread, bakers):
    make_proposal(bakers, period, {bread: -80_000})
    make_count(period)


def test_a_stranger_reads_what_this_is_and_which_years_there_are(client):
    make_bread_year(code="2027")
    make_period("2028", {make_good("oats"): "1"})

    text = start(client)

    assert "Councils plan a year together" in text
    assert "/years/2027/" in text
    assert "2028" not in text
    assert reverse("desk:login") in text


def test_without_any_year_the_page_says_what_comes_next(client):
    assert "No planning year has begun yet" in start(client)


def test_who_sits_nowhere_is_told(client):
    client.force_login(make_person())
    assert "You sit in no council yet" in start(client)


def test_a_council_that_has_not_proposed_is_asked_to(client, year):
    period, _bread, _eaters, ada = year
    other = make_seat(ada).council

    text = start(client)

    assert "You have not proposed anything for this year yet" in text
    assert "nothing is counted for you" in text
    assert reverse("desk:draft", args=[period.code, other.slug]) in text


def test_what_is_submitted_is_said_to_count(client, year):
    text = start(client)
    assert "Revision 1 is submitted and counts" in text
    assert "left" in text
    assert "UTC" in text


def test_the_next_round_asks_again_and_says_what_silence_does(client, year):
    period, _bread, eaters, _ada = year
    make_count(period)

    text = start(client)
    assert "You have not answered round 2 yet" in text
    assert "your last proposal counts again" in text

    instruct(council=eaters, mode="follow")
    assert "your standing instruction answers: it follows the prices" in start(client)


def test_an_answer_by_instruction_is_not_the_councils_own(client, year):
    period, _bread, eaters, _ada = year
    instruct(council=eaters, mode="follow")
    make_count(period)
    make_count(period)

    assert "You have not answered round 3 yet" in start(client)


@pytest.mark.parametrize(
    ("silence", "words"),
    [
        ("zero", "requesting and offering nothing"),
        ("exclude", "left out of this count"),
    ],
)
def test_the_rule_for_silence_is_said_before_it_applies(client, year, silence, words):
    period, _bread, _eaters, _ada = year
    make_count(period)
    Period.objects.update(silence=silence)
    assert words in start(client)


def test_a_draft_that_waits_is_never_taken_for_a_proposal(client, year):
    period, _bread, eaters, ada = year
    make_count(period)
    save_draft(
        council=eaters, period=period, lines={}, note="", version=0, saved_by=ada
    )

    text = start(client)

    assert "draft not submitted" in text
    assert "counts for nothing until it is submitted" in text
    assert reverse("desk:check", args=[period.code, eaters.slug]) in text


def test_what_has_to_be_done_stands_before_what_is_done(client, year):
    _period, _bread, eaters, ada = year
    silent = make_seat(ada).council

    text = start(client)

    assert text.index(str(silent)) < text.index(str(eaters))


def test_after_the_cutoff_the_round_is_being_counted(client, year):
    period, _bread, _eaters, _ada = year
    close_now(round=period.rounds.get())
    assert "It is being counted" in start(client)


def test_the_way_from_agreement_to_the_plan_is_told(client):
    period, bread, eaters, bakers = make_bread_year()
    client.force_login(make_seat(council=eaters).person)
    agree(period, bread, bakers)
    assert "The proposals agreed in round 1" in start(client)

    settle_period(period=reload(period))
    assert "Next the facilitators publish the plan" in start(client)

    publish_plan(period=reload(period))
    text = start(client)
    assert "The plan is published" in text
    assert reverse("desk:assignment", args=[period.code, eaters.slug]) in text


def test_a_stalled_year_says_who_decides(client, year):
    Period.objects.update(status="stalled")
    assert "The facilitators look at the reasons" in start(client)


def test_a_council_has_one_card_and_its_other_years_a_line(client):
    period, bread, eaters, bakers = make_bread_year()
    client.force_login(make_seat(council=eaters).person)
    agree(period, bread, bakers)
    following = make_open_period({bread: "2"})

    text = start(client)

    assert text.count('<article class="duty') == 1
    assert f"/years/{following.code}/councils/{eaters.slug}/draft/" in text
    assert "Other years" in text


def test_logging_in_leads_back_to_the_page_and_remembers_the_language(client):
    ada = make_person("ada")
    page = {"username": "ada", "password": PASSWORD, "next": "/words/"}

    reply = client.post("/login/", page, headers={"Accept-Language": "de"})

    assert reply.url == "/words/"
    ada.refresh_from_db()
    assert ada.language == "de"


def test_logging_in_leads_to_no_other_site(client):
    make_person("ada")
    page = {"username": "ada", "password": PASSWORD, "next": "https://example.org/"}
    assert client.post("/login/", page).url == "/"


def test_a_wrong_password_is_said_above_the_form(client):
    reply = client.post("/login/", {"username": "ada", "password": "x"})
    assert reply.status_code == 200
    assert b"There is a problem" in reply.content


def test_logging_out_takes_a_button_not_a_link(client, year):
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").url == "/"
    assert "Log in" in start(client)


def test_the_language_is_switched_on_any_page(client):
    reply = client.post("/i18n/setlang/", {"language": "de", "next": "/words/"})

    assert reply.url == "/words/"
    assert '<html lang="de">' in client.get("/words/").content.decode()


def test_every_word_of_the_glossary_has_an_anchor(client):
    text = client.get("/words/").content.decode()
    for name in ("imbalance", "tolerance", "receipt", "standing", "entitlement"):
        assert f'id="{name}"' in text


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "no/such", "../etc", ""])
def test_moments_are_shown_in_the_readers_own_time(client, year, zone):
    _period, _bread, _eaters, ada = year
    ada.time_zone = zone
    ada.save()

    text = start(client)

    assert ("IST" in text) is (zone == "Asia/Kolkata")
    assert "UTC)" in text
