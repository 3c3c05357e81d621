"""The plan that comes of an offer once its window has closed."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from iteration import tasks
from iteration.models import Assignment, Offer, Plan
from iteration.services import (
    OfferNotDue,
    close_offer,
    due_offers,
    keeping,
    publish_plan,
    signing,
    withdraw_offer,
    withdraw_plan,
)
from ledger import faults
from ledger.models import Record
from proposals.models import Period
from tests.factories import reload
from tests.iteration.village import (
    closed,
    excess,
    lines_of,
    make_offer,
    pass_window,
    say,
)

pytestmark = pytest.mark.django_db


class TestClosing:
    def test_if_all_accept_the_offer_is_the_plan(self, village):
        offer = make_offer(village)
        for slug in ("bakers", "mill", "north", "south"):
            say(offer, slug, True)
        plan = closed(offer)
        assert plan.offer == offer
        assert lines_of(plan.assignments.all()) == lines_of(offer.parts.all())
        assert set(plan.assignments.values_list("accepted", flat=True)) == {True}
        assert reload(village).status == Period.Status.SETTLED

    def test_if_nobody_says_a_word_it_is_the_settlement(self, village):
        offer = make_offer(village)
        plan = closed(offer)
        assert lines_of(plan.assignments.all()) == {
            part.council.slug: part.settled for part in offer.parts.all()
        }
        assert not plan.assignments.filter(accepted=True).exists()

    def test_who_objects_keeps_at_most_the_proposal_and_all_balances(self, village):
        offer = make_offer(village)
        say(offer, "bakers", True)
        say(offer, "north", True)
        say(offer, "south", True)
        say(offer, "south", False)
        plan = closed(offer)
        sums = excess(plan)
        assert (sums["bread"], sums["flour"]) == (0, 0)
        assert sums["hours"] <= 0
        offered = lines_of(offer.parts.all())
        for each in plan.assignments.select_related("council", "proposal"):
            slug = each.council.slug
            assert each.accepted == (slug in ("bakers", "north"))
            most = offered[slug] if each.accepted else each.proposal.quantities
            for units, limit in zip(each.quantities, most, strict=True):
                assert 0 <= units / limit <= 1

    def test_largest_cut_and_value_are_those_from_the_proposals(self, village):
        offer = make_offer(village)
        for slug in ("bakers", "mill", "north", "south"):
            say(offer, slug, True)
        plan = closed(offer)
        lost = [
            1 - units / proposed
            for each in plan.assignments.select_related("proposal")
            for units, proposed in zip(
                each.quantities, each.proposal.quantities, strict=True
            )
        ]
        assert plan.largest_cut == pytest.approx(max(lost))
        assert plan.cut_value > 0

    def test_it_waits_for_the_window(self, village):
        offer = make_offer(village)
        assert due_offers() == []
        with pytest.raises(OfferNotDue):
            close_offer(offer.pk)
        pass_window(offer)
        assert due_offers() == [offer.pk]

    def test_it_is_done_once(self, village):
        offer = make_offer(village)
        closed(offer)
        assert not close_offer(offer.pk)
        assert due_offers() == []
        assert Plan.objects.count() == 1
        assert Record.objects.filter(kind="offer.closed").count() == 1

    def test_the_second_of_two_at_once_writes_nothing(self, village, monkeypatch):
        offer = make_offer(village)
        pass_window(offer)
        settled = signing.settled

        def overtaken(*what):
            monkeypatch.setattr(signing, "settled", settled)
            assert close_offer(offer.pk)
            return settled(*what)

        monkeypatch.setattr(signing, "settled", overtaken)
        assert not close_offer(offer.pk)
        assert Plan.objects.count() == 1

    def test_withdrawn_while_it_is_counted_it_makes_no_plan(self, village, monkeypatch):
        offer = make_offer(village)
        pass_window(offer)
        settled = signing.settled

        def overtaken(*what):
            withdraw_offer(offer=offer, reason="A mistake.")
            return settled(*what)

        monkeypatch.setattr(signing, "settled", overtaken)
        assert not close_offer(offer.pk)
        assert not Plan.objects.exists()
        assert reload(village).status == Period.Status.AGREED

    @pytest.mark.parametrize(
        "point",
        ["plan.settled_in_memory", "plan.assignments_written", "plan.before_settling"],
    )
    def test_broken_off_anywhere_it_ends_in_the_same_plan(
        self, village, monkeypatch, point
    ):
        offer = make_offer(village)
        say(offer, "bakers", True)
        pass_window(offer)

        def die(here):
            if here == point:
                raise KeyboardInterrupt

        with monkeypatch.context() as broken:
            broken.setattr(faults, "hit", die)
            with pytest.raises(KeyboardInterrupt), transaction.atomic():
                close_offer(offer.pk)
        assert not Plan.objects.exists()
        assert close_offer(offer.pk)
        again = keeping.settled(offer.round, offer)[1]
        kept = Assignment.objects.order_by("council_id")
        units = [each for row in kept for each in row.quantities]
        assert units == again.quantity.tolist()

    def test_the_clock_closes_what_is_due(self, village, monkeypatch):
        offer = make_offer(village)
        pass_window(offer)
        knocked = []
        monkeypatch.setattr(tasks.close_offer, "delay", knocked.append)
        tasks.tick()
        assert knocked == [offer.pk]
        tasks.close_offer(offer.pk)
        tasks.close_offer(offer.pk)
        assert Plan.objects.get().offer == offer

    def test_who_said_what_is_on_record(self, village):
        offer = make_offer(village)
        say(offer, "bakers", True)
        say(offer, "south", False)
        closed(offer)
        data = Record.objects.get(kind="offer.closed").data
        assert (data["accepted"], data["objected"], data["silent"]) == (1, 1, 2)

    def test_its_plan_is_published_and_taken_back_like_any(self, village):
        offer = make_offer(village)
        say(offer, "bakers", True)
        closed(offer)
        publish_plan(period=reload(village))
        withdraw_plan(period=reload(village), reason="The mill burnt down.")
        assert reload(village).status == Period.Status.AGREED
        assert make_offer(reload(village)).status == Offer.Status.OPEN

    def test_a_withdrawn_offer_is_withdrawn_once(self, village):
        offer = make_offer(village)
        withdraw_offer(offer=offer, reason="A mistake.")
        with pytest.raises(ValidationError) as caught:
            withdraw_offer(offer=offer, reason="Again.")
        assert caught.value.code == "closed"
