"""How standing instructions answer for silent councils."""

from decimal import Decimal

import pytest

from iteration.models import Result, Round
from iteration.services import open_period
from proposals.models import Proposal
from proposals.services import grant, instruct, revoke
from tests.factories import (
    make_bread_year,
    make_council,
    make_count,
    make_good,
    make_period,
    make_proposal,
    reload,
)

pytestmark = pytest.mark.django_db


def standing():
    return Proposal.objects.filter(origin=Proposal.Origin.STANDING)


@pytest.fixture
def year():
    """80 kg of bread are requested, 60 kg offered; both councils follow the prices."""
    period, bread, eaters, bakers = make_bread_year()
    for council in (eaters, bakers):
        instruct(council=council, mode="follow")
    return period, bread, eaters, bakers


def test_nobody_is_answered_for_in_the_round_they_answered(year):
    period, *_ = year
    counted = make_count(period)
    assert (counted.own, counted.standing) == (2, 0)
    assert not standing().exists()


def test_following_means_less_asked_and_more_offered_of_what_got_dearer(year):
    period, _bread, eaters, bakers = year
    make_count(period)
    counted = make_count(period)
    assert (counted.own, counted.standing, counted.carried) == (0, 2, 0)
    answers = {proposal.council: proposal.quantities[0] for proposal in standing()}
    assert answers[eaters] < 80_000
    assert answers[bakers] < -60_000


def test_an_imputed_answer_is_in_force_at_the_cutoff_and_marked(year):
    period, *_ = year
    make_count(period)
    counted = make_count(period)
    in_force = Proposal.objects.in_force(period, counted.cutoff)
    assert {proposal.origin for proposal in in_force} == {"standing"}
    assert all(len(proposal.receipt) == 64 for proposal in in_force)
    # A late revision belongs to the next round: none of these does.
    assert all(proposal.submitted_at < counted.cutoff for proposal in in_force)


def test_following_leads_to_agreement(year):
    period, *_ = year
    for _round in range(15):
        if make_count(reload(period)).agreed:
            break
    assert reload(period).status == "agreed"


def test_an_own_revision_overrides_the_instruction(year):
    period, bread, eaters, _bakers = year
    make_count(period)
    make_proposal(eaters, reload(period), {bread: 79_000})
    counted = make_count(period)
    assert (counted.own, counted.standing) == (1, 1)
    assert Result.objects.get(round=counted).requested == 79_000


def test_the_answer_refers_to_the_councils_own_last_proposal(year):
    """Not to an answer imputed since: the same prices give the same answer."""
    period, bread, eaters, _bakers = year
    make_count(period)
    make_proposal(eaters, reload(period), {bread: 79_000})
    make_count(period)
    make_count(period)
    number = Round.objects.get(number=2)
    third = Round.objects.get(number=3)
    cheaper = third.prices.get().price < number.prices.get().price
    answer = standing().filter(council=eaters).latest("revision").quantities[0]
    assert (answer > 79_000) == cheaper


def test_a_revoked_instruction_answers_no_more(year):
    period, _bread, eaters, bakers = year
    make_count(period)
    revoke(council=eaters)
    revoke(council=bakers)
    counted = make_count(period)
    assert (counted.standing, counted.carried) == (0, 2)
    assert not standing().exists()


def test_keeping_repeats_what_was_proposed():
    period, _bread, eaters, bakers = make_bread_year()
    instruct(council=eaters, mode="keep")
    instruct(council=bakers, mode="keep")
    make_count(period)
    counted = make_count(period)
    assert (counted.standing, counted.carried) == (2, 0)
    assert not standing().exists()


def test_keeping_is_scaled_down_to_the_entitlement():
    bread = make_good("bread")
    period = make_period(prices={bread: 1})
    eaters, bakers = make_council("eaters"), make_council("bakers", kind="worker")
    grant(council=eaters, period=period, source="effort", amount=Decimal(80))
    open_period(period=period)
    make_proposal(eaters, period, {bread: 80_000})
    make_proposal(bakers, period, {bread: -60_000})
    instruct(council=eaters, mode="keep")
    make_count(period)
    make_count(period)
    price = Round.objects.get(number=2).prices.get().price
    kept = standing().get().quantities[0]
    assert kept < 80_000
    assert Decimal(kept) / 1000 * price <= 80


def test_counting_again_does_not_answer_again(year):
    period, *_ = year
    make_count(period)
    make_count(period)
    before = standing().count()
    make_count(period)
    again = standing().filter(period=period).count()
    assert before == 2
    assert again <= 4
