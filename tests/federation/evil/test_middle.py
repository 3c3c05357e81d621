"""This server in the middle of a tree: below the evil one, and above an honest one."""

import json
from datetime import timedelta

import pytest

from federation.models import Post
from federation.together import counting
from ledger import clock
from ledger.canonical import canonical, digest
from ledger.merkle import over
from tests.federation.evil.branches import branched
from tests.federation.evil.conftest import honest
from tests.federation.evil.peer import FEDERATION, said_of
from tests.federation.together.speaking import make_part

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


@pytest.fixture
def child(led, ann):
    return honest(led.year, ann)


@pytest.fixture
def part(led, child):
    return make_part(led.period, server=child.peer.origin)


@pytest.fixture
def counted(led, child, monkeypatch):
    """Counted without the child, for which nobody waits."""
    monkeypatch.setattr(counting, "MOST", timedelta(0))
    return led.open().count()


def test_what_comes_late_goes_up_in_a_next_revision(led, child, part, counted):
    assert child.put_part(part).status_code == 200
    led.go()
    _first, second = led.year.parts.revisions(1, None)
    says = json.loads(second.body)
    assert (counted.revision, says["revision"]) == (1, 2)
    assert says["servers"][1]["document"] == digest(canonical(part))
    roots = [row["receipts"]["root"] for row in says["servers"]]
    assert says["receipts"]["root"] == over(roots)
    posts = Post.objects.filter(method="PUT").order_by("pk")
    assert list(posts.values_list("follows", flat=True)) == [0, 1]
    led.go()
    assert led.year.parts.revisions(1, None).count() == 2


def test_after_the_cutoff_above_nothing_more_is_sent(led, child, part, counted):
    exchange = led.year.exchanges.get(number=1)
    exchange.announced["cutoff"] = clock.now().isoformat()
    exchange.save()
    assert child.put_part(part).status_code == 200
    led.go()
    assert led.year.parts.revisions(1, None).count() == 1


def test_those_below_follow_the_part_that_is_in_the_document(
    led, evil, child, part, counted
):
    """The second revision came too late above: the first one is what they are shown."""
    place = f"{FEDERATION}/years/2027/rounds/1/parts"
    assert child.put_part(part).status_code == 200
    led.go()
    early = child.say("GET", f"{place}/0")
    assert (early.status_code, said_of(early)[0]) == (409, "not-in-this-order")
    says, above = branched(evil, led.year, counted)
    evil.says = above
    assert evil.say("POST", "records", says).status_code == 200
    led.go()
    assert canonical(child.say("GET", f"{place}/0").json()) == counted.body
    assert child.say("GET", f"{place}/1").json() == above
    assert child.say("GET", f"{place}/2").status_code == 404
    assert evil.say("GET", "years/2027/rounds/1/parts/0", b"").status_code == 404
