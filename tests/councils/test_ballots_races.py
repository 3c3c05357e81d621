"""Two at once: two votes of one person, a vote and the close, two closes."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from councils.models import Answer, Ballot
from councils.models.decision import ANSWERS
from councils.services import close_ballot, open_ballot, vote
from tests.factories import later, make_seat

pytestmark = pytest.mark.django_db(transaction=True)
FOR, AGAINST, ABSTAIN = Answer
SECONDS = 10


@pytest.fixture
def ballot():
    seats = [make_seat()]
    seats += [make_seat(council=seats[0].council, role="member") for _ in range(2)]
    found = open_ballot(
        council=seats[0].council,
        question="Shall we?",
        options=ANSWERS,
        closes_at=later(days=1),
    )
    found.seated = [seat.person for seat in seats]
    return found


def at_once(*acts):
    """Run each in a thread of its own, all from the same moment; what each returned."""
    gate, found = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            gate.wait(SECONDS)
            found[place] = act()
        except ValidationError as error:
            found[place] = error.code
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=each, daemon=True) for each in enumerate(acts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    return found


def test_two_votes_of_one_person_at_once_are_one_vote(ballot):
    person = ballot.seated[0]
    for _round in range(5):
        at_once(
            *(
                lambda option=option: vote(ballot=ballot, person=person, option=option)
                for option in (FOR, AGAINST)
            )
        )
        assert ballot.votes.count() == 1


def test_a_vote_taken_while_it_closes_is_counted_and_one_refused_is_not(ballot):
    voters = ballot.seated
    answers = at_once(
        *(
            lambda person=person: bool(vote(ballot=ballot, person=person, option=FOR))
            for person in voters
        ),
        lambda: close_ballot(ballot=ballot),
    )
    closed = Ballot.objects.get(pk=ballot.pk)
    assert answers.pop() is True
    assert set(answers) <= {True, "closed"}
    assert closed.tally == [answers.count(True), 0, 0]


def test_the_close_waits_for_a_vote_that_is_under_way(ballot):
    cast, go_on = threading.Event(), threading.Event()

    def slow_vote():
        with transaction.atomic():
            vote(ballot=ballot, person=ballot.seated[0], option=FOR)
            cast.set()
            assert go_on.wait(SECONDS)
        return "cast"

    def close():
        assert cast.wait(SECONDS)
        threading.Timer(0.3, go_on.set).start()
        return close_ballot(ballot=ballot)

    assert at_once(slow_vote, close) == ["cast", True]
    assert Ballot.objects.get(pk=ballot.pk).tally == [1, 0, 0]


def test_of_two_who_close_at_once_one_does(ballot):
    found = at_once(*[lambda: close_ballot(ballot=ballot)] * 3)
    assert sorted(found) == [False, False, True]
