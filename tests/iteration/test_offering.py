"""The model finish: what is offered, when, and to whom."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from councils.models import Council
from iteration import tasks
from iteration.models import Offer, OfferPart, Plan
from iteration.services import settle_period, withdraw_offer
from ledger.models import Record
from proposals.models import Period
from tests.factories import make_bread_year, make_count, make_person, make_seat, reload
from tests.iteration.village import make_delegate, make_offer
from tests.letterbox import post

pytestmark = pytest.mark.django_db


class TestOffering:
    def test_the_year_stays_agreed_and_every_council_sees_both_versions(self, village):
        offer = make_offer(village)
        assert reload(village).status == Period.Status.AGREED
        assert offer.status == Offer.Status.OPEN
        assert not Plan.objects.exists()
        parts = OfferPart.objects.filter(offer=offer).select_related("proposal")
        assert parts.count() == 4
        for part in parts:
            assert part.goods == part.proposal.goods
            for proposed, plain in zip(
                part.proposal.quantities, part.settled, strict=True
            ):
                assert 0 <= plain / proposed <= 1
        assert any(
            abs(units) > abs(proposed)
            for part in parts
            for units, proposed in zip(
                part.quantities, part.proposal.quantities, strict=True
            )
        )

    def test_what_is_offered_and_what_settlement_leaves_both_balance(self, village):
        parts = OfferPart.objects.filter(offer=make_offer(village))
        keys = {good.code: good.pk for good in village.goods.all()}
        for name in ("quantities", "settled"):
            sums = dict.fromkeys(keys.values(), 0)
            for part in parts:
                for key, units in zip(part.goods, getattr(part, name), strict=True):
                    sums[key] += units
            assert sums[keys["bread"]] == sums[keys["flour"]] == 0
            assert sums[keys["hours"]] <= 0

    def test_it_can_be_signed_for_three_days_or_as_long_as_is_said(self, village):
        first = make_offer(village)
        assert first.closes_at - first.made_at == timedelta(days=3)
        withdraw_offer(offer=first, reason="Too short.")
        second = make_offer(village, window=timedelta(days=8))
        assert second.closes_at - second.made_at == timedelta(days=8)

    @pytest.mark.parametrize("days", [-1, 0, 367])
    def test_a_window_that_makes_no_sense_is_refused(self, village, days):
        with pytest.raises(ValidationError) as caught:
            make_offer(village, window=timedelta(days=days))
        assert caught.value.code == "window"

    def test_a_rule_without_models_has_nothing_to_offer(self):
        period, *_ = make_bread_year(tolerance="0.3", rule="aggregate")
        make_count(period)
        with pytest.raises(ValidationError, match="makes no models") as caught:
            make_offer(reload(period))
        assert caught.value.code == "no_models"
        assert not Offer.objects.exists()

    def test_only_an_agreed_year_is_offered(self):
        period, *_ = make_bread_year()
        with pytest.raises(ValidationError) as caught:
            make_offer(period)
        assert caught.value.code == "state"

    def test_a_finish_nobody_knows_is_a_mistake_of_the_caller(self, village):
        with pytest.raises(ValueError, match="lottery"):
            settle_period(period=village, finish="lottery")

    def test_one_offer_at_a_time(self, village):
        make_offer(village)
        with pytest.raises(ValidationError) as caught:
            make_offer(village)
        assert caught.value.code == "state"
        assert Offer.objects.count() == 1

    def test_a_year_is_not_settled_while_an_offer_stands(self, village):
        offer = make_offer(village)
        with pytest.raises(ValidationError, match="can be signed until"):
            settle_period(period=village)
        assert reload(village).status == Period.Status.AGREED
        withdraw_offer(offer=offer, reason="We settle.")
        assert settle_period(period=reload(village)).offer is None

    def test_the_clock_does_not_settle_over_an_offer(self, village):
        Period.objects.update(automatic=True)
        make_offer(village)
        tasks.settle(village.pk)
        assert not Plan.objects.exists()

    def test_an_offer_made_while_another_worker_settles_is_none(
        self, village, monkeypatch
    ):
        behind = reload(village)
        settle_period(period=village)
        with pytest.raises(ValidationError) as caught:
            make_offer(behind)
        assert caught.value.code == "state"
        assert not Offer.objects.exists()

    def test_it_is_on_record(self, village):
        person = make_person()
        offer = make_offer(village, actor=person, reason="Nearer to all wishes.")
        entry = Record.objects.get(kind="offer.made")
        assert (entry.actor, entry.reason) == (
            str(person.public_id),
            "Nearer to all wishes.",
        )
        assert entry.data["offer"] == offer.pk


def test_those_who_can_sign_are_told_once_and_in_their_language(village):
    baker = make_delegate("bakers").person
    type(baker).objects.filter(pk=baker.pk).update(email="b@example.org", language="de")
    member = make_seat(
        make_person("looker", email="l@example.org"),
        Council.objects.get(slug="bakers"),
        role="member",
    ).person
    assert member.email
    make_offer(village)
    [letter] = post()
    assert letter.to == ["b@example.org"]
    assert "/offer/" in letter.body
    assert "Jahr" in letter.subject
    assert post() == []


class TestWithdrawing:
    @pytest.fixture
    def baker(self, village):
        person = make_delegate("bakers").person
        type(person).objects.filter(pk=person.pk).update(email="b@example.org")

    def test_who_could_sign_hears_that_there_is_nothing_to_sign_and_why(
        self, village, baker
    ):
        offer = make_offer(village)
        post()
        withdraw_offer(offer=offer, reason="The mill stands still.")
        [letter] = post()
        assert letter.to == ["b@example.org"]
        assert "was withdrawn" in letter.subject
        assert "need not sign anything" in letter.body
        assert "The mill stands still." in letter.body

    def test_nothing_is_said_any_more_once_there_is_another(self, village, baker):
        withdraw_offer(offer=make_offer(village), reason="Too short.")
        make_offer(village)
        [letter] = post()
        assert "withdrawn" not in letter.subject
