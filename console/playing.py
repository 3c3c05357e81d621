"""A simulation as pages show it: scenarios as columns, side by side."""

import math
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from console.scenario_words import ENDED, said
from iteration.scenarios import Scenario, cutoffs
from pages.charts import Decades, line_chart
from proposals.models import Good

STYLES = ("", "second", "third", "fourth")
# Prices that are shown: those that differ most.
DIFFERENT = 10


@dataclass
class Column:
    """One scenario: what was otherwise, and what was found."""

    name: str
    said: list
    found: dict
    cutoffs: list
    style: str = ""
    goods: list = field(default_factory=list)

    @property
    def ended(self):
        return ENDED[self.found["ended"]]

    @property
    def agreed(self):
        return self.found["ended"] == "agreed"

    @property
    def rounds(self):
        return self.found["rounds"]

    @property
    def last_cutoff(self):
        return self.cutoffs[-1] if self.cutoffs else None

    @property
    def clocks_change(self):
        """Whether two of its cutoffs lie on different sides of a change of clocks."""
        return len({at.utcoffset() for at in self.cutoffs}) > 1

    @property
    def cut(self):
        return Decimal(self.found["settlement"]["largest_cut"])

    @property
    def cut_value(self):
        return Decimal(self.found["settlement"]["cut_value"])


def columns_of(simulation, zone, *, numbered=False):
    """The scenarios of a simulation that is done; ``zone``: whose clock is meant."""
    found = []
    pairs = zip(
        simulation.asked["scenarios"], simulation.result["scenarios"], strict=True
    )
    for place, (asked, played) in enumerate(pairs):
        scenario = Scenario.kept(asked)
        name = _("As it is")
        if place:
            name = _("Scenario %(letter)s") % {"letter": "ABC"[place - 1]}
        if numbered:
            name = _("%(number)s: %(name)s") % {"number": simulation.pk, "name": name}
        ends = cutoffs(simulation, scenario, len(played["rounds"]))
        ends = [at.astimezone(zone) for at in ends]
        found.append(Column(name, said(scenario), played, ends))
    return found


@dataclass
class Beside:
    """Several columns beside each other: chart, rounds, goods that stay out, prices."""

    columns: list

    def __post_init__(self):
        for place, column in enumerate(self.columns):
            column.style = STYLES[place % len(STYLES)]
        codes = {line["good"] for each in self.columns for line in each.found["out"]}
        codes |= {
            line["worst_good"] for each in self.columns for line in each.found["rounds"]
        }
        rows = self._different()
        codes |= {code for code, _prices in rows}
        self.names = {good.code: good for good in Good.objects.filter(code__in=codes)}
        for column in self.columns:
            column.goods = [
                {
                    "good": self.names.get(line["good"], line["good"]),
                    "imbalance": Decimal(line["imbalance"]),
                }
                for line in column.found["out"][:DIFFERENT]
            ]
        self.prices = [(self.names.get(code, code), prices) for code, prices in rows]

    @property
    def numbers(self):
        """The rounds of all columns."""
        return sorted({line["number"] for each in self.columns for line in each.rounds})

    @property
    def lines(self):
        """For each round what every column found in it; None where it had ended."""
        by = [{line["number"]: line for line in each.rounds} for each in self.columns]
        return [
            (
                number,
                [
                    (column, self._named(rounds.get(number)))
                    for column, rounds in zip(self.columns, by, strict=True)
                ],
            )
            for number in self.numbers
        ]

    def _named(self, line):
        if line is None:
            return None
        good = self.names.get(line["worst_good"], line["worst_good"])
        figures = {name: Decimal(line[name]) for name in ("worst", "weighted")}
        return {**line, **figures, "good": good}

    def chart(self, measure, title):
        """How a measure goes on in every scenario."""
        if not self.numbers:
            return None
        series = []
        for column in self.columns:
            found = {line["number"]: line[measure] for line in column.rounds}
            values = [found.get(number) for number in self.numbers]
            series.append((column.name, column.style, values))
        limits = {float(each.found["terms"]["tolerance"]) for each in self.columns}
        return line_chart(
            name=measure,
            title=title,
            description=_("The same figures stand in the table below."),
            rounds=self.numbers,
            series=series,
            scale=Decades(),
            limits=sorted(limits) if measure == "worst" else (),
            limit_name=_("tolerance"),
        )

    def _different(self):
        """The prices that differ most from those of the first column."""
        first, *others = [each.found["prices"] for each in self.columns]
        far = {
            code: max(
                (
                    abs(math.log(float(other[code]) / float(price)))
                    for other in others
                    if code in other
                ),
                default=0.0,
            )
            for code, price in first.items()
        }
        codes = sorted((code for code in far if far[code]), key=lambda code: -far[code])
        return [
            (code, [_decimal(each.found["prices"].get(code)) for each in self.columns])
            for code in codes[:DIFFERENT]
        ]


def _decimal(text):
    return None if text is None else Decimal(text)
