"""How councils stand in a round before it is counted."""

import pytest

from iteration.services import pause_round
from iteration.turnout import Stand, counts, fate, turnout, with_answers
from ledger import clock
from proposals.services import instruct
from tests.factories import (
    make_bread_year,
    make_council,
    make_count,
    make_facilitator,
    make_proposal,
    reload,
)
from tests.town import Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    return make_bread_year()


def stands(period):
    round = period.rounds.latest("number")
    round.period = period
    found = turnout(round, clock.now())
    return dict(found.values_list("slug", "stand"))


def test_a_first_proposal_answers_the_first_round(year):
    make_council("strangers")
    assert stands(year[0]) == {
        "eaters": Stand.ANSWERED,
        "bakers": Stand.ANSWERED,
        "strangers": Stand.NEVER,
    }


def test_in_the_next_round_everybody_is_silent_until_they_speak(year):
    period, bread, eaters, _bakers = year
    make_count(period)
    assert set(stands(period).values()) == {Stand.RULE}
    make_proposal(eaters, reload(period), {bread: 70_000})
    assert stands(period) == {"eaters": Stand.ANSWERED, "bakers": Stand.RULE}


def test_an_instruction_answers_for_who_is_silent_and_for_nobody_else(year):
    period, bread, eaters, bakers = year
    for council in (eaters, bakers, make_council("strangers")):
        instruct(council=council, mode="keep", actor=None)
    make_count(period)
    make_proposal(eaters, reload(period), {bread: 70_000})
    assert stands(period) == {
        "eaters": Stand.ANSWERED,
        "bakers": Stand.STANDING,
        "strangers": Stand.NEVER,
    }


def test_who_withdrew_stays_away_and_whose_withdrawal_answers_has_answered(year):
    period, _bread, eaters, _bakers = year
    make_proposal(eaters, period, {})
    assert stands(period)["eaters"] == Stand.ANSWERED
    make_count(period)
    assert stands(period)["eaters"] == Stand.WITHDRAWN


def test_an_answer_a_rule_made_is_no_answer():
    town = Town()
    town.round()
    town.round(silent=town.eaters)
    assert set(stands(town.period).values()) == {Stand.RULE}


def test_while_a_round_is_paused_answers_go_on_counting(year):
    period, bread, eaters, _bakers = year
    make_count(period)
    round = reload(period).rounds.latest("number")
    pause_round(round=round, actor=make_facilitator(), reason="A strike.")
    make_proposal(eaters, reload(period), {bread: 70_000})
    assert stands(period)["eaters"] == Stand.ANSWERED


def test_every_stand_is_counted_also_where_nobody_stands(year):
    round = year[0].rounds.get()
    assert counts(turnout(round, clock.now())) == {
        Stand.ANSWERED: 2,
        Stand.STANDING: 0,
        Stand.RULE: 0,
        Stand.WITHDRAWN: 0,
        Stand.NEVER: 0,
    }


def test_when_a_council_last_spoke_itself_is_known(year):
    period, _bread, eaters, _bakers = year
    spoken = eaters.proposals.get().submitted_at
    make_count(period)
    round = period.rounds.latest("number")
    now = clock.now()
    found = with_answers(turnout(round, now), round, now).get(pk=eaters.pk)
    assert found.last_at == spoken


@pytest.mark.parametrize("silence", ["carry", "zero", "exclude"])
def test_in_a_first_round_what_there_is_is_carried_whatever_the_rule(silence):
    period = make_bread_year(silence=silence)[0]
    assert fate(period.rounds.get()) == "carry"
    make_count(period)
    assert fate(period.rounds.latest("number")) == silence


def test_nothing_is_imputed_before_the_rule_knows_enough():
    town = Town()
    assert fate(town.period.rounds.get()) == "carry"
    town.round()
    assert fate(town.period.rounds.latest("number")) == "impute"
