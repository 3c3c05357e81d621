"""A rule applied to councils: what each may use, by source, and why.

Everything is a whole number of hundredths of a credit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from iteration.beside import SOURCES, hundredths
from iteration.entitled import Known
from planning.granting import (
    HUNDREDTH,
    THOUSANDTH,
    effort_per_head,
    for_heads,
    repayment_due,
    shared_out,
    spread_heads,
    take,
)
from proposals.models import Entitlement, EntitlementRate, EntitlementRule

Source = Entitlement.Source
Rating, Per = EntitlementRule.Rating, EntitlementRule.Per


@dataclass(frozen=True, eq=False)
class Effort:
    """How effort was paid: hundredths for each of the ``heads``, and what made them."""

    heads: np.ndarray
    per_head: np.ndarray
    hours: np.ndarray
    rating: np.ndarray
    cap: np.ndarray


@dataclass(frozen=True, eq=False)
class Grants:
    """What a rule grants, in the order of the councils known.

    ``heads`` and ``parts`` are (n_councils, n_rates): people in each row, and what they
    come to. ``fits`` is False where more people were said than there are members.
    ``taken`` is what is repaid, out of the credit and out of the effort; ``repaid`` the
    same for each credit owed, ``due`` what should have been.
    """

    known: Known
    rule: EntitlementRule
    rates: Sequence[EntitlementRate]
    effort: Effort
    heads: np.ndarray
    parts: np.ndarray
    fits: np.ndarray
    carried: np.ndarray
    taken: Mapping[str, np.ndarray]
    due: np.ndarray
    repaid: np.ndarray
    amounts: Mapping[str, np.ndarray]

    @property
    def total(self) -> np.ndarray:
        """(n_councils,) All sources together."""
        return total_of(self.amounts)

    @property
    def lent(self) -> int:
        """What all councils borrow this year, less what they repay."""
        return int(self.known.lent.sum()) - int(self.repaid.sum())

    def columns(self, source: str) -> list[int]:
        """Which rows of the table belong to a source."""
        return [n for n, rate in enumerate(self.rates) if rate.source == source]


def apply_rule(
    known: Known, rule: EntitlementRule, rates: Sequence[EntitlementRate]
) -> Grants:
    """Apply a rule, saved or not, to what is known of councils.

    Repayments come out of the year's credit first and then of effort, never out of
    allowances, compensation or needs; what cannot be repaid stays owed. ValueError for
    amounts too large to be exact.
    """
    heads, fits = _heads(known, rates)
    effort = _effort(known, rule, rates, heads, fits)
    each = np.array([hundredths(rate.amount) for rate in rates], dtype=np.int64)
    parts = for_heads(heads, each)
    carried = known.left if rule.carry_forward else np.zeros_like(known.left)
    owed = known.owed
    due = repayment_due(owed.amount, owed.years, owed.since, owed.repaid)
    due_of = np.zeros(len(known), dtype=np.int64)
    np.add.at(due_of, owed.place, due)
    credit, paid = carried + known.lent, for_heads(effort.heads, effort.per_head)
    from_credit, from_effort = take(due_of, credit, paid)
    sources = np.array([rate.source for rate in rates])
    return Grants(
        known=known,
        rule=rule,
        rates=rates,
        effort=effort,
        heads=heads,
        parts=parts,
        fits=fits,
        carried=carried,
        taken={Source.CREDIT: from_credit, Source.EFFORT: from_effort},
        due=due,
        repaid=shared_out(from_credit + from_effort, owed.place, due),
        amounts={
            Source.EFFORT: paid - from_effort,
            Source.ALLOWANCE: parts[:, sources == Source.ALLOWANCE].sum(axis=1),
            Source.CREDIT: credit - from_credit,
            Source.COMPENSATION: parts[:, sources == Source.COMPENSATION].sum(axis=1),
            Source.NEED: known.need,
        },
    )


def total_of(amounts: Mapping[str, np.ndarray]) -> np.ndarray:
    """(n_councils,) The sum of all sources."""
    return np.sum([amounts[source] for source in SOURCES], axis=0)


def _heads(
    known: Known, rates: Sequence[EntitlementRate]
) -> tuple[np.ndarray, np.ndarray]:
    """People in each row of the table, and where what was said fits the members."""
    nobody = np.zeros(len(known), dtype=np.int64)
    said = [known.said.get(rate.code, nobody) for rate in rates]
    dividing = [n for n, rate in enumerate(rates) if rate.divides]
    divided, fits = spread_heads(
        known.members, np.stack([said[n] for n in dividing], axis=1)
    )
    for n, rate in enumerate(rates):
        if not rate.divides:
            fits &= said[n] <= known.members
    divided[~fits] = 0
    divided[~fits, 0] = known.members[~fits]
    heads = np.zeros((len(known), len(rates)), dtype=np.int64)
    heads[:, dividing] = divided
    for n, rate in enumerate(rates):
        if not rate.divides:
            everybody = np.where(known.below(rate.area_id), known.members, 0)
            heads[:, n] = np.where(fits, said[n], 0) if rate.counted else everybody
    return heads, fits


def _effort(known, rule, rates, heads, fits) -> Effort:
    works = [n for n, rate in enumerate(rates) if rate.divides and rate.works]
    usual = int(rule.hours * HUNDREDTH)
    hours = np.where(fits & (known.hours >= 0), known.hours, usual)
    cap = np.full(len(known), int(rule.cap * THOUSANDTH))
    rating = np.full(len(known), THOUSANDTH)
    if rule.rating == Rating.EQUAL:
        cap = rating
    else:
        rating = np.where(fits & (known.rating >= 0), known.rating, THOUSANDTH)
    if rule.rating == Rating.RATIO:
        cap = np.where(known.ratio >= 0, known.ratio, cap)
    per_head = effort_per_head(
        rate=hundredths(rule.rate),
        hours=hours if rule.per == Per.HOUR else None,
        rating=rating,
        cap=cap,
    )
    return Effort(heads[:, works].sum(axis=1), per_head, hours, rating, cap)
