"""Signing an offer: whose word counts, and what the database refuses."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from councils.models import Council, Membership
from iteration.models import Offer, OfferPart, Signature
from iteration.services import sign, signing, withdraw_offer
from ledger.models import Record
from tests.factories import make_council, make_seat
from tests.iteration.village import closed as closed  # For other rooms.
from tests.iteration.village import make_delegate, make_offer, pass_window, say

pytestmark = pytest.mark.django_db


class TestSigning:
    def test_the_last_word_counts_and_all_are_kept(self, village):
        offer = make_offer(village)
        seat = make_delegate("mill")
        who = {"offer": offer, "council": seat.council, "person": seat.person}
        for accepts in (True, False, False, True):
            sign(**who, accepts=accepts)
        words = Signature.objects.order_by("number").values_list("number", "accepts")
        assert list(words) == [(1, True), (2, False), (3, True)]
        assert Signature.objects.in_force(offer).get().accepts
        assert Record.objects.filter(kind="offer.signed").count() == 3

    def test_a_member_without_that_task_cannot_sign(self, village):
        offer = make_offer(village)
        seat = make_seat(
            council=Council.objects.get(slug="mill"), role=Membership.Role.MEMBER
        )
        stranger = make_delegate("north")
        for person in (seat.person, stranger.person):
            with pytest.raises(ValidationError) as caught:
                sign(offer=offer, council=seat.council, person=person, accepts=True)
            assert caught.value.code == "no_seat"

    def test_a_council_without_a_part_cannot_sign(self, village):
        offer, seat = make_offer(village), make_seat()
        with pytest.raises(ValidationError) as caught:
            sign(offer=offer, council=seat.council, person=seat.person, accepts=True)
        assert caught.value.code == "no_part"

    @pytest.mark.parametrize("end", [pass_window, None])
    def test_nobody_signs_after_the_window_or_a_withdrawal(self, village, end):
        offer = make_offer(village)
        if end:
            end(offer)
        else:
            withdraw_offer(offer=offer, reason="A mistake.")
        with pytest.raises(ValidationError) as caught:
            say(offer, "mill", True)
        assert caught.value.code == "closed"

    def test_who_signs_in_the_moment_the_window_closes_is_told(
        self, village, monkeypatch
    ):
        offer = make_offer(village)
        monkeypatch.setattr(signing, "_check", lambda *who: pass_window(offer))
        with pytest.raises(ValidationError) as caught:
            say(offer, "mill", True)
        assert caught.value.code == "closed"


class TestTheDatabaseRefuses:
    def row(self, offer, **fields):
        seat = make_delegate("mill")
        given = {"council": seat.council, "person": seat.person, "accepts": True}
        return Signature.objects.create(offer=offer, **given | {"number": 1} | fields)

    def test_a_signature_after_the_window(self, village):
        offer = make_offer(village)
        pass_window(offer)
        with pytest.raises(IntegrityError, match="no longer be signed"):
            self.row(offer)

    def test_two_signatures_in_force(self, village):
        offer = make_offer(village)
        self.row(offer)
        with pytest.raises(IntegrityError, match="skip a number"):
            self.row(offer)

    def test_a_signature_without_a_part(self, village):
        with pytest.raises(IntegrityError, match="no part"):
            self.row(make_offer(village), council=make_council())

    @pytest.mark.parametrize("model", [Signature, OfferPart])
    def test_a_change_of_what_was_said_or_offered(self, village, model):
        self.row(make_offer(village))
        with pytest.raises(IntegrityError, match="never changed"):
            model.objects.update(council=make_council())

    def test_a_longer_window(self, village):
        make_offer(village)
        with pytest.raises(IntegrityError, match="never changed"):
            Offer.objects.update(closes_at="2099-01-01T00:00Z")

    def test_two_offers_in_force(self, village):
        offer = make_offer(village)
        with pytest.raises(IntegrityError, match="offer_one_in_force"):
            Offer.objects.create(
                period=village, round=offer.round, closes_at=offer.closes_at
            )
