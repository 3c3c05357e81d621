"""A year from its first round to the published plan, through the services."""

import json
import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from iteration import services
from iteration.calendar import after
from iteration.catalogue import Catalogue
from iteration.models import Price, Publication, Result, Round
from iteration.publication import price_text
from iteration.services import (
    RoundNotDue,
    close_now,
    close_round,
    due_rounds,
    extend_round,
    open_period,
    resume_period,
)
from ledger.canonical import digest
from ledger.models import Record
from proposals.models import Period, Proposal
from tests.factories import (
    later,
    make_bread_year,
    make_council,
    make_count,
    make_due,
    make_good,
    make_open_period,
    make_period,
    make_proposal,
    reload,
)

pytestmark = pytest.mark.django_db


class TestOpening:
    def test_the_first_round_announces_the_first_prices(self):
        bread = make_good("bread")
        period = make_open_period({bread: "2.34567891"})
        first = Round.objects.get()
        assert (first.number, first.status) == (1, "open")
        # Six significant digits, as people read them.
        assert Price.objects.get().price == Decimal("2.34568")
        assert period.status == Period.Status.OPEN
        assert period.frozen_at

    def test_a_year_opens_once(self):
        period = make_open_period({make_good(): 1})
        with pytest.raises(ValidationError) as caught:
            open_period(period=period)
        assert caught.value.code == "state"
        assert Round.objects.count() == 1

    def test_an_empty_catalogue_does_not_open(self):
        with pytest.raises(ValidationError) as caught:
            open_period(period=make_period())
        assert caught.value.code == "empty"

    def test_a_cutoff_in_the_past_is_refused(self):
        period = make_period(prices={make_good(): 1})
        with pytest.raises(ValidationError) as caught:
            open_period(period=period, first_cutoff=later(hours=-1))
        assert caught.value.code == "cutoff"

    def test_a_round_number_cannot_be_skipped(self):
        period = make_open_period({make_good(): 1})
        Round.objects.update(status="counting")
        with pytest.raises(IntegrityError):
            skip(period, number=3, status="published")

    def test_two_rounds_of_a_period_are_never_open(self):
        period = make_open_period({make_good(): 1})
        with pytest.raises(IntegrityError, match="round_one_open_in_a_period"):
            skip(period, number=2)

    def test_a_round_without_a_price_for_every_good_is_refused(self):
        skip(make_period(prices={make_good(): 1}), number=1)
        with pytest.raises(IntegrityError, match="has no price"):
            check_constraints_now()

    def test_a_price_below_the_floor_is_refused(self):
        good = make_good()
        first = skip(make_period(prices={good: 1}), number=1)
        Price.objects.create(round=first, good=good, price=Decimal("0.00001"))
        with pytest.raises(IntegrityError, match="below the floor"):
            check_constraints_now()

    @pytest.mark.parametrize("price", ["0", "-1", "NaN"])
    def test_a_price_that_is_none_is_refused(self, price):
        good = make_good()
        period = make_open_period({good: 1})
        current, other = Round.objects.current(period), make_good()
        with (
            pytest.raises(IntegrityError, match="price_is_a_positive_number"),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "INSERT INTO iteration_price (round_id, good_id, price)"
                " VALUES (%s, %s, %s)",
                [current.pk, other.pk, price],
            )


def skip(period, **fields):
    return Round.objects.create(
        period=period,
        cutoff=later(days=1),
        rule="aggregate",
        rule_version=1,
        tolerance=period.tolerance,
        **fields,
    )


def check_constraints_now():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class TestCounting:
    def test_a_count_publishes_exact_totals_and_opens_the_next_round(self):
        period, bread, _eaters, _bakers = make_bread_year()
        counted = make_count(period)

        result = Result.objects.get(round=counted)
        assert (result.requested, result.offered) == (80_000, 60_000)
        assert result.imbalance == pytest.approx(2 * 20 / 140)
        assert not result.within
        assert counted.status == "published"
        assert counted.agreed is False
        assert (counted.worst_good, counted.goods_out) == (bread, 1)

        following = Round.objects.current(period)
        assert following.number == 2
        assert following.prices.get().price > counted.prices.get().price
        assert following.cutoff == after(counted.cutoff, period.round_length)

    def test_a_round_is_not_counted_before_its_cutoff(self):
        period, *_ = make_bread_year()
        with pytest.raises(RoundNotDue):
            close_round(Round.objects.current(period).pk)
        assert due_rounds() == []

    def test_a_round_counted_twice_is_published_once(self):
        period, *_ = make_bread_year()
        due = make_due(period)
        assert close_round(due.pk) is True
        assert close_round(due.pk) is False
        assert Result.objects.count() == 1

    def test_the_loser_of_a_race_writes_nothing(self, monkeypatch):
        from iteration.services import closing  # noqa: PLC0415

        period, *_ = make_bread_year()
        due = make_due(period)
        count = closing.count

        def count_while_another_worker_publishes(round):
            monkeypatch.setattr(closing, "count", count)
            assert close_round(due.pk) is True
            return count(round)

        monkeypatch.setattr(closing, "count", count_while_another_worker_publishes)

        assert close_round(due.pk) is False
        assert Result.objects.count() == 1
        assert Round.objects.count() == 2

    def test_an_empty_book_agrees_on_nothing(self):
        period = make_open_period({make_good(): 1})
        counted = make_count(period)
        assert counted.agreed is False
        assert reload(period).status == Period.Status.OPEN

    def test_a_withdrawn_proposal_counts_for_nothing(self):
        period, _bread, eaters, _bakers = make_bread_year()
        make_proposal(eaters, period, {})
        make_count(period)
        assert Result.objects.get().requested == 0

    def test_a_late_revision_counts_for_the_next_round(self):
        period, bread, eaters, _bakers = make_bread_year()
        due = make_due(period)
        late = make_proposal(eaters, period, {bread: 1_000})
        close_round(due.pk)
        assert Result.objects.get(round=due).requested == 80_000
        assert late.submitted_at > due.cutoff

        make_count(period)
        assert Result.objects.get(round__number=2).requested == 1_000

    def test_a_round_can_be_counted_again_after_later_revisions(self):
        from iteration.count import count  # noqa: PLC0415

        period, bread, eaters, _bakers = make_bread_year()
        counted = make_count(period)
        make_proposal(eaters, period, {bread: 1})
        again = count(Round.objects.get(pk=counted.pk))
        assert again.outcome.balance.requested.tolist() == [80_000]

    def test_a_published_round_is_never_changed(self):
        period, *_ = make_bread_year()
        counted = make_count(period)
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            Round.objects.filter(pk=counted.pk).update(worst=0)
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            Result.objects.update(requested=1)

    def test_agreement_ends_the_rounds(self):
        period, bread, _eaters, bakers = make_bread_year()
        make_proposal(bakers, period, {bread: -79_000})
        counted = make_count(period)
        assert counted.agreed is True
        assert reload(period).status == Period.Status.AGREED
        assert Round.objects.count() == 1

    def test_an_agreed_year_takes_no_further_proposals(self):
        period, bread, eaters, bakers = make_bread_year()
        make_proposal(bakers, period, {bread: -80_000})
        make_count(period)
        with pytest.raises(ValidationError) as caught:
            make_proposal(eaters, period, {bread: 1})
        assert caught.value.code == "closed"

    def test_the_floor_makes_a_free_good_agree(self):
        """Much more sun is offered than anybody asks for; it costs nothing."""
        sun, bread = make_good("sun", category="resource"), make_good("bread")
        period = make_open_period({sun: 1, bread: 1})
        make_proposal(make_council(), period, {sun: 1, bread: 900_000})
        make_proposal(
            make_council(kind="commons"), period, {sun: -9_000, bread: -900_000}
        )
        for _round in range(40):
            if reload(period).status != Period.Status.OPEN:
                break
            make_count(period)
        assert reload(period).status == Period.Status.AGREED
        last = Result.objects.filter(good=sun).latest("round__number")
        assert (last.reason, last.imbalance, last.within) == ("at_floor", 0, True)

    @pytest.mark.parametrize("price", ["1", "2.5", "7.77777", "0.000123", "19"])
    def test_a_price_at_its_floor_is_announced_as_the_floor(self, price):
        sun, bread = make_good("sun", category="resource"), make_good("bread")
        period = make_open_period({sun: price, bread: 1})
        catalogue = Catalogue.of(period)
        announced = catalogue.announced(catalogue.floor)
        assert dict(zip(catalogue.goods, announced, strict=True)) == {
            entry.good: entry.floor for entry in period.catalogue.all()
        }

    def test_rounds_stop_when_there_have_been_enough(self):
        period, *_ = make_bread_year(max_rounds=2)
        make_count(period)
        make_count(period)
        assert reload(period).status == Period.Status.STALLED
        assert Round.objects.count() == 2

    def test_rounds_stop_when_nothing_moves_any_more(self):
        period, *_ = make_bread_year(max_rounds=30)
        for _round in range(5):
            make_count(period)
        assert reload(period).status == Period.Status.STALLED

    def test_a_stalled_year_can_go_on_with_a_wider_tolerance(self):
        period, *_ = make_bread_year(max_rounds=1)
        make_count(period)
        resume_period(
            period=reload(period),
            rounds=3,
            tolerance=Decimal("0.5"),
            reason="The harvest is what it is.",
        )
        counted = make_count(reload(period))
        assert counted.number == 2
        assert counted.agreed is True

    def test_simultaneous_counts_of_one_round_publish_once(self, transactional_db):
        period, *_ = make_bread_year()
        due = make_due(period)
        said = []

        def work():
            try:
                said.append(close_round(due.pk))
            finally:
                connection.close()

        threads = [threading.Thread(target=work) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(said) == [False] * 5 + [True]
        assert Round.objects.count() == 2

    def test_a_proposal_in_flight_at_the_cutoff_is_waited_for(self, transactional_db):
        """Stamped before the cutoff, committed after it: it must be counted."""
        period, bread, eaters, _bakers = make_bread_year()
        stamped, counting = threading.Event(), threading.Event()

        def submit_slowly():
            try:
                with transaction.atomic():
                    make_proposal(eaters, period, {bread: 70_000})
                    stamped.set()
                    counting.wait(0.5)
            finally:
                connection.close()

        slow = threading.Thread(target=submit_slowly)
        slow.start()
        stamped.wait(5)
        due = make_due(period)
        close_round(due.pk)
        slow.join()
        assert Result.objects.get(round=due).requested == 70_000


class TestSchedule:
    def test_an_extended_round_is_not_counted_at_its_first_cutoff(self):
        period, *_ = make_bread_year()
        current = Round.objects.current(period)
        extend_round(round=current, cutoff=current.cutoff + timedelta(days=3))
        assert Round.objects.get().cutoff == current.cutoff
        assert Record.objects.filter(kind="round.extended").exists()

    def test_a_round_cannot_be_extended_backwards(self):
        period, *_ = make_bread_year()
        current = Round.objects.current(period)
        with pytest.raises(ValidationError) as caught:
            extend_round(round=current, cutoff=current.cutoff - timedelta(days=1))
        assert caught.value.code == "cutoff"

    def test_a_counted_round_can_be_neither_extended_nor_closed(self):
        period, *_ = make_bread_year()
        counted = make_count(period)
        for step in (
            lambda: extend_round(round=counted, cutoff=later(days=30)),
            lambda: close_now(round=counted),
        ):
            with pytest.raises(ValidationError) as caught:
                step()
            assert caught.value.code == "state"

    def test_a_plan_comes_into_force_and_ends_with_the_calendar(self):
        period, bread, _eaters, bakers = make_bread_year()
        make_proposal(bakers, period, {bread: -80_000})
        make_count(period)
        services.settle_period(period=reload(period))
        services.publish_plan(period=reload(period))
        for today, status in [
            (date(2026, 12, 31), "published"),
            (date(2027, 1, 1), "in_force"),
            (date(2027, 12, 31), "in_force"),
            (date(2028, 1, 1), "closed"),
        ]:
            services.advance_calendar(today=today)
            assert reload(period).status == status


class TestPublication:
    def test_the_document_says_what_was_counted(self):
        period, *_ = make_bread_year()
        counted = make_count(period)
        publication = counted.publication
        document = json.loads(publication.body)
        assert digest(publication.body) == publication.digest
        assert document["goods"][0] == {
            "category": "consumption",
            "code": "bread",
            "decimals": 3,
            "excess": "20.000",
            "imbalance": "0.285714286",
            "next_price": price_text(Round.objects.current(period).prices.get().price),
            "offered": "60.000",
            "price": "2.5",
            "reason": Result.objects.get().reason,
            "requested": "80.000",
            "unit": "kg",
            "within_tolerance": False,
        }
        assert document["answers"] == {
            "absent": 0,
            "carried": 0,
            "imputed": 0,
            "own": 2,
            "standing": 0,
        }

    def test_each_document_carries_the_digest_of_the_one_before(self):
        period, *_ = make_bread_year()
        first, second = make_count(period), make_count(period)
        body = json.loads(second.publication.body)
        assert body["previous"] == first.publication.digest
        assert json.loads(first.publication.body)["previous"] is None

    def test_a_document_is_never_changed(self):
        period, *_ = make_bread_year()
        make_count(period)
        with pytest.raises(IntegrityError, match="never changed"):
            Publication.objects.update(body="{}")

    def test_nothing_personal_is_published(self):
        period, bread, eaters, _bakers = make_bread_year()
        make_proposal(eaters, period, {bread: 80_000}, note="Adas Hochzeit")
        make_count(period)
        assert "Hochzeit" not in Publication.objects.get().body


class TestSilence:
    def silent_in_round_two(self, **rules):
        """Both answered the first round; in the second the bakers alone speak."""
        period, bread, _eaters, bakers = make_bread_year(**rules)
        make_count(period)
        make_proposal(bakers, reload(period), {bread: -50_000})
        return make_count(period)

    def test_a_silent_councils_proposal_is_carried_forward(self):
        counted = self.silent_in_round_two()
        assert Result.objects.get(round=counted).requested == 80_000
        assert (counted.own, counted.carried, counted.absent) == (1, 1, 0)

    @pytest.mark.parametrize("rule", ["zero", "exclude"])
    def test_the_period_may_leave_the_silent_out(self, rule):
        counted = self.silent_in_round_two(silence=rule)
        assert Result.objects.get(round=counted).requested == 0
        assert (counted.own, counted.carried, counted.absent) == (1, 0, 1)

    def test_no_row_is_written_where_nothing_changes(self):
        self.silent_in_round_two()
        assert not Proposal.objects.filter(origin="standing").exists()
