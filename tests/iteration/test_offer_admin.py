"""Offering, taking back and refusing in the administration."""

from datetime import timedelta

import pytest
from django.urls import reverse

from iteration.models import Offer, Plan
from ledger.models import Record
from tests.factories import make_bread_year, make_count, make_facilitator
from tests.iteration.village import make_offer

pytestmark = pytest.mark.django_db


class TestAdministration:
    @pytest.fixture
    def facilitator(self, client):
        client.force_login(make_facilitator())
        return client

    def step(self, label, row, name):
        return reverse(f"admin:{label}_step", args=[row.pk, name])

    def test_a_facilitator_offers_and_takes_back(self, facilitator, village):
        where = self.step("proposals_period", village, "offer")
        year = reverse("admin:proposals_period_change", args=[village.pk])
        assert where in facilitator.get(year).content.decode()
        facilitator.post(where, {"days": 5, "reason": "Nearer to all wishes."})
        offer = Offer.objects.get()
        assert offer.closes_at - offer.made_at == timedelta(days=5)

        where = self.step("iteration_offer", offer, "withdraw")
        facilitator.post(where, {"reason": "We settle."})
        offer.refresh_from_db()
        assert offer.status == Offer.Status.WITHDRAWN
        assert Record.objects.get(kind="offer.withdrawn").reason == "We settle."

    def test_a_year_whose_rule_has_no_models_is_not_asked(self, facilitator):
        period, *_ = make_bread_year(tolerance="0.3", rule="aggregate")
        make_count(period)
        year = reverse("admin:proposals_period_change", args=[period.pk])
        where = self.step("proposals_period", period, "offer")
        assert where not in facilitator.get(year).content.decode()

    def test_what_the_service_refuses_is_said(self, facilitator, village):
        make_offer(village)
        where = self.step("proposals_period", village, "settle")
        page = facilitator.post(where, {"reason": "Now."}, follow=True)
        assert "can be signed until" in page.content.decode()
        assert not Plan.objects.exists()
