"""Facilitators remind councils that have not answered: once a day, on record."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from councils.models import Council, Event
from councils.services.letters import choose_letters, mute_councils
from iteration.models import Nudge, Round
from iteration.nudging import outlook
from iteration.services import close_now, extend_round, nudge
from iteration.turnout import turnout
from ledger import clock
from ledger.models import Record
from tests.factories import (
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
WHY = "Only two hours are left."


@pytest.fixture
def year():
    """Round 2 is open and nobody has answered it."""
    year = make_bread_year()
    make_count(year[0])
    return year


@pytest.fixture
def faye():
    return make_facilitator("faye")


@pytest.fixture
def ada(year):
    ada = make_person("ada", email="ada@example.org")
    make_seat(ada, year[2])
    post()
    return ada


def current():
    return Round.objects.select_related("period").get(status="open")


def remind(actor, councils=None, reason=WHY):
    councils = Council.objects.all() if councils is None else councils
    return nudge(round=current(), councils=councils, actor=actor, reason=reason)


def expected(at=None):
    now = at or clock.now()
    return outlook(turnout(current(), now), now)


def test_who_can_answer_for_a_silent_council_gets_a_letter(year, ada, faye):
    make_seat(make_person(email="ben@example.org"), year[2], role="member")
    post()
    assert remind(faye) == 1
    [letter] = post()
    assert letter.to == ["ada@example.org"]
    assert "The facilitators remind Eaters: round 2" in letter.subject
    assert WHY in letter.body
    assert f"/years/{year[0].code}/councils/eaters/draft/" in letter.body


def test_whoever_has_answered_is_left_in_peace(year, ada, faye):
    make_proposal(year[2], reload(year[0]), {year[1]: 70_000})
    assert remind(faye) == 0
    assert post() == []


def test_who_answers_before_the_letter_leaves_gets_none(year, ada, faye):
    remind(faye)
    make_proposal(year[2], reload(year[0]), {year[1]: 70_000})
    assert post() == []


def test_a_council_is_reminded_once_a_day_whoever_does_it(year, ada, faye):
    assert remind(faye) == 1
    assert remind(make_facilitator()) == 0
    Nudge.objects.update(at=clock.now() - timedelta(hours=24))
    assert remind(make_facilitator()) == 1
    assert len(post()) == 1  # The newer takes the place of the one that waited.


def test_mute_wins_and_so_does_never(year, ada, faye):
    ben = make_person("ben", email="ben@example.org")
    make_seat(ben, year[3])
    post()
    mute_councils(person=ada, councils=[year[2]])
    choose_letters(person=ben, cadences={"nudge": "never"})
    assert remind(faye) == 0
    assert post() == []
    assert not Nudge.objects.exists()


def test_it_is_on_record_with_its_reason_and_without_names(year, ada, faye):
    remind(faye)
    entry = Record.objects.get(kind="round.nudged")
    assert entry.subject == f"{year[0].code}/2"
    assert (entry.actor, entry.reason) == (str(faye.public_id), WHY)
    assert entry.data == {"number": 1, "choice": {}}


def test_where_nobody_is_reminded_nothing_is_on_record(year, faye):
    assert remind(faye) == 0
    assert not Record.objects.filter(kind="round.nudged").exists()
    assert not Event.objects.filter(kind="round.nudged").exists()


def test_a_reason_is_asked_for(year, ada, faye):
    with pytest.raises(ValidationError) as caught:
        remind(faye, reason=" \0")
    assert caught.value.code == "reason"


def test_a_round_that_cannot_be_answered_reminds_nobody(year, ada, faye):
    round = current()
    close_now(round=round)
    with pytest.raises(ValidationError) as caught:
        nudge(round=round, councils=Council.objects.all(), actor=faye, reason=WHY)
    assert caught.value.code == "state"


def test_only_those_that_were_chosen_are_reminded(year, ada, faye):
    make_seat(make_person(email="ben@example.org"), year[3])
    post()
    assert remind(faye, Council.objects.filter(slug="bakers")) == 1
    [letter] = post()
    assert letter.to == ["ben@example.org"]


def test_who_reads_collected_letters_reads_it_there_unless_it_were_too_late(
    year, ada, faye
):
    choose_letters(person=ada, cadences={"nudge": "weekly"})
    extend_round(
        round=current(),
        cutoff=clock.now() + timedelta(days=30),
        actor=faye,
        reason="A strike.",
    )
    post()
    remind(faye)
    assert post() == []
    Nudge.objects.all().delete()
    Round.objects.filter(status="open").update(cutoff=clock.now() + timedelta(hours=1))
    remind(faye)
    assert len(post()) == 1


class TestWhatWouldHappen:
    def test_it_says_how_many_hear_and_why_others_do_not(self, year, ada, faye):
        bakers, far = year[3], make_council("far")
        for who, council in (("ben", bakers), ("cleo", bakers), ("dora", far)):
            person = make_person(who, email=f"{who}@example.org")
            make_seat(person, council)
            if who == "cleo":
                choose_letters(person=person, cadences={"nudge": "daily"})
            if who == "dora":
                choose_letters(person=person, muted=True)
        make_seat(make_person("ed"), far)  # No address.
        found = expected()
        assert (found.waiting, found.lately, found.unreached) == (3, 0, 1)
        assert found.reach.councils == 2
        assert (found.reach.people, found.reach.letters) == (3, 3)
        assert (found.reach.at_once, found.reach.collected) == (2, 1)
        assert (found.reach.muted, found.reach.nowhere) == (1, 1)
        assert remind(faye) == found.reach.councils
        assert expected().lately == 2
        assert expected().reach.letters == 0

    def test_it_is_said_once_for_who_sits_in_two_councils(self, year, ada):
        make_seat(ada, year[3])
        found = expected().reach
        assert (found.people, found.letters, found.councils) == (1, 2, 2)


def queries(councils, faye):
    for _council in range(councils):
        make_seat(make_person(email="x@example.org"))
    with CaptureQueriesContext(connection) as few:
        assert remind(faye) >= councils
    return len(few)


def test_reminding_many_takes_as_few_queries_as_reminding_one(year, faye):
    assert queries(1, faye) == queries(40, faye) <= 15


@pytest.mark.django_db(transaction=True)
def test_two_who_press_the_button_at_once_remind_each_council_once():
    year = make_bread_year()
    make_count(year[0])
    for number in range(20):
        make_seat(make_person(email=f"p{number}@example.org"))
    actors = [make_facilitator(), make_facilitator()]
    ready, done = threading.Barrier(2), []

    def press(actor):
        try:
            ready.wait(timeout=20)
            done.append(remind(actor))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[actor]) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(done) == 20
    reminders = [each for each in post() if "remind" in each.subject]
    assert len(reminders) == 20
