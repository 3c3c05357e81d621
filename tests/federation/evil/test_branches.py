"""A round's document from further up: this server's part must lead into it."""

from datetime import timedelta

import pytest

from federation.models import Exchange, Statement
from federation.together.tracing import AGAIN
from federation.wire.keys import verifying_key
from federation.wire.proofs import answer_of
from federation.wire.signatures import verify_response
from iteration.models import Publication
from iteration.proof import prove
from ledger.canonical import canonical, digest
from proposals.models import Proposal
from tests.federation.evil.branches import branched
from tests.federation.evil.documents import document
from tests.federation.evil.effects import anybody_reads, on_record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


@pytest.fixture
def own(led):
    return led.open().count()


def told(led, evil, says):
    """The document comes, and what can be done is done."""
    assert evil.say("POST", "records", says).status_code == 200
    led.go()
    return Publication.objects.filter(digest=digest(canonical(says))).first()


def all_proofs(led):
    round = led.period.rounds.get(number=1)
    return [prove(each, round) for each in Proposal.objects.order_by("pk")]


def test_receipts_lead_into_the_document_through_the_parts_above(led, evil, own):
    says, evil.says = branched(evil, led.year, own)
    assert told(led, evil, says)
    assert [proof.holds for proof in all_proofs(led)] == [True, True]
    assert on_record("part.left_out") == []


def test_directly_below_the_root_nobody_is_asked(led, evil, own):
    assert told(led, evil, document(evil, led.year, own))
    assert [proof.holds for proof in all_proofs(led)] == [True, True]
    assert [asked.method for asked in evil.heard if "/parts/" in asked.url] == []


def test_who_counts_something_else_than_was_sent_is_not_believed(led, evil, own):
    """The part above names this server's, and has other receipts."""
    says, part = branched(evil, led.year, own)
    mine = part["servers"][1] | {"document": "ef" * 32}
    other = part | {"servers": [part["servers"][0], mine]}
    evil.says = other
    rows = [says["servers"][0], says["servers"][1] | {"document": digest_of(other)}]
    assert told(led, evil, says | {"servers": rows}) is None
    fault = Statement.objects.get(kind=Statement.Kind.BRANCH)
    assert "another part is in it than was sent" in fault.fault
    answer = answer_of(fault.proof, fault.body)
    key = evil.peer.keys.get()
    verify_response(answer, keys={key.key_id: verifying_key(key.public)}, at=fault.at)
    assert "another part is in it than was sent" in anybody_reads()


def digest_of(says):
    return digest(canonical(says))


@pytest.mark.parametrize("change", [{"answers": {"own": 9}}, {"servers": []}])
def test_a_part_above_that_does_not_add_up_is_not_believed(led, evil, own, change):
    says, part = branched(evil, led.year, own)
    evil.says = part | change
    assert told(led, evil, says) is None
    assert Statement.objects.filter(kind=Statement.Kind.BRANCH).count() == 1


def test_a_part_above_without_this_server_means_that_it_was_late(led, evil, own):
    says, part = branched(evil, led.year, own)
    [row] = part["servers"][:1]
    mine = part["servers"][1] | {"server": "https://other.example"}
    other = part | {"servers": [row, mine]}
    evil.says = other
    rows = [says["servers"][0], says["servers"][1] | {"document": digest_of(other)}]
    assert told(led, evil, says | {"servers": rows})
    assert all_proofs(led) == [None, None]
    [found] = on_record("part.left_out")
    assert found.data["server"] == evil.origin


def test_as_long_as_the_part_above_is_not_shown_nothing_is_published(led, evil, own):
    says, part = branched(evil, led.year, own)
    evil.manner = "unsigned"
    assert told(led, evil, says) is None
    asked = len(evil.heard)
    evil.manner, evil.says = "well", part
    led.go()
    assert len(evil.heard) == asked
    exchange = Exchange.objects.get(record__gt="")
    Exchange.objects.update(asked_at=exchange.asked_at - AGAIN - timedelta(seconds=1))
    led.go()
    assert Publication.objects.get().body == canonical(says)
