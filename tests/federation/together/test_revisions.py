"""A part that is sent anew, because more was counted below: the newest one counts."""

import json
from datetime import timedelta

import pytest

from federation.models import PartDocument
from federation.together import counting
from federation.together.course import advance
from iteration.models import Round
from ledger.canonical import canonical, digest
from tests.factories import make_due
from tests.federation.together.speaking import FEDERATION, code_of, make_part

pytestmark = pytest.mark.django_db
MORE = [{"code": "bread", "requested": "0.000", "offered": "0.950"}]
PATH = f"{FEDERATION}/years/2027/rounds/1/part"


def test_the_newest_revision_is_counted(year, child):
    assert child.put_part(make_part(year.period)).status_code == 200
    second = make_part(year.period, revision=2, goods=MORE)
    answer = child.put_part(second)
    assert (answer.status_code, answer["ETag"]) == (200, '"2"')
    assert child.say("GET", PATH).json() == answer.json()
    make_due(year.period)
    while advance(year.pk):
        continue
    round = Round.objects.get(period=year.period, number=1)
    assert round.results.get().offered == 950
    [_own, row] = json.loads(round.publication.body)["servers"]
    assert row["document"] == digest(canonical(second))


def test_a_revision_that_was_sent_before_is_answered_as_before(year, child):
    first = make_part(year.period)
    before = child.put_part(first).json()
    assert child.put_part(first | {"revision": 2}).status_code == 200
    assert child.put_part(first).json() == before
    assert PartDocument.objects.count() == 2


def test_each_revision_follows_one_that_is_here(year, child):
    third = make_part(year.period, revision=3)
    refused = child.put_part(third)
    assert (refused.status_code, code_of(refused)) == (412, "changed-meanwhile")
    unsaid = child.say("PUT", PATH, make_part(year.period))
    assert (unsaid.status_code, code_of(unsaid)) == (428, "if-match-missing")
    for text in ('"first"', "*", '"-1"', '"1000"'):
        refused = child.say("PUT", PATH, make_part(year.period), If_Match=text)
        assert (refused.status_code, code_of(refused)) == (412, "changed-meanwhile")
    # What stands in the part is what follows.
    other = child.say("PUT", PATH, third, If_Match='"0"')
    assert (other.status_code, code_of(other)) == (422, "part-wrong")
    assert not PartDocument.objects.exists()


def test_two_different_parts_of_a_later_revision_are_evidence(year, child):
    first = make_part(year.period)
    assert child.put_part(first).status_code == 200
    second = first | {"revision": 2, "goods": MORE}
    assert child.put_part(second).status_code == 200
    refused = child.put_part(first | {"revision": 2})
    assert code_of(refused) == "part-contradicts"
    [kept] = PartDocument.objects.contradicting()
    assert kept.revision == 2


def test_a_revision_after_the_count_is_late(year, child):
    assert child.put_part(make_part(year.period)).status_code == 200
    make_due(year.period)
    while advance(year.pk):
        continue
    late = child.put_part(make_part(year.period, revision=2, goods=MORE))
    assert (late.status_code, code_of(late)) == (409, "part-late")


@pytest.mark.parametrize("revision", [1, 2])
def test_what_is_taken_while_the_round_is_counted_is_counted(
    year, child, monkeypatch, revision
):
    """Nobody is told that a part was taken, and then left out of the document."""
    if revision == 2:
        assert child.put_part(make_part(year.period)).status_code == 200
    meanwhile = make_part(year.period, revision=revision, goods=MORE)
    counts, real = [], counting.count

    def count(*args):
        counted = real(*args)
        if not counts:
            assert child.put_part(meanwhile).status_code == 200
        counts.append(counted)
        return counted

    monkeypatch.setattr(counting, "count", count)
    monkeypatch.setattr(counting, "MOST", timedelta(0))
    make_due(year.period)
    while advance(year.pk):
        continue
    assert len(counts) == 2
    round = Round.objects.get(period=year.period, number=1)
    [_own, row] = json.loads(round.publication.body)["servers"]
    assert row["document"] == digest(canonical(meanwhile))
    assert round.results.get().offered == 950
