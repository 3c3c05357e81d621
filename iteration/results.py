"""What a count found of each good, and of councils that stand out, as it is stored."""

from councils.models import Council
from iteration.count import Count
from iteration.models import Result, Round
from planning.prices import CalibratedRule


def results_of(round: Round, counted: Count) -> list[Result]:
    """A row a good: totals, whether they agree, and what moved its price."""
    outcome = counted.outcome
    columns = zip(
        counted.catalogue.goods,
        outcome.balance.requested.tolist(),
        outcome.balance.offered.tolist(),
        outcome.imbalance.tolist(),
        outcome.out.tolist(),
        outcome.explanations,
        _pulls(counted),
        strict=True,
    )
    return [
        Result(
            round=round,
            good=good,
            requested=requested,
            offered=offered,
            imbalance=imbalance,
            within=not out,
            reason=explanation.code,
            step=explanation.step,
            pulls={kind: units for kind, units in pulls.items() if units},
        )
        for good, requested, offered, imbalance, out, explanation, pulls in columns
    ]


def _pulls(counted: Count) -> list[dict[str, int]]:
    """By good, what each kind of council requests more, or offers less, than before."""
    pulls = counted.outcome.pulls
    if pulls is None:
        return [{}] * len(counted.catalogue.goods)
    kinds = Council.Kind.values[: pulls.shape[1]]
    return [dict(zip(kinds, row, strict=True)) for row in pulls.tolist()]


def outliers_of(counted: Count) -> list[list[float]]:
    """Who answered far from what was expected: keys of councils, and how far."""
    if not isinstance(counted.rule, CalibratedRule):
        return []
    return [[key, round(surprise, 1)] for key, surprise in counted.rule.outliers()]
