"""The model finish: an offer, its signatures, and the plan that comes of them."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from councils.models import Council, Membership
from iteration import faults, tasks
from iteration.models import Assignment, Offer, OfferPart, Plan, Signature
from iteration.services import (
    OfferNotDue,
    close_offer,
    due_offers,
    keeping,
    publish_plan,
    settle_period,
    sign,
    signing,
    withdraw_offer,
    withdraw_plan,
)
from ledger.models import Message, Record
from proposals.models import Period
from tests.factories import (
    make_bread_year,
    make_council,
    make_count,
    make_facilitator,
    make_good,
    make_open_period,
    make_person,
    make_proposal,
    make_seat,
    reload,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def village():
    """An agreed year, bread a little short: the models bake more and eat less."""
    bread, flour = make_good("bread"), make_good("flour", category="intermediate")
    hours = make_good("hours", category="labour", unit="h", decimals=2)
    period = make_open_period(
        {bread: 3, flour: 1, hours: 10},
        code="2027",
        tolerance="0.1",
        rule="calibrated",
    )
    lines = {
        make_council("bakers", kind="worker"): {
            bread: -100_000,
            flour: 80_000,
            hours: 9_000,
        },
        make_council("mill", kind="worker"): {flour: -79_000, hours: 4_000},
        make_council("north", members=30): {bread: 62_000, hours: -7_500},
        make_council("south", members=20): {bread: 43_000, hours: -5_400},
    }
    for council, quantities in lines.items():
        make_proposal(council, period, quantities)
    round = make_count(period)
    assert round.agreed
    return reload(period)


def make_offer(period, **settings):
    return settle_period(period=period, finish="model", **settings)


def make_delegate(slug):
    return make_seat(council=Council.objects.get(slug=slug))


def say(offer, slug, accepts):
    seat = make_delegate(slug)
    return sign(offer=offer, council=seat.council, person=seat.person, accepts=accepts)


def pass_window(offer):
    """Let the window have passed: moments of an offer are never changed otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE iteration_offer SET made_at = made_at - interval '9 days',"
            " closes_at = closes_at - interval '9 days' WHERE id = %s",
            [offer.pk],
        )
        cursor.execute("SET LOCAL session_replication_role = origin")


def closed(offer):
    pass_window(offer)
    assert close_offer(offer.pk)
    return Plan.objects.in_force().get(period=offer.period)


def lines_of(rows):
    return {row.council.slug: row.quantities for row in rows}


def excess(plan):
    sums = {}
    for assignment in plan.assignments.all():
        for key, units in assignment.lines.items():
            sums[key] = sums.get(key, 0) + units
    return {good.code: sums[good.pk] for good in plan.period.goods.all()}


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


class TestWholeThings:
    @pytest.fixture
    def garage(self):
        """Steel for 2.7 of three buses."""
        buses = make_good("buses", unit="1", decimals=0)
        steel = make_good("steel", category="resource", decimals=0)
        period = make_open_period({buses: 1000, steel: "0.1"}, tolerance="0.2")
        lines = {
            make_council("garage", kind="worker"): {buses: -3, steel: 3_000},
            make_council("mine", kind="commons"): {steel: -2_700},
            make_council("riders"): {buses: 3},
        }
        for council, quantities in lines.items():
            make_proposal(council, period, quantities)
        assert make_count(period).agreed
        return reload(period)

    def test_the_plan_holds_steel_for_the_whole_buses_and_says_what_that_cost(
        self, garage
    ):
        plan = settle_period(period=garage)
        assert lines_of(plan.assignments.all()) == {
            "garage": [-2, 2_000],
            "mine": [-2_700],
            "riders": [2],
        }
        assert plan.integral_councils == 1
        assert plan.integrality_cost == pytest.approx(2 * 700 + 70)


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


def test_those_who_can_sign_are_told_once_and_in_their_language(village):
    baker = make_delegate("bakers").person
    type(baker).objects.filter(pk=baker.pk).update(email="b@example.org", language="de")
    member = make_seat(
        make_person("looker", email="l@example.org"),
        Council.objects.get(slug="bakers"),
        role="member",
    ).person
    assert member.email
    offer = make_offer(village)
    [letter] = Message.objects.filter(key__startswith=f"offer-{offer.pk}-")
    assert letter.to == "b@example.org"
    assert "/offer/" in letter.payload["body"]
    assert letter.payload["subject"] != "An offer for the plan of Year 2027"
