"""The price rules by name.

>>> sorted(RULES)
['aggregate', 'calibrated', 'reference']

"""

from planning.aggregate import AggregateRule
from planning.calibrated import CalibratedRule
from planning.outcome import Explanation, Outcome, stalled
from planning.reference import ReferenceRule
from planning.rounding import round_prices
from planning.rule import Rule

RULES: dict[str, type[Rule]] = {
    rule.name: rule for rule in (ReferenceRule, AggregateRule, CalibratedRule)
}

__all__ = [
    "RULES",
    "AggregateRule",
    "CalibratedRule",
    "Explanation",
    "Outcome",
    "ReferenceRule",
    "Rule",
    "round_prices",
    "stalled",
]
