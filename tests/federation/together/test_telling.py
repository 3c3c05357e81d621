"""Many servers are told with as many questions to the database as one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from federation.models import Member, Peer, Post
from federation.services import current_key
from federation.services.shared_years import invite_server, note_join, share_year
from federation.together.below import tell_below
from federation.together.course import advance
from federation.together.lines import line_to, lines_to
from iteration.services import open_period
from ledger import clock
from tests.factories import later, make_good, make_period, reload
from tests.federation.together.silence import meet

pytestmark = pytest.mark.django_db


@pytest.fixture
def leading(ann):
    """A year that this server leads, and a function that adds servers to it."""
    bread = make_good("bread")
    period = make_period("2027", {bread: "2"}, tolerance="0.2")
    year = share_year(period=period, actor=ann, reason="Together.")

    def add(count):
        for number in range(year.members.count(), count):
            peer = meet(f"https://below-{number}.example", ann)
            invite_server(year=year, peer=peer, actor=ann, reason="Neighbours.")
            note_join(year=year, peer=peer, answers_trials=False)

    return year, add


def tell(year):
    tell_below(
        year,
        Post.About.ANNOUNCEMENT,
        what="announcements",
        body="{}",
        key="2027-1",
        number=1,
    )


def test_telling_writes_to_each_that_takes_part_once(leading):
    year, add = leading
    add(3)
    gone = year.members.first()
    Member.objects.filter(pk=gone.pk).update(left_at=clock.now())
    tell(year)
    tell(year)
    kept = [(each.peer_id, each.key) for each in Post.objects.all()]
    assert kept == [
        (member.peer_id, f"announce-{member.pk}-2027-1")
        for member in year.members.taking_part()
    ]
    assert len(kept) == 2
    # Whoever joins later is told, too; the others are not told again.
    add(4)
    tell(year)
    assert Post.objects.count() == 3


def test_that_all_are_told_is_one_question_however_many_they_are(
    leading, django_assert_num_queries
):
    year, add = leading
    for count in (1, 12):
        add(count)
        tell(year)
        with django_assert_num_queries(1):
            tell(year)


def test_a_step_asks_as_much_with_many_servers_as_with_one(leading, ann):
    year, add = leading
    add(12)
    open_period(period=reload(year.period), first_cutoff=later(days=1), actor=ann)
    members = list(year.members.order_by("pk"))
    Member.objects.exclude(pk=members[0].pk).update(left_at=clock.now())
    asked = []
    for left_at in (clock.now(), None):
        Member.objects.exclude(pk=members[0].pk).update(left_at=left_at)
        advance(year.pk)
        with CaptureQueriesContext(connection) as captured:
            advance(year.pk)
        asked.append(len(captured))
    assert Post.objects.count() == 12
    assert asked[0] == asked[1]


def test_lines_to_many_servers_are_read_like_one(leading, django_assert_num_queries):
    year, add = leading
    add(5)
    peers = list(year.members.values_list("peer_id", flat=True))
    current_key()
    for some in (peers[:1], peers):
        with django_assert_num_queries(3):
            found = lines_to(some)
        assert found.keys() == set(some)
    one = line_to(Peer.objects.get(pk=peers[0]))
    assert found[peers[0]].origin == one.origin
    assert found[peers[0]].keys.keys() == one.keys.keys()
    assert found[peers[0]].key_id == one.key_id
