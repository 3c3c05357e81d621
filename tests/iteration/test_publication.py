"""What a published document carries so that anybody can check it."""

import json
from decimal import Decimal

import numpy as np
import pytest

from councils.models import Council
from iteration.models import Plan, Publication
from iteration.proof import prove, rounds_with
from iteration.receipts import Receipts
from iteration.services import publish_plan, settle_period, withdraw_plan
from ledger import merkle
from ledger.models import Seal
from ledger.services import record, seal
from proposals.models import Proposal
from tests.factories import (
    make_bread_year,
    make_council,
    make_count,
    make_proposal,
    reload,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    """One counted round, agreed: 98 kg of bread offered, 100 requested by two."""
    period, bread, _eaters, bakers = make_bread_year(code="2027")
    make_proposal(make_council("guests"), period, {bread: 20_000})
    make_proposal(bakers, period, {bread: -98_000})
    make_count(period)
    return reload(period)


def document(**of):
    return json.loads(Publication.objects.get(**of).body)


def published(period):
    settle_period(period=period)
    publish_plan(period=reload(period))
    return document(plan__status="published")


def test_a_round_names_the_root_and_number_of_its_receipts(year):
    receipts = Proposal.objects.filter(revision=1).exclude(council__slug="bakers")
    receipts |= Proposal.objects.filter(council__slug="bakers", revision=2)
    in_order = receipts.order_by("council__slug").values_list("receipt", flat=True)

    said = document(round__number=1)["receipts"]

    assert said == {"count": 3, "root": merkle.root(list(in_order))}


def test_receipts_stand_in_the_order_of_code_points_whatever_the_database_does():
    period, bread, *_ = make_bread_year()
    for slug in ("b-a", "b_a", "ba", "b1"):
        make_proposal(make_council(slug), period, {bread: 1})
    slugs = dict(Council.objects.values_list("pk", "slug"))
    receipts = Receipts.of(Proposal.objects.all())
    in_order = [slugs[key] for key in receipts.council.tolist()]
    assert in_order == ["b-a", "b1", "b_a", "ba", "bakers", "eaters"]


@pytest.mark.parametrize("count", range(1, 12))
def test_the_tree_of_receipts_is_that_of_the_ledger(count):
    texts = [f"receipt {place}" for place in range(count)]
    level = b"".join(map(merkle.leaf, texts))
    receipts = Receipts(np.arange(count) + 7, level)
    assert receipts.root == merkle.root(texts)
    for place in range(count):
        assert receipts.path(place + 7) == merkle.path(texts, place)
    with pytest.raises(KeyError, match="council 6 has no receipt"):
        receipts.path(6)


def test_no_receipts_have_the_empty_root():
    receipts = Receipts.of(Proposal.objects.none())
    assert (len(receipts), receipts.root) == (0, merkle.root([]))


def test_a_round_names_the_lowest_prices(year):
    floor = year.catalogue.get().floor
    assert {
        code: Decimal(text)
        for code, text in document(round__number=1)["floors"].items()
    } == {"bread": floor}


def test_a_plan_carries_what_its_round_was_judged_by(year):
    plan, round = published(year), document(round__number=1)
    for key in ("rule", "rule_version", "tolerance", "receipts", "agreed", "period"):
        assert plan[key] == round[key], key
    assert plan["round_digest"] == Publication.objects.get(round__number=1).digest
    assert (plan["finish"], plan["accepted"]) == ("settlement", [])


def test_the_receipts_of_a_plan_are_under_its_root(year):
    plan = published(year)
    listed = [each["receipt"] for each in plan["councils"]]
    assert merkle.root(listed) == plan["receipts"]["root"]


def test_without_a_seal_a_document_names_none(year):
    assert document(round__number=1)["seal"] is None


def test_documents_name_the_last_seal_there_was_when_the_round_opened():
    record(kind="test.begun", subject="before")
    seal()
    period, bread, eaters, _bakers = make_bread_year(code="2027")
    first = Seal.objects.get()
    make_proposal(eaters, period, {bread: 60_000})
    seal()  # A later one changes nothing, however often a count is begun again.
    make_count(period)
    said = {"number": 1, "digest": first.digest}
    assert document(round__number=1)["seal"] == said
    assert published(reload(period))["seal"] == said


def test_a_proof_leads_from_the_receipt_to_the_published_root(year):
    root = document(round__number=1)["receipts"]["root"]
    counted = Proposal.objects.exclude(council__slug="bakers", revision=1)
    for proposal in counted.select_related("council", "period"):
        [round] = rounds_with(proposal)
        proof = prove(proposal, round)
        assert proof.holds
        assert merkle.follows(proposal.receipt, proof.steps, root)


def test_a_revision_that_was_replaced_has_no_proof(year):
    replaced = Proposal.objects.select_related("council", "period").get(
        council__slug="bakers", revision=1
    )
    assert rounds_with(replaced) == []
    assert prove(replaced, year.rounds.get()) is None


def test_a_withdrawn_plan_stays_in_the_chain(year):
    first = published(year)
    withdraw_plan(period=reload(year), reason="A mistake.")
    second = published(reload(year))
    digest = Publication.objects.get(plan__status=Plan.Status.WITHDRAWN).digest
    assert second["previous"] == digest
    assert second["councils"] == first["councils"]
