"""What is believed of a council before it has answered, and when it says otherwise."""

from dataclasses import replace

import numpy as np

from planning.arrays import Bools, Floats, Ints
from planning.beliefs import Beliefs
from planning.book import Book
from planning.capacity import MIDDLE, MIDDLE_DEVIATION, POINTS, SLOPE
from planning.councils import Councils
from planning.learning import SLOPES, SUBSTITUTIONS, SUPPLIES
from planning.match import Match

# Where learning begins: elasticities, and the variances of what is not declared.
SUBSTITUTION, EXTRA, EXTRA_VARIANCE = 1.0, 1.0, 0.5
UNDECLARED, DECLARED = 0.6, 0.3
COMMUNITY_SUPPLY, COMMUNITY_VARIANCE = 0.7, 0.3
FIXED_VARIANCE = 0.05
DECLARED_SUPPLY_VARIANCE = 0.009


def prior(councils: Councils, whole: Bools, wants: Bools) -> Beliefs:
    """What is believed before a council has answered.

    ``whole``: recipes; ``wants``: councils that request anything. A recipe that
    requests nothing is a commons, and offers what nature gives; the work offered
    by those who spend a budget counts as given too, until they show otherwise.
    """
    count = len(councils.key)
    declared = np.isfinite(councils.substitution)
    substitution = np.where(declared, councils.substitution, SUBSTITUTION)
    substitution = np.clip(substitution, *SUBSTITUTIONS)
    spread = np.where(declared, DECLARED, UNDECLARED)
    known = np.isfinite(councils.supply)
    given = np.where(whole & ~wants | councils.consumer, 0.0, COMMUNITY_SUPPLY)
    given = np.where(whole & wants, np.nan, given)
    open_ = np.where(given == COMMUNITY_SUPPLY, COMMUNITY_VARIANCE, FIXED_VARIANCE)
    supply = np.where(known, np.clip(councils.supply, *SUPPLIES), given)
    sure = DECLARED_SUPPLY_VARIANCE * np.maximum(supply, 0.3) ** 2
    slope = np.where(known & (supply > 0), np.clip(supply, *SLOPES), SLOPE)
    return Beliefs(
        substitution=substitution,
        substitution_variance=(spread * np.maximum(substitution, 0.3)) ** 2,
        supply=supply,
        supply_variance=np.where(known, sure, open_),
        extra=np.full(count, EXTRA),
        extra_variance=np.where(known, 1e-6, EXTRA_VARIANCE),
        slope=slope,
        slope_variance=(UNDECLARED * slope) ** 2,
        middle=np.full(count, MIDDLE),
        middle_variance=np.full(count, MIDDLE_DEVIATION**2),
        fitted_slope=slope,
        fitted_middle=np.full(count, MIDDLE),
        margin=np.full(count, np.nan),
        margins=np.full((count, POINTS), np.nan),
        offers=np.full((count, POINTS), np.nan),
        declared_substitution=councils.substitution,
        declared_supply=councils.supply,
        declared_capacity=councils.capacity,
        surprise=np.full(count, np.nan),
        answers=np.zeros(count, dtype=np.int64),
    )


def continued(
    key: Ints, beliefs: Beliefs, both: Match, book: Book, councils: Councils
) -> Beliefs:
    """Beliefs in the order of a book.

    Parameters
    ----------
    key, beliefs : (n_known,) int64 array, Beliefs
        What was believed, and of whom.
    both : Match
    book : Book
    councils : Councils
        Those of the book.

    Returns
    -------
    Beliefs
        By their priors those of newcomers, and of whoever declares something else than
        before.

    """
    recipes = np.flatnonzero(book.whole)
    before, now = both.requesting(recipes)
    wants = np.zeros(book.n_councils, dtype=np.bool_)
    wants[recipes] = now
    begun = prior(councils, book.whole, wants)
    if len(key):
        place = np.minimum(np.searchsorted(key, councils.key), len(key) - 1)
        rows = np.flatnonzero(key[place] == councils.key)
        old = beliefs.take(place[rows])
        same = np.flatnonzero(unchanged(old, councils, rows))
        begun = begun.put(rows[same], old.take(same))
    newly = np.zeros(book.n_councils, dtype=np.bool_)
    newly[recipes] = now & ~before
    return reconsidered(begun, newly, councils)


def unchanged(beliefs: Beliefs, councils: Councils, rows: Ints) -> Bools:
    """(n_rows,) Whose declaration is still the one their beliefs were begun with.

    Parameters
    ----------
    beliefs : Beliefs
        Of some councils.
    councils : Councils
    rows : (n_rows,) int array
        Their rows.

    Returns
    -------
    (n_rows,) bool array
        False: the council has declared, changed or withdrawn a number, and what is
        believed of it begins again with its declaration.

    """
    return (
        _same(beliefs.declared_substitution, councils.substitution[rows])
        & _same(beliefs.declared_supply, councils.supply[rows])
        & _same(beliefs.declared_capacity, councils.capacity[rows])
    )


def _same(before: Floats, now: Floats) -> Bools:
    same: Bools = (before == now) | (np.isnan(before) & np.isnan(now))
    return same


def reconsidered(beliefs: Beliefs, rows: Bools, councils: Councils) -> Beliefs:
    """Forget the supply of those that looked like a commons, and are none."""
    rows = rows & np.isnan(councils.supply) & (beliefs.supply == 0.0)
    return replace(
        beliefs,
        supply=np.where(rows, np.nan, beliefs.supply),
        extra=np.where(rows, EXTRA, beliefs.extra),
        extra_variance=np.where(rows, EXTRA_VARIANCE, beliefs.extra_variance),
    )
