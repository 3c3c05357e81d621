"""How many queries the pages of deciding take: however many ballots, votes, people."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from councils.models import Answer
from councils.services import vote
from proposals.services import amend, conclude, take_back
from tests.desk.test_deciding import Cast
from tests.factories import make_count, make_person, make_seat

pytestmark = pytest.mark.django_db
PINNED = {"decisions": 10, "ballot": 17, "enter-votes": 7, "amend": 9, "/": 12}


@pytest.fixture
def cast(client):
    """A year counted once; the eaters vote on a motion."""
    cast = Cast(client, hidden=False)
    make_count(cast.period)
    return cast


def measure(cast, motion):
    """The queries of each page, by its name, the second time it is asked for."""
    number = motion.ballot.pk
    pages = {
        "decisions": cast.at("decisions"),
        "ballot": cast.at("ballot", number),
        "enter-votes": cast.at("enter-votes", number),
        "amend": cast.at("amend", number),
        "/": "/",
    }
    cast.client.force_login(cast.dot)
    return {name: asked(cast, where) for name, where in pages.items()}


def asked(cast, where):
    assert cast.client.get(where).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        cast.client.get(where)
    return len(queries)


def test_pages_ask_as_often_as_pinned_however_much_is_on_them(cast):
    take_back(motion=cast.move(), person=cast.ada)
    motion = cast.move()
    few = measure(cast, motion)
    assert few == PINNED
    take_back(motion=motion, person=cast.ada)

    for name in ("fay", "gus", "hal", "ida"):
        make_seat(make_person(name), cast.eaters, "member")
    for _each in range(3):
        earlier = cast.move()
        take_back(motion=earlier, person=cast.ada)
    motion = cast.move()
    for units in (60_000, 50_000):
        amend(motion=motion, changes={"bread": units}, moved_by=cast.ben)
    for person in motion.ballot.people().exclude(pk=cast.dot.pk):
        vote(ballot=motion.ballot, person=person, option=Answer.AGAINST, reason="Dear.")
    conclude(ballot=motion.ballot)
    assert measure(cast, motion) == PINNED
