"""docs/federation-messages.md, as the server above takes and sends it."""

import json

import pytest

from federation.models import Post, SharedYear
from federation.together.course import advance
from ledger.canonical import canonical, digest
from tests.factories import make_due
from tests.federation.manual.reading import example, shape
from tests.federation.manual.world import YEAR, make_root
from tests.federation.together.speaking import FEDERATION, code_of

pytestmark = pytest.mark.django_db
PATH = f"{FEDERATION}/years/{YEAR}"


def shown(name):
    return example("-messages", name)


@pytest.fixture
def root(settings):
    return make_root(settings)


@pytest.fixture
def opened(root):
    """The first round is open; the year, and the child."""
    _shared, child, opening = root
    return opening(), child


def sent(what):
    """The last message of a kind that waits for the child."""
    return json.loads(Post.objects.filter(path__endswith=what).last().body)


def test_the_year_is_read_as_it_is_shown(root):
    _shared, child, _opening = root
    answer = child.say("GET", PATH)
    assert answer.status_code == 200
    assert answer.json() == shown("year answer")


def test_joining_is_answered_as_it_is_shown(root):
    shared, child, _opening = root
    answer = child.say("POST", f"{PATH}/members", shown("joining"))
    assert (answer.status_code, answer.json()) == (200, shown("joining answer"))
    member = shared.members.get()
    assert member.joined_at
    assert member.answers_trials is shown("joining")["answers_trials"]
    other = shown("joining") | {"catalogue": "0" * 64}
    assert code_of(child.say("POST", f"{PATH}/members", other)) == "other-catalogue"


def test_a_round_is_announced_as_it_is_shown(opened):
    year, _child = opened
    advance(year.pk)
    told, known = sent("announcements"), shown("announcement")
    assert shape(told) == shape(known)
    assert told | {"cutoff": ""} == known | {"cutoff": ""}


def test_the_head_is_told_as_it_is_shown(opened):
    _year, child = opened
    answer = child.say("GET", f"{PATH}/head")
    assert (answer.status_code, answer.json()) == (200, shown("head answer"))


def test_the_part_is_taken_as_it_is_shown(opened):
    _year, child = opened
    slot = child.say("GET", f"{PATH}/rounds/1/part")
    assert (slot.json(), slot["ETag"]) == (shown("slot answer"), '"0"')
    part = shown("part")
    answer = child.put_part(part)
    assert answer.status_code == 200, answer.content
    assert shape(answer.json()) == shape(shown("part answer"))
    assert answer.json()["part"] == shown("part answer")["part"]
    assert answer.json()["part"] == digest(canonical(part))
    assert answer["ETag"] == '"1"'
    assert child.say("GET", f"{PATH}/rounds/1/part").json() == answer.json()


@pytest.mark.parametrize("name", sorted(shown("part")))
def test_a_part_without_one_of_its_names_is_refused(opened, name):
    _year, child = opened
    part = shown("part")
    del part[name]
    path = f"{PATH}/rounds/1/part"
    refused = child.say("PUT", path, part, If_Match='"0"')
    assert (refused.status_code, code_of(refused)) == (422, "part-wrong")


def test_a_refusal_is_as_it_is_shown(opened):
    _year, child = opened
    part = shown("part")
    part["receipts"]["root"] = "0" * 64
    refused = child.put_part(part)
    assert refused.json() == shown("refusal")
    assert refused.status_code == refused.json()["status"]
    assert refused["Content-Type"] == "application/problem+json"


def test_the_document_of_a_round_is_as_it_is_shown(opened):
    year, child = opened
    assert child.put_part(shown("part")).status_code == 200
    make_due(year.period)
    while SharedYear.objects.get(pk=year.pk).period.status == "open":
        assert advance(year.pk)
    told, known = sent("records"), shown("record")
    assert shape(told) == shape(known)
    for name in ("answers", "floors", "period", "agreed", "worst", "worst_good"):
        assert told[name] == known[name]
    assert told["servers"][1] == known["servers"][1]
    assert known["servers"][1]["document"] == digest(canonical(shown("part")))
    counted = ("requested", "offered", "excess", "imbalance", "price")
    for good, other in zip(told["goods"], known["goods"], strict=True):
        assert [good[name] for name in counted] == [other[name] for name in counted]
