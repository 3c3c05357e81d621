"""The year of the region can be planned, and its prices stay plausible."""

from fractions import Fraction

import numpy as np
import pytest

from demo import build
from planning.balance import total
from planning.package import read
from planning.settle import settle
from planning.simulate import main, rounds

TOLERANCE = Fraction("0.03")


@pytest.fixture(scope="module")
def economy():
    """The region, with what is different this year."""
    return read(build.FOLDER).economy()


def plan(economy, rule, max_rounds):
    return list(
        rounds(
            economy,
            rule=rule,
            start="last",
            tolerance=TOLERANCE,
            max_rounds=max_rounds,
        )
    )


@pytest.fixture(scope="module")
def year(economy):
    """Every round of the aggregate rule, from last year's prices."""
    return plan(economy, "aggregate", 9)


def test_there_is_something_to_plan(year):
    outcome = year[0][2]

    assert 0.08 <= outcome.worst <= 0.40


def test_the_aggregate_rule_agrees_in_four_to_nine_rounds(year):
    assert year[-1][2].agreed
    assert 4 <= len(year) <= 9


def test_the_reference_rule_agrees_too(economy):
    assert plan(economy, "reference", 100)[-1][2].agreed


def test_no_price_more_than_doubles_or_halves(economy, year):
    change = year[-1][1] / economy.prices

    assert change.max() < 2
    assert change.min() > 0.5


def test_prices_move_where_the_year_is_different(economy, year):
    change = dict(zip(economy.goods, year[-1][1] / economy.prices, strict=True))

    assert min(change["wheat"], change["barley"], change["arable_land"]) > 1.1
    assert change["nursing_work"] > 1.03
    assert change["electricity"] < 0.95


def test_the_settled_year_balances_exactly_and_cuts_nobody_hard(economy, year):
    book, prices, _, _ = year[-1]
    settlement = settle(book, prices, economy.slack)

    requested = np.zeros(len(economy.goods), dtype=np.int64)
    np.add.at(requested, book.good, settlement.quantity)
    assert (requested[~economy.slack] == 0).all()
    assert (requested[economy.slack] <= 0).all()
    assert settlement.share.min() > 0.8


def test_without_the_changes_last_year_is_agreed_at_once(economy):
    package = read(build.FOLDER)
    unchanged = type(package)(**{**vars(package), "changes": ()}).economy()

    outcome = plan(unchanged, "aggregate", 1)[0][2]

    assert outcome.agreed
    assert outcome.worst < 0.0005
    assert not total(unchanged.book).excess.any()


def test_the_command_says_that_it_agreed(capsys):
    assert main([str(build.FOLDER), "--rule", "aggregate"]) == 0
    assert '"agreed": true' in capsys.readouterr().out.splitlines()[-1]
