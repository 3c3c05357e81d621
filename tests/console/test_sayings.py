"""Whatever is written on record has a sentence, and every sentence can be said."""

import re

import pytest
from django.utils import translation

from console.saying import SAYINGS, TOPICS, kinds_saying, say, say_all
from ledger.models import Record
from ledger.services import record
from tests.console.kinds import ANY, written_kinds
from tests.factories import make_council, make_good, make_period

pytestmark = pytest.mark.django_db
PLACES = re.compile(r"%\((\w+)\)s")


def test_every_kind_that_is_written_has_a_sentence():
    kinds = written_kinds()
    assert len(kinds) > 40
    lacking = {
        kind: file
        for kind, file in kinds.items()
        if kind not in SAYINGS
        and not (
            kind.endswith(ANY) and any(each.startswith(kind[:-1]) for each in SAYINGS)
        )
    }
    assert lacking == {}


def test_every_topic_has_a_name():
    assert {kind.partition(".")[0] for kind in SAYINGS} - TOPICS.keys() == set()


@pytest.mark.parametrize("kind", sorted(SAYINGS))
def test_every_sentence_can_be_filled_in(kind):
    """Nothing but named places, so that no value can break it."""
    text = str(SAYINGS[kind])
    assert "%" not in PLACES.sub("", text).replace("%%", "")
    said = say(Record(pk=1, kind=kind, subject="2027/eaters", data={}))
    assert "%(" not in said


def test_names_stand_in_for_short_names():
    make_period("2027")
    make_council("eaters", name="The eaters", name_de="Die Esser")
    written = record(
        kind="proposal.submitted",
        subject="2027/eaters",
        data={"revision": 3, "origin": "clerk"},
    )
    assert say(written) == (
        "The eaters submitted revision 3 for Year 2027 (entered by the clerk)."
    )
    with translation.override("de"):
        assert "Die Esser" in say(written)


def test_a_round_and_a_good_are_named_by_their_subject():
    make_period("2027")
    make_good("bread")
    moved = {"from": "2027-01-01T10:00:00+00:00", "to": "2027-01-02T10:00:00+00:00"}
    extended = record(kind="round.extended", subject="2027/4", data=moved)
    assert say(extended) == (
        "Round 4 of Year 2027 was extended to 2 January 2027, 11:00 CET."
    )
    changed = record(kind="good.changed", subject="bread", data={"fields": ["name_de"]})
    assert say(changed) == "What is known of Bread was changed: name in German."


@pytest.mark.parametrize(
    "data",
    [
        {"rounds": 3},
        {},
        {"revision": {"a": [1]}},
        {"revision": [None]},
        {"origin": True},
    ],
)
@pytest.mark.parametrize("kind", ["proposal.submitted", "an.old_kind", "odd"])
@pytest.mark.parametrize("subject", ["", "/", "a/b/c", "2027/", "%(x)s"])
def test_no_record_is_too_strange_to_be_said(kind, subject, data):
    assert say(Record(pk=1, kind=kind, subject=subject, data=data))


def test_a_kind_nobody_knows_is_named_as_it_is():
    said = say(record(kind="an.old_kind", subject="2027"))
    assert said == "an.old_kind, about 2027."


def test_many_records_are_said_with_few_queries(django_assert_num_queries):
    written = [
        record(kind="council.created", subject=make_council().slug) for _ in range(20)
    ]
    with django_assert_num_queries(3):
        assert len(say_all(written)) == 20


def test_kinds_are_found_by_the_words_of_their_sentence():
    assert "plan.withdrawn" in kinds_saying(["Plan", "withdrawn"])
    assert "plan.published" not in kinds_saying(["Plan", "withdrawn"])
