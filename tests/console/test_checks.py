"""What stands out before a round closes, and questions about it."""

import csv

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledger.models import Record
from proposals.models import Proposal, Question
from proposals.services import answer_question
from tests.factories import (
    make_auditor,
    make_bread_year,
    make_council,
    make_count,
    make_facilitator,
    make_person,
    make_proposal,
    make_seat,
    reload,
)
from tests.letterbox import post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


@pytest.fixture
def faye(client):
    faye = make_facilitator("faye")
    client.force_login(faye)
    return faye


@pytest.fixture
def year():
    """In round 2 the eaters request twenty times as much as in round 1."""
    year = make_bread_year()
    make_count(year[0])
    make_proposal(year[2], reload(year[0]), {year[1]: 1_600_000})
    return year


def shown(client, year, room="checks", **query):
    answer = client.get(reverse(f"console:{room}", args=[year[0].code]), query)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def test_findings_are_listed_by_sort_without_figures(client, faye, year):
    page = shown(client, year)
    assert "Bread: about 20 times what was counted last" in page
    assert "Bread: requested, and only this council offers it" in page
    assert "Ten times as much, or a tenth (1)" in page
    assert "1,600" not in page
    page = shown(client, year, sort="single")
    assert "about 20 times" not in page
    assert "only this council offers it" in page
    assert "about 20 times" in shown(client, year, sort="'")


def test_what_is_submitted_is_seen_at_once(client, faye, year):
    shown(client, year)
    make_proposal(year[2], reload(year[0]), {year[1]: 80_000})
    assert "about 20 times" not in shown(client, year)


def test_a_look_is_on_record_once_an_hour(client, faye, year):
    shown(client, year)
    shown(client, year, sort="single")
    entry = Record.objects.get(kind="round.looked_through")
    assert entry.subject == f"{year[0].code}/2"
    assert entry.actor == str(faye.public_id)
    auditor = make_auditor()
    client.force_login(auditor)
    assert "Ask the council" not in shown(client, year)
    assert Record.objects.filter(kind="round.looked_through").count() == 2


def test_what_has_been_counted_is_not_looked_through(client, faye, year):
    period, bread, eaters, _bakers = year
    make_proposal(eaters, reload(period), {bread: 60_000})
    make_count(reload(period))
    assert "No round is open" in shown(client, year)
    assert not Record.objects.filter(kind="round.looked_through").exists()


def test_the_list_is_taken_away(client, faye, year):
    path = reverse("console:checks-table", args=[year[0].code])
    answer = client.get(path, {"sort": "leap"})
    rows = list(csv.DictReader(b"".join(answer).decode().splitlines()))
    assert [(row["sort"], row["council"], row["good"]) for row in rows] == [
        ("leap", "eaters", "bread")
    ]
    assert rows[0]["asked"] == ""


ABOUT = {"council": "eaters", "about": "leap", "good": "bread"}


def send(client, year, text, **about):
    path = reverse("console:ask", args=[year[0].code])
    query = "&".join(f"{key}={value}" for key, value in (ABOUT | about).items())
    return " ".join(
        client.post(f"{path}?{query}", {"text": text}, follow=True).text.split()
    )


def test_a_question_is_written_beforehand_and_names_no_figure(client, faye, year):
    page = shown(client, year, "ask", **ABOUT)
    assert "Your proposal for “Bread” is very different" in page
    assert "0 delegates and clerks of the council get a letter." in page
    assert not Question.objects.exists()


def test_a_council_is_asked_and_its_answer_is_read(client, faye, year):
    ada = make_person("ada", email="ada@example.org")
    make_seat(ada, year[2])
    post()
    before = Proposal.objects.count()
    page = send(client, year, "Is that meant so?")
    assert "Eaters is asked; the letter leaves in a moment." in page
    question = Question.objects.get()
    assert (question.about, question.good, question.asked_by) == ("leap", year[1], faye)
    [letter] = post()
    assert "Is that meant so?" in letter.body
    assert "asked, not answered" in shown(client, year)
    answer_question(question=question, text="We have grown.", actor=ada)
    assert "We have grown." in shown(client, year, "questions", state="answered")
    assert "We have grown." not in shown(client, year, "questions", state="open")
    assert Proposal.objects.count() == before


def test_who_asks_second_is_told_so(client, faye, year):
    send(client, year, "Is that meant so?")
    page = send(client, year, "Once more?")
    assert "has been asked about it already" in page
    assert Question.objects.count() == 1


def test_a_question_without_words_is_refused(client, faye, year):
    page = send(client, year, " ")
    assert "Write your question." in page
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    "about", [{"council": "nobody"}, {"good": "nothing"}, {"about": "x"}]
)
def test_what_is_not_there_cannot_be_asked_about(client, faye, year, about):
    path = reverse("console:ask", args=[year[0].code])
    assert client.get(path, ABOUT | about).status_code == 404


def test_more_findings_take_no_more_queries(client, faye, year):
    period, bread, _eaters, _bakers = year

    def queries(room):
        shown(client, year, room)  # The look is noted, the catalogue is read.
        cache.clear()
        with CaptureQueriesContext(connection) as found:
            shown(client, year, room)
        return len(found)

    send(client, year, "Right?")
    before = queries("checks"), queries("questions")
    made = [make_council() for _ in range(30)]
    for council in made:
        make_proposal(council, reload(period), {bread: 10_000})
    make_count(reload(period))
    for council in made:
        make_proposal(council, reload(period), {bread: 400_000})
        send(client, year, "Right?", council=council.slug)
    after = queries("checks"), queries("questions")
    assert after[0] == before[0] <= 25
    # Goods, councils and who answered come with the questions.
    assert after[1] == before[1] <= 15
