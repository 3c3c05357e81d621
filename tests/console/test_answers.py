"""Who has answered and who has not; filters, the list to take away, reminders."""

import csv

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from iteration.models import Nudge
from iteration.services import close_now
from ledger.models import Record
from proposals.services import instruct
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


@pytest.fixture
def faye(client):
    faye = make_facilitator("faye")
    client.force_login(faye)
    return faye


@pytest.fixture
def year():
    """Round 2 is open: eaters have answered, cooks have an instruction."""
    period, bread, eaters, bakers = make_bread_year()
    cooks = make_council("cooks", kind="worker", parent=make_council("union"))
    make_proposal(cooks, period, {bread: -10_000})
    instruct(council=cooks, mode="keep")
    make_count(period)
    make_proposal(eaters, reload(period), {bread: 70_000})
    return period, bakers, cooks


@pytest.fixture
def people(year):
    """Ben sits in the bakers, Cleo in the cooks; nothing waits for them."""
    _period, bakers, cooks = year
    found = []
    for name, council in (("ben", bakers), ("cleo", cooks)):
        found.append(make_person(name, email=f"{name}@example.org"))
        make_seat(found[-1], council)
    post()
    return found


def shown(client, year, room="answers", **query):
    answer = client.get(reverse(f"console:{room}", args=[year[0].code]), query)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def listed(client, year, **query):
    """The councils of the list, by their short names, with their state."""
    path = reverse("console:answers-table", args=[year[0].code])
    answer = client.get(path, query)
    lines = b"".join(answer).decode().splitlines()
    return {row["council"]: row["state"] for row in csv.DictReader(lines)}


ALL = {"eaters": "answered", "bakers": "rule", "cooks": "standing", "union": "never"}


@pytest.mark.parametrize(
    ("query", "councils"),
    [
        ({}, "eaters bakers cooks union"),
        ({"state": "waiting"}, "bakers cooks union"),
        ({"state": "standing"}, "cooks"),
        ({"kind": "worker"}, "bakers cooks"),
        ({"federation": "union"}, "cooks"),
        ({"q": "BAKE"}, "bakers"),
        ({"kind": "worker", "state": "rule"}, "bakers"),
        (
            {"q": "\0", "kind": "x", "state": "'", "page": "x"},
            "eaters bakers cooks union",
        ),
        ({"federation": "nobody"}, ""),
    ],
)
def test_filters_choose_councils(client, faye, year, query, councils):
    expected = {slug: ALL[slug] for slug in councils.split()}
    assert listed(client, year, **query) == expected
    page = shown(client, year, **query)
    for slug in ALL:
        assert (f'<th scope="row">{slug.title()}' in page) == (slug in expected)


def test_every_filter_says_how_many_it_finds(client, faye, year):
    page = shown(client, year)
    for said in ("All (4)", "Not yet answered (3)", "Has answered (1)"):
        assert said in page
    page = shown(client, year, kind="worker")
    for said in ("All (2)", "Not yet answered (2)", "Has answered (0)"):
        assert said in page


def test_no_cell_of_the_file_is_a_formula(client, faye, year):
    make_council("odd", name="=1+1")
    answer = client.get(reverse("console:answers-table", args=[year[0].code]))
    assert answer.streaming
    assert "'=1+1" in b"".join(answer).decode()


def test_an_auditor_reads_and_reminds_nobody(client, year):
    client.force_login(make_auditor())
    page = shown(client, year)
    assert "Bakers" in page
    assert "Remind" not in page.replace("Reminded", "")
    path = reverse("console:remind", args=[year[0].code])
    assert client.get(path).status_code == 404


def remind(client, year, query="", **sent):
    path = reverse("console:remind", args=[year[0].code]) + query
    return " ".join(client.post(path, sent, follow=True).text.split())


def test_a_reminder_is_seen_before_it_is_sent(client, faye, year, people):
    page = shown(client, year, "remind")
    assert "1 council is reminded: 1 person gets a letter" in page
    assert "Councils with a standing instruction are left out" in page
    assert not Nudge.objects.exists()
    page = shown(client, year, "remind", standing=1)
    assert "2 councils are reminded: 2 people get letters." in page


def test_all_that_nobody_answers_for_are_reminded(client, faye, year, people):
    page = remind(client, year, reason="Two days are left.")
    assert "One council is reminded" in page
    assert [letter.to for letter in post()] == [["ben@example.org"]]
    entry = Record.objects.get(kind="round.nudged")
    assert (entry.reason, entry.data["number"]) == ("Two days are left.", 1)
    assert "not again today" in shown(client, year)


def test_one_council_is_reminded_also_with_an_instruction(client, faye, year, people):
    remind(client, year, "?council=cooks&standing=1", reason="Look once more.")
    assert [letter.to for letter in post()] == [["cleo@example.org"]]
    assert Record.objects.get(kind="round.nudged").data["choice"] == {
        "council": "cooks",
        "standing": "also",
    }


def test_only_the_chosen_are_reminded(client, faye, year, people):
    page = remind(client, year, "?kind=consumer", reason="Look once more.")
    assert "Nobody was reminded" in page
    assert post() == []


def test_who_was_reminded_is_left_out_and_named_so(client, faye, year, people):
    remind(client, year, reason="Two days are left.")
    page = shown(client, year, "remind")
    assert "1 council: reminded within the last 24 hours" in page
    assert "Remind 0" not in page
    assert "Nobody was reminded" in remind(client, year, reason="Again.")
    assert len(post()) == 1


def test_without_words_nobody_is_reminded(client, faye, year, people):
    page = remind(client, year, reason=" ")
    assert "Write what you want to say to them." in page
    assert 'href="#reason"' in page
    assert not Nudge.objects.exists()


def test_a_closed_round_reminds_nobody(client, faye, year, people):
    close_now(round=year[0].rounds.latest("number"))
    page = shown(client, year, "remind")
    assert "cannot be answered now" in page
    assert "Remind these" not in shown(client, year)
    assert "cannot be answered now" in remind(client, year, reason="Now!")
    assert not Nudge.objects.exists()


def test_a_council_that_is_not_there_cannot_be_reminded(client, faye, year):
    path = reverse("console:remind", args=[year[0].code])
    assert client.get(path, {"council": "nobody"}).status_code == 404


@pytest.mark.parametrize("room", ["answers", "remind"])
def test_more_councils_take_no_more_queries(client, faye, year, people, room):
    def queries():
        with CaptureQueriesContext(connection) as found:
            shown(client, year, room)
        return len(found)

    queries()  # What is read once in a process is not asked for again.
    before = queries()
    for _number in range(60):
        make_seat(make_person(email="x@example.org"))
    assert queries() == before <= 15
