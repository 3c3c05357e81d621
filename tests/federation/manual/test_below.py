"""docs/federation-messages.md and -trials.md, as the server below answers them."""

import json

import numpy as np
import pytest

from federation.models import PartDocument, Post, SharedYear
from federation.together.course import advance
from federation.together.vectors import decode
from ledger.canonical import canonical, digest
from tests.factories import later, make_due
from tests.federation.manual.reading import blocks, example, shape
from tests.federation.manual.world import YEAR, make_child
from tests.federation.together.speaking import FEDERATION, code_of

pytestmark = pytest.mark.django_db
SETTLED = ("remaining", "floors", "finish")
CHECKED = {
    "announcement": ("cutoff", "round", "prices"),
    "record": (*("agreed", "floors", "servers", "previous", "tolerance"), "receipts"),
    "accord": ("finish", "units", "largest_cut", "cut_value", "residual"),
}


def shown(name):
    return example("-messages", name)


def asked(name):
    return example("-trials", name)


class Chain:
    """The small year below, told by the server above one message after another."""

    def __init__(self, settings):
        self.year, self.root, self.propose = make_child(settings)

    def go_on(self):
        while advance(self.year.pk):
            continue
        self.year = SharedYear.objects.select_related("period").get(pk=self.year.pk)

    def tell(self, what, name, **changes):
        """Send an example; it must be answered just as it is shown."""
        says = shown(name) | changes
        for left_out in CHECKED.get(name, ()):
            less = {each: value for each, value in says.items() if each != left_out}
            refused = self.root.say("POST", f"{FEDERATION}/{what}", less)
            assert refused.status_code == 422, (left_out, refused.content)
        answer = self.root.say("POST", f"{FEDERATION}/{what}", says)
        assert answer.status_code == 200, answer.content
        assert answer.json() == shown(f"{name} answer")

    def ask(self, name):
        return self.root.say("POST", f"{FEDERATION}/trials", asked(name))

    def count(self):
        """Up to its own part, which then becomes that of the manual."""
        self.tell("announcements", "announcement", cutoff=later(days=1).isoformat())
        self.go_on()
        self.propose()
        make_due(self.year.period)
        self.go_on()
        assert shape(json.loads(Post.objects.get(method="PUT").body)) == shape(
            shown("part")
        )
        body = canonical(shown("part"))
        own = PartDocument.objects.filter(member=None)
        assert own.update(body=body, digest=digest(body)) == 1


@pytest.fixture
def chain(settings):
    return Chain(settings)


def test_every_message_from_above_is_answered_as_it_is_shown(chain):
    chain.count()
    chain.tell("records", "record")
    chain.go_on()
    assert chain.year.period.status == "agreed"
    for name in SETTLED:
        answer = chain.ask(f"settle {name}")
        assert answer.status_code == 200, answer.content
        assert answer.json() == asked(f"settle {name} answer")
    chain.tell("plans", "accord")
    chain.tell("plans", "published")
    assert code_of(chain.ask("settle floors")) == "not-in-this-order"
    head = chain.root.say("GET", f"{FEDERATION}/years/{YEAR}/head").json()
    digest_of = "0" * 64
    known = shown("head answer") | {"head": digest_of, "documents": [digest_of]}
    assert shape(head) == shape(known)


def test_the_own_part_and_proposals_give_the_figures_that_are_shown(chain):
    chain.count()
    sent = json.loads(Post.objects.get(method="PUT").body)
    for name in ("goods", "answers", "catalogue", "answers_trials"):
        assert sent[name] == shown("part")[name]


def test_trial_questions_are_answered_as_they_are_shown(chain):
    chain.count()
    for name in ("part", "heard", "answers", "turned"):
        answer = chain.ask(name)
        assert answer.status_code == 200, answer.content
        found, known = answer.json(), asked(f"{name} answer")
        assert shape(found) == shape(known)
        assert found["counted"] is known["counted"]
        numbers = [decoded(each["values"]) for each in (found, known)]
        np.testing.assert_allclose(*numbers, rtol=1e-6)


def decoded(text):
    return decode(text, (len(text) * 3 // 4 // 8,))


def test_who_declines_trial_prices_says_so_and_still_settles(chain):
    chain.count()
    SharedYear.objects.update(answers_trials=False)
    for name in ("part", "heard", "answers", "turned"):
        refused = chain.ask(name)
        assert (refused.status_code, code_of(refused)) == (403, "no-trials")
    chain.tell("records", "record")
    chain.go_on()
    assert chain.ask("settle remaining").json() == asked("settle remaining answer")


def test_every_example_is_sent_by_some_test():
    messages = {
        *("refusal", "year answer", "joining", "joining answer", "announcement"),
        *("announcement answer", "part", "part answer", "record", "record answer"),
        *("accord", "accord answer", "published", "published answer", "head answer"),
        "slot answer",
    }
    trials = {*("part", "heard", "answers", "turned")}
    trials |= {f"settle {name}" for name in SETTLED}
    trials |= {f"{name} answer" for name in trials}
    found = {name for kind, name in blocks("-messages") if kind == "json"}
    assert found == messages
    assert {name for kind, name in blocks("-trials") if kind == "json"} == trials
