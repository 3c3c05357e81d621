"""A round of which this server hears only by its document."""

import pytest

from federation.models import Statement
from iteration.models import Publication, Round
from ledger.canonical import canonical
from ledger.merkle import EMPTY, over
from tests.factories import make_due, reload
from tests.federation.evil.documents import NONE, document
from tests.federation.evil.effects import figures, on_record
from tests.federation.evil.peer import digest_of
from tests.federation.evil.statements import prove, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]

# A round in which bread costs 2.5, as the document before has it.
NEXT = "2.5"


@pytest.fixture
def before(led, evil):
    """The first round, counted with this server and published; not yet agreed."""
    own = led.open().count()
    says = document(evil, led.year, own)
    first = dear(says | {"goods": [says["goods"][0] | {"next_price": NEXT}]})
    assert evil.say("POST", "records", first).status_code == 200
    led.go()
    assert Publication.objects.get().body == canonical(first)
    return first


def dear(says):
    """The same where nobody else offers: the round is far from agreement."""
    root, ours = says["servers"]
    bread = says["goods"][0] | {
        "offered": "0.000",
        "imbalance": "2.000000000",
        "within_tolerance": False,
    }
    return (
        says
        | {"goods": [bread], "worst": "2.000000000", "agreed": False}
        | {"servers": [root, ours]}
    )


def the_next(before, **changes):
    """The document of the second round, in which this server is missing."""
    root = before["servers"][0]
    [bread] = before["goods"]
    return (
        before
        | {
            "number": 2,
            "previous": digest_of(before),
            "servers": [root],
            "answers": NONE,
            "receipts": {"count": 0, "root": over([EMPTY])},
            "goods": [bread | NOTHING | {"price": NEXT, "next_price": NEXT}],
            "worst": "0.000000000",
            "worst_good": None,
            "weighted": "0",
            "agreed": False,
        }
        | changes
    )


NOTHING = {
    "requested": "0.000",
    "offered": "0.000",
    "imbalance": "0.000000000",
    "within_tolerance": True,
}


def test_its_document_opens_and_publishes_it(led, evil, before):
    says = the_next(before)
    answer = evil.say("POST", "records", says)
    assert answer.status_code == 200, answer.json()
    led.go()
    # It is open for a moment, so that what was written before counts.
    make_due(led.period)
    led.go()

    round = Round.objects.get(number=2)
    assert str(round.prices.get().price.normalize()) == NEXT
    assert round.publication.body == canonical(says)
    assert reload(led.period).status == "open"
    assert evil.say("POST", "records", says).json() == {"head": digest_of(says)}


@pytest.mark.parametrize("price", ["2", "2.6", "1e999999999", "NaN", None])
def test_prices_that_do_not_follow_are_evidence_and_open_nothing(
    led, evil, before, price
):
    [bread] = the_next(before)["goods"]
    says, was = the_next(before, goods=[bread | {"price": price}]), figures()
    refused(evil.say("POST", "records", says), "record-wrong")
    led.go()

    assert figures() == was
    assert not Round.objects.filter(number=2).exists()
    [kept] = Statement.objects.exclude(fault="")
    prove(kept, evil, "records")
    assert len(on_record("told.wrong")) == 1


def test_a_document_that_comes_right_after_another_waits_for_it(led, evil):
    """What waited for this server comes in a row, faster than it is published here."""
    own = led.open().count()
    says = document(evil, led.year, own)
    first = dear(says | {"goods": [says["goods"][0] | {"next_price": NEXT}]})
    second = the_next(first)
    assert evil.say("POST", "records", first).status_code == 200
    refused(evil.say("POST", "records", second), "not-in-this-order", 409)
    assert not Statement.objects.exclude(fault="").exists()
    led.go()
    assert evil.say("POST", "records", second).status_code == 200


def test_a_round_after_the_next_waits(led, evil, before):
    says, was = the_next(before, number=3), figures()
    refused(evil.say("POST", "records", says), "not-in-this-order", 409)
    led.go()
    assert figures() == was
