import threading
import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from ledger.models import Record
from proposals.models import CatalogueEntry, Draft, Entitlement, Proposal
from proposals.receipt import receipt
from proposals.services import (
    discard_draft,
    fill_catalogue,
    grant,
    grant_per_member,
    instruct,
    revoke,
    save_draft,
    submit,
)
from tests.factories import (
    later,
    make_council,
    make_good,
    make_open_period,
    make_period,
    make_person,
    make_proposal,
)
from tests.letterbox import post

pytestmark = pytest.mark.django_db


@pytest.fixture
def bread():
    return make_good("bread")


@pytest.fixture
def period(bread):
    """A year whose first round is open and whose catalogue holds bread and flour."""
    return make_open_period({bread: 2, make_good("flour"): 1}, code="2027")


@pytest.fixture
def bakers():
    return make_council("bakers", kind="worker")


def test_each_revision_is_a_new_row_with_the_next_number(bakers, period, bread):
    first = make_proposal(bakers, period, {bread: -60_000})
    second = make_proposal(bakers, period, {bread: -70_000})

    assert (first.revision, second.revision) == (1, 2)
    assert second.submitted_at > first.submitted_at
    assert Proposal.objects.count() == 2


def test_only_the_last_revision_before_a_moment_is_in_force(bakers, period, bread):
    first = make_proposal(bakers, period, {bread: -60_000})
    between = later()
    second = make_proposal(bakers, period, {bread: -70_000})

    def in_force(at):
        return Proposal.objects.in_force(period, at).get()

    assert in_force(between) == first
    assert in_force(later()) == second


def test_the_moment_itself_is_too_late(bakers, period, bread):
    proposal = make_proposal(bakers, period, {bread: -1})
    assert not Proposal.objects.in_force(period, proposal.submitted_at).exists()


def test_a_proposal_cannot_be_edited_or_deleted(bakers, period, bread):
    proposal = make_proposal(bakers, period, {bread: -60_000})
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(quantities=[-1])
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        proposal.delete()


def test_an_unknown_good_is_named_and_nothing_is_written(bakers, period):
    with pytest.raises(ValidationError, match="brezel, caviar") as caught:
        submit(
            council=bakers,
            period=period,
            quantities={"caviar": 1, "brezel": 1, "bread": -5},
            origin="member",
        )
    assert caught.value.code == "unknown_good"
    assert not Proposal.objects.exists()


def test_a_good_of_another_catalogue_is_unknown(bakers, period):
    make_good("steel")
    with pytest.raises(ValidationError, match="steel"):
        submit(council=bakers, period=period, quantities={"steel": 1}, origin="member")


def test_the_database_refuses_a_good_outside_the_catalogue(bakers, period):
    steel = make_good("steel")
    with pytest.raises(IntegrityError, match="not in the catalogue"):
        insert(bakers, period, [steel.pk], [1])


@pytest.mark.parametrize(
    ("goods", "quantities", "constraint"),
    [
        ([2, 1], [1, 1], "proposal_goods_once_each_in_order"),
        ([1, 1], [1, 1], "proposal_goods_once_each_in_order"),
        ([None], [1], "proposal_goods_once_each_in_order"),
        ([1], [0], "proposal_no_quantity_is_zero"),
        ([1], [None], "proposal_no_quantity_is_zero"),
        ([1, 2], [1], "proposal_one_quantity_a_good"),
    ],
)
def test_the_database_refuses_malformed_lines(
    bakers, period, goods, quantities, constraint
):
    with pytest.raises(IntegrityError, match=constraint):
        insert(bakers, period, goods, quantities)


def insert(council, period, goods, quantities):
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO proposals_proposal (public_id, council_id, period_id, revision,
                origin, note, goods, quantities, receipt)
            VALUES (gen_random_uuid(), %s, %s, 1, 'member', '', %s, %s, '')
            """,
            [council.pk, period.pk, goods, quantities],
        )


def test_more_than_any_council_can_mean_is_refused(bakers, period):
    with pytest.raises(ValidationError, match="bread") as caught:
        submit(
            council=bakers,
            period=period,
            quantities={"bread": 10**15},
            origin="member",
        )
    assert caught.value.code == "too_large"


def test_a_year_in_preparation_takes_no_proposals(bakers, bread):
    with pytest.raises(ValidationError) as caught:
        make_proposal(bakers, make_period(prices={bread: 1}), {bread: 1})
    assert caught.value.code == "closed"


def test_the_same_id_twice_is_one_revision(bakers, period, bread):
    identity = uuid.uuid4()
    lines = {"council": bakers, "period": period, "origin": "api"}
    first = submit(quantities={"bread": -5}, public_id=identity, **lines)
    again = submit(quantities={"bread": -5}, public_id=identity, **lines)

    assert first == (Proposal.objects.get(), True)
    assert again == (Proposal.objects.get(), False)


def test_the_same_id_with_other_figures_is_refused(bakers, period, bread):
    identity = uuid.uuid4()
    make_proposal(bakers, period, {bread: -5}, public_id=identity)
    with pytest.raises(ValidationError) as caught:
        make_proposal(bakers, period, {bread: -6}, public_id=identity)
    assert caught.value.code == "id_reused"


def test_an_id_is_the_senders_own(bakers, period, bread):
    identity = uuid.uuid4()
    make_proposal(bakers, period, {bread: -5}, public_id=identity)
    other = make_proposal(make_council(), period, {bread: 5}, public_id=identity)
    assert other.council != bakers


def test_a_receipt_can_be_computed_again_from_the_row(bakers, period, bread):
    proposal = make_proposal(bakers, period, {bread: -60_000})
    assert proposal.receipt == receipt(
        council="bakers",
        period="2027",
        revision=1,
        public_id=proposal.public_id,
        submitted_at=proposal.submitted_at,
        lines=[("bread", -60_000)],
    )


def test_equal_figures_have_different_receipts(period, bread):
    one, other = (make_proposal(make_council(), period, {bread: 5}) for _ in "ab")
    assert one.receipt != other.receipt


def test_a_submission_is_on_record_and_the_receipt_in_the_post(bakers, period, bread):
    ada = make_person(email="ada@example.org", language="de")
    proposal = make_proposal(bakers, period, {bread: -5}, submitted_by=ada)

    entry = Record.objects.get(kind="proposal.submitted")
    assert entry.data["receipt"] == proposal.receipt
    [letter] = post()
    assert letter.to == ["ada@example.org"]
    assert proposal.receipt in letter.body


def test_nothing_is_stamped_before_what_was_counted(bakers, period, bread):
    """The database's clock was set back after a count."""
    period.fixed_until = later(hours=1)
    period.save()
    proposal = make_proposal(bakers, period, {bread: -5})
    assert proposal.submitted_at == period.fixed_until
    assert make_proposal(bakers, period, {bread: -6}).submitted_at > (
        proposal.submitted_at
    )


@pytest.mark.django_db(transaction=True)
def test_simultaneous_submissions_are_numbered_one_after_the_other():
    bread = make_good()
    period, council = make_open_period({bread: 1}), make_council()
    failures = []

    def hand_in():
        try:
            make_proposal(council, period, {bread: 1})
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=hand_in) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    revisions = Proposal.objects.order_by("submitted_at").values_list("revision")
    assert [revision for (revision,) in revisions] == list(range(1, 13))


class TestFrozen:
    def test_the_catalogue_stays_once_rounds_run(self, period, bread):
        with pytest.raises(ValidationError) as caught:
            fill_catalogue(period=period, prices={make_good(): Decimal(1)})
        assert caught.value.code == "frozen"
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            CatalogueEntry.objects.filter(period=period).update(start_price=9)
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            CatalogueEntry.objects.filter(period=period).delete()

    def test_entitlements_stay_once_rounds_run(self, period, bakers):
        with pytest.raises(ValidationError) as caught:
            grant(council=bakers, period=period, source="effort", amount=Decimal(1))
        assert caught.value.code == "frozen"
        with pytest.raises(IntegrityError, match="frozen"):
            Entitlement.objects.create(
                council=bakers, period=period, source="effort", amount=1
            )

    def test_a_good_that_is_planned_with_keeps_its_measure(self, period, bread):
        bread.decimals = 0
        with pytest.raises(IntegrityError, match="its measure stays"):
            bread.save()

    def test_a_good_that_is_planned_with_may_get_a_better_name(self, period, bread):
        bread.name_de = "Roggenbrot"
        bread.save()

    def test_a_good_is_never_deleted(self, bread):
        with pytest.raises(IntegrityError, match="never changed or deleted"):
            bread.delete()


class TestEntitlements:
    def test_every_member_counts_the_same(self, bread):
        period = make_period(prices={bread: 1})
        councils = [make_council(members=30), make_council(members=12)]
        grant_per_member(
            councils=councils,
            period=period,
            source="effort",
            per_member=Decimal("100.50"),
        )
        amounts = Entitlement.objects.per_council(period)
        assert amounts == {
            councils[0].pk: Decimal("3015.00"),
            councils[1].pk: Decimal("1206.00"),
        }

    @pytest.mark.parametrize("amount", ["-1", "NaN", "Infinity"])
    def test_less_than_nothing_and_no_number_are_refused(self, amount, bread):
        with pytest.raises(ValidationError):
            grant(
                council=make_council(),
                period=make_period(prices={bread: 1}),
                source="need",
                amount=Decimal(amount),
            )

    @pytest.mark.parametrize("amount", ["-1", "NaN"])
    def test_the_database_refuses_a_negative_one_and_no_number(self, bread, amount):
        period, council = make_period(prices={bread: 1}), make_council()
        with (
            pytest.raises(IntegrityError, match="not_below_zero"),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "INSERT INTO proposals_entitlement"
                " (council_id, period_id, source, amount, basis, reckoning)"
                " VALUES (%s, %s, 'need', %s, '', '{}')",
                [council.pk, period.pk, amount],
            )


class TestInstructions:
    def test_a_new_one_ends_the_one_before(self):
        council = make_council()
        first = instruct(council=council, mode="keep")
        moment = later()
        second = instruct(council=council, mode="follow", substitution=Decimal("0.5"))
        standing = council.instructions
        assert standing.in_force(moment).get() == first
        assert standing.in_force(later()).get() == second

    def test_a_revoked_one_answers_no_more(self):
        council = make_council()
        instruct(council=council, mode="keep")
        assert revoke(council=council) is True
        assert revoke(council=council) is False
        assert not council.instructions.in_force(later()).exists()

    @pytest.mark.parametrize(
        "wrong",
        [{"substitution": Decimal(-1)}, {"capacity": Decimal(0)}, {"mode": "guess"}],
    )
    def test_flexibility_out_of_range_is_refused(self, wrong):
        with pytest.raises(ValidationError):
            instruct(**({"council": make_council(), "mode": "follow"} | wrong))


class TestDrafts:
    @pytest.fixture
    def save(self, bakers, period):
        ada = make_person()

        def save(text, version):
            return save_draft(
                council=bakers,
                period=period,
                lines={"bread": {"request": "", "offer": text}},
                note="",
                version=version,
                saved_by=ada,
            )

        return save

    def test_what_was_typed_is_kept_even_if_it_cannot_be_read(self, save):
        save("a dozen", 0)
        assert Draft.objects.get().lines["bread"]["offer"] == "a dozen"

    def test_a_stale_draft_is_refused_and_the_newer_one_stays(self, save):
        save("1", 0)
        save("2", 1)
        with pytest.raises(ValidationError) as caught:
            save("3", 1)
        assert caught.value.code == "stale_draft"
        assert Draft.objects.get().lines["bread"]["offer"] == "2"

    def test_two_first_drafts_do_not_overwrite_each_other(self, save):
        save("1", 0)
        with pytest.raises(ValidationError):
            save("2", 0)

    def test_a_discarded_draft_leaves_what_was_submitted(
        self, save, bakers, period, bread
    ):
        save("1", 0)
        make_proposal(bakers, period, {bread: -1})
        discard_draft(council=bakers, period=period)
        assert not Draft.objects.exists()
        assert Proposal.objects.exists()
