"""Letters when the time of a round is changed, or a published plan withdrawn."""

from datetime import timedelta

import pytest

from councils.models import Membership
from councils.notices.reaching import reach
from councils.services.letters import choose_letters, mute_councils
from iteration import letters
from iteration.models import Round
from iteration.services import (
    extend_round,
    pause_round,
    publish_plan,
    resume_round,
    settle_period,
    withdraw_plan,
)
from tests.factories import (
    make_bread_year,
    make_council,
    make_count,
    make_person,
    make_seat,
    reload,
)
from tests.letterbox import post, post_at, write

pytestmark = pytest.mark.django_db
WHY = {"reason": "The mill has\nburnt down."}


@pytest.fixture
def year():
    return make_bread_year(tolerance="0.5")


@pytest.fixture
def ada(year):
    """A delegate of the eaters, who have answered; nothing waits for her."""
    ada = make_person("ada", email="ada@example.org", time_zone="Europe/Berlin")
    make_seat(ada, year[2])
    post()
    return ada


def current(year):
    return Round.objects.select_related("period").get(period=year[0])


def test_all_are_told_of_a_new_cutoff_and_why(year, ada):
    round = current(year)
    extend_round(round=round, cutoff=round.cutoff + timedelta(days=3), **WHY)
    [letter] = post()
    assert letter.subject == f"Round 1 of {year[0]} has another cutoff: Eaters"
    assert "9 days and 23 hours left." in letter.body
    assert "burnt down." in letter.body
    assert "its answer counts unless it is revised" in letter.body


def test_a_pause_is_told_and_that_it_goes_on(year, ada):
    pause_round(round=current(year), **WHY)
    [letter] = post()
    assert letter.subject == f"Round 1 of {year[0]} is paused: Eaters"
    assert "You can go on revising" in letter.body
    resume_round(round=current(year), **WHY)
    [letter] = post()
    assert "has another cutoff" in letter.subject


def test_of_a_pause_that_is_over_nobody_is_told_any_more(year, ada):
    pause_round(round=current(year), **WHY)
    write()
    resume_round(round=current(year), **WHY)
    subjects = [letter.subject for letter in post()]
    assert subjects
    assert all("has another cutoff" in subject for subject in subjects)


def test_a_reminder_of_a_cutoff_that_was_moved_is_not_sent(year):
    delegate = make_person("bob", email="bob@example.org")
    make_seat(delegate, make_council("silent"))
    choose_letters(person=delegate, cadences={"round_rescheduled": "never"})
    post()
    round = current(year)
    near = round.cutoff - timedelta(hours=20)
    letters.remind(near)
    write(near)
    extend_round(round=round, cutoff=round.cutoff + timedelta(days=3), **WHY)
    assert post_at(near) == []
    again = current(year).cutoff - timedelta(hours=20)
    letters.remind(again)
    [(_message, letter)] = post_at(again)
    assert "closes soon" in letter.subject


def test_who_has_a_part_in_a_withdrawn_plan_is_told_until_there_is_another(year, ada):
    make_count(year[0])
    settle_period(period=reload(year[0]))
    publish_plan(period=reload(year[0]))
    post()
    withdraw_plan(period=reload(year[0]), **WHY)
    [letter] = post()
    assert letter.subject == f"The plan for {year[0]} was withdrawn: Eaters"
    assert "burnt down." in letter.body

    settle_period(period=reload(year[0]))
    publish_plan(period=reload(year[0]))
    post()
    withdraw_plan(period=reload(year[0]), **WHY)
    write()
    settle_period(period=reload(year[0]))
    publish_plan(period=reload(year[0]))
    assert "published" in post()[-1].subject


def test_who_would_be_written_to_is_counted_once_and_letters_by_seat(year, ada):
    eaters, bakers = year[2], year[3]
    make_seat(ada, bakers)  # One person, two seats.
    people = [make_person(email=f"{name}@example.org") for name in "bcde"]
    for person in people:
        make_seat(person, eaters)
    make_seat(council=eaters)  # No address.
    choose_letters(person=people[0], cadences={"round_rescheduled": "never"})
    choose_letters(person=people[1], cadences={"round_rescheduled": "weekly"})
    mute_councils(person=people[2], councils=[eaters])

    found = reach(Membership.objects.open(), "round_rescheduled")

    assert (found.people_at_once, found.people) == (2, 3)
    # Ada gets one for each of her councils.
    assert (found.at_once, found.collected) == (3, 1)
    pause_round(round=current(year), **WHY)
    assert {letter.to[0] for letter in post()} == {"ada@example.org", "e@example.org"}
