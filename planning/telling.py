"""What the calibrated rule tells of single councils, to be shown to them."""

from typing import Any

from planning.arrays import Floats
from planning.book import Book
from planning.councils import Councils
from planning.knowledge import Knowledge
from planning.outliers import Outlier, named


class Telling:
    """Of a rule that knows the councils: what it expects of each, and has learned.

    Attributes
    ----------
    prices : (n_goods,) float array
        The prices of the round to come, credits per smallest unit.
    councils : Councils or None
        See `planning.calibrated.CalibratedRule`.

    """

    prices: Floats
    councils: Councils | None
    _knowledge: Knowledge

    def outliers(self) -> list[Outlier]:
        """The councils whose last answers were far from what was expected of them.

        Returns
        -------
        list of Outlier
            Pairs (key, surprise), the furthest first; ``surprise`` in standard
            deviations of what is usual. Nobody before the second answer of a council.
            What is meant by far: `planning.outliers`.

        """
        return named(self._knowledge.key, self._knowledge.beliefs.surprise)

    def suggest(self) -> Book:
        """What every council is expected to answer to ``self.prices``.

        Returns
        -------
        Book
            In the councils' order of the last book: a revision to suggest to each,
            and the answer to impute to those who stay silent. Requests that spend a
            budget are rounded down, all else to the nearest unit.

        Raises
        ------
        ValueError
            Before the first answer.

        """
        return self._knowledge.suggest(self.councils, self.prices)

    def learned(self) -> dict[str, Any]:
        """What has been learned of each council, as arrays by "key".

        "substitution", "supply", "slope" and the like with "…_variance", and
        "answers", the number of own answers behind them; see
        `planning.beliefs.Beliefs`. To be shown to the council, and passed on as
        ``learned`` to the rule of the next year.
        """
        return self._knowledge.learned()
