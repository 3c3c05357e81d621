"""What is believed about a council is shown to it, corrected by it, suggested to it."""

from decimal import Decimal

import pytest
from django.urls import reverse

from iteration.beliefs import belief, suggestion
from iteration.insight import appraise
from iteration.models import Round
from iteration.services import open_period
from pages.fields import read
from proposals.models import Declaration, Draft, Proposal
from proposals.services import grant
from tests.factories import (
    make_council,
    make_count,
    make_good,
    make_period,
    make_person,
    make_proposal,
    make_seat,
)
from tests.town import Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    town = Town(tolerance=Decimal("0.0001"))
    town.round()
    town.round()
    return town


@pytest.fixture
def council(town):
    return town.eaters[0]


def member(client, council, **seat):
    person = make_person("ada")
    make_seat(person, council, **seat)
    client.force_login(person)
    return person


def address(name, town, council):
    return reverse(f"desk:{name}", args=[town.period.code, council.slug])


def test_a_council_sees_what_is_expected_of_it_and_from_how_many_answers(
    client, town, council
):
    member(client, council)
    page = client.get(address("beliefs", town, council)).content.decode()
    assert "From one answer of yours" in page
    assert "If what you offer brings 10 % more, you are expected to offer" in page


def test_each_line_says_what_a_dearer_good_would_change(client, town, council):
    found = belief(council, Round.objects.current(town.period))
    changes = {line.good: line.change for line in found.lines}
    assert changes[town.bread] == pytest.approx(1 / 1.1 - 1, abs=0.01)
    assert changes[town.work] == pytest.approx(found.more, abs=1e-6)
    member(client, council)
    page = client.get(address("beliefs", town, council)).content.decode()
    assert "the price of this good alone rose" in page


def test_before_a_second_round_nothing_is_believed(client):
    town = Town()
    member(client, town.eaters[0])
    page = client.get(address("beliefs", town, town.eaters[0])).content.decode()
    assert "Nothing yet." in page


def test_others_see_no_page(client, town):
    member(client, town.eaters[0])
    assert client.get(address("beliefs", town, town.eaters[1])).status_code == 404


class TestCorrecting:
    def test_a_delegate_says_how_the_council_would_answer(self, client, town, council):
        member(client, council)
        where = address("beliefs", town, council)
        sent = {"capacity": "", "less": "4", "more": "0"}
        assert client.post(where, sent).status_code == 302
        said = Declaration.objects.get(until=None)
        assert (said.substitution, said.supply_response) == (Decimal("0.4"), 0)
        assert said.capacity is None

    def test_the_next_round_begins_again_from_there(self, client, town, council):
        before = belief(council, Round.objects.current(town.period))
        member(client, council)
        client.post(address("beliefs", town, council), {"more": "50"})
        town.round(silent=[council])
        after = belief(council, Round.objects.current(town.period))
        assert after.more == pytest.approx(1.1**5 - 1, rel=0.05)
        assert after.more > before.more + 0.2

    def test_saying_nothing_ends_what_was_said(self, client, town, council):
        member(client, council)
        where = address("beliefs", town, council)
        client.post(where, {"less": "4"})
        client.post(where, {"less": ""})
        assert not Declaration.objects.filter(until=None).exists()

    def test_a_figure_that_cannot_be_is_named_and_nothing_saved(
        self, client, town, council
    ):
        member(client, council)
        page = client.post(address("beliefs", town, council), {"less": "4000"})
        assert "At most 120" in page.content.decode()
        assert not Declaration.objects.exists()

    def test_a_member_only_reads(self, client, town, council):
        member(client, council, role="member")
        where = address("beliefs", town, council)
        assert "A delegate of your council" in client.get(where).content.decode()
        client.post(where, {"less": "4"})
        assert not Declaration.objects.exists()


class TestSuggestion:
    def test_it_is_what_the_council_then_answers(self, town, council):
        expected = suggestion(council, Round.objects.current(town.period))
        answered = town.answer(council).lines
        for good, units in expected.items():
            assert units == pytest.approx(answered[good.pk], rel=0.02)

    def test_it_stands_in_the_draft_and_is_taken_over_whole(
        self, client, town, council
    ):
        member(client, council)
        where = address("draft", town, council)
        assert "Suggested revision" in client.get(where).content.decode()
        assert client.post(where, {"do": "accept", "version": "0"}).status_code == 200
        expected = suggestion(council, Round.objects.current(town.period))
        texts = Draft.objects.get().lines
        assert read(texts["bread"]["request"], town.bread) == expected[town.bread]

    def test_a_line_can_be_taken_over_alone(self, client, town, council):
        member(client, council)
        sent = {"do": "accept:bread", "version": "0", "line": "work"}
        client.post(address("draft", town, council), sent | {"work-offer": "7"})
        texts = Draft.objects.get().lines
        assert texts["work"]["offer"] == "7"
        assert texts["bread"]["request"]

    def test_other_rules_suggest_nothing(self, client):
        town = Town(rule="aggregate")
        town.round()
        assert suggestion(town.eaters[0], Round.objects.current(town.period)) is None

    def test_nothing_is_submitted_by_looking(self, client, town, council):
        member(client, council)
        before = Proposal.objects.count()
        client.get(address("draft", town, council))
        assert Proposal.objects.count() == before

    def test_it_spends_what_public_goods_leave(self):
        """The federation is not in the council's own sheet; its charge still counts."""
        bread, park = make_good("bread"), make_good("park", category="public")
        period = make_period(
            "2027", {bread: 4, park: 2}, rule="calibrated", silence="impute"
        )
        above = make_council("above", kind="consumer_federation", members=0)
        eaters = make_council("eaters", parent=above, members=10)
        grant(council=eaters, period=period, source="effort", amount=Decimal(1000))
        open_period(period=period)
        bakers = make_council("bakers", kind="worker")
        for council, lines in {
            above: {park: 100_000},
            eaters: {bread: 200_000},
            bakers: {bread: -150_000, park: -90_000},
        }.items():
            make_proposal(council, period, lines)
        make_count(period)
        round = Round.objects.current(period)
        expected = suggestion(eaters, round)
        worth = appraise(council=eaters, round=round, quantities=expected)
        assert worth.charge > 100
        assert worth.cost == pytest.approx(worth.budget, rel=Decimal("0.001"))
