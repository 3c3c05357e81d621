"""The card of a council that decides by vote: each state leads to the next step."""

import pytest
from django.urls import reverse

from councils.models import Answer
from councils.services import vote
from proposals.services import conclude
from tests.desk.test_deciding import Cast
from tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(client):
    """The eaters decide by majority; what is carried, a delegate submits."""
    return Cast(client, submits=False)


def carry(cast, motion):
    for person in (cast.ada, cast.ben, cast.cem, cast.dot):
        vote(ballot=motion.ballot, person=person, option=Answer.FOR)
    assert conclude(ballot=motion.ballot)


def cards(cast, person):
    """The card on the start page and the one on the council's page."""
    return [
        cast.get(person, where).content.decode()
        for where in ("/", cast.at("council", year=True))
    ]


def ballot_link(cast, motion):
    return f'href="{cast.at("ballot", motion.ballot.pk)}"'


def test_a_draft_is_put_to_the_vote_by_whoever_may_vote(cast):
    cast.draft(cast.ben)

    for card in cards(cast, cast.ben):
        assert "Check and put it to the vote" in card
        assert "A delegate or clerk of the council submits it." not in card


def test_a_member_is_told_who_submits_where_delegates_decide(client):
    cast = Cast(client, method="delegates")
    cast.draft(cast.ben)

    for card in cards(cast, cast.ben):
        assert "A delegate or clerk of the council submits it." in card
        assert "Go on with the draft" in card


def test_a_draft_that_is_voted_on_is_not_said_to_wait(cast):
    cast.draft(cast.ben)
    motion = cast.move()

    for card in cards(cast, cast.ben):
        assert "being voted on" in card
        assert "draft not submitted" not in card
        assert ballot_link(cast, motion) in card


def test_what_is_written_after_the_motion_waits_again(cast):
    cast.move()
    cast.draft(cast.ben)

    for card in cards(cast, cast.ben):
        assert "draft not submitted" in card


def test_what_is_carried_waits_for_the_delegate(cast):
    motion = cast.move()
    carry(cast, motion)

    for card in cards(cast, cast.ada):
        assert "Submit what was carried" in card
        assert ballot_link(cast, motion) in card
    for card in cards(cast, cast.ben):
        assert "Submit what was carried" not in card
        assert "carried, not submitted" in card


def test_what_is_carried_and_submitted_is_done(cast):
    motion = cast.move()
    carry(cast, motion)
    cast.post(cast.ada, cast.at("ballot", motion.ballot.pk), do="hand-in")

    for card in cards(cast, cast.ada):
        assert "carried, not submitted" not in card
        assert "submitted" in card


def test_what_was_carried_before_the_last_revision_is_history(cast):
    motion = cast.move()
    carry(cast, motion)
    later = cast.move(50_000)
    carry(cast, later)
    cast.post(cast.ada, cast.at("ballot", later.ballot.pk), do="hand-in")

    for card in cards(cast, cast.ada):
        assert "carried, not submitted" not in card


def test_who_sits_in_no_council_finds_the_practice_round(client):
    client.force_login(make_person())
    page, _footer = client.get("/").content.decode().split("<footer")

    assert f'href="{reverse("desk:practice")}"' in page
