"""The price rules by name.

>>> sorted(RULES)
['aggregate', 'reference']

"""

from planning.aggregate import AggregateRule
from planning.reference import ReferenceRule
from planning.rule import Explanation, Outcome, Rule, round_prices, stalled

RULES: dict[str, type[Rule]] = {
    rule.name: rule for rule in (ReferenceRule, AggregateRule)
}

__all__ = [
    "RULES",
    "AggregateRule",
    "Explanation",
    "Outcome",
    "ReferenceRule",
    "Rule",
    "round_prices",
    "stalled",
]
