"""How councils are taken to answer: their elasticities."""

from dataclasses import dataclass, fields

import numpy as np

from planning.arrays import Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class Behaviour:
    """How councils are taken to answer; one entry each.

    Parameters
    ----------
    substitution : float array
        Elasticity of substitution between requests.
    supply : float array
        Log change of offers: per log margin in a recipe, per log price elsewhere.
    scale : float array
        Log change of all requests of a recipe per log margin.
    used, slope : float array
        Part of its capacity a recipe offers, 0: unbounded; and the change of the log
        odds of that part per log margin. A bounded recipe ignores supply and scale.

    """

    substitution: Floats
    supply: Floats
    scale: Floats
    used: Floats
    slope: Floats

    @classmethod
    def stacked(cls, parts: "list[Behaviour]") -> "Behaviour":
        """Put those of some councils after those of others."""
        return cls(
            *(
                np.concatenate([getattr(part, column.name) for part in parts])
                for column in fields(cls)
            )
        )

    def still(self, rows: Bools) -> "Behaviour":
        """The same, but some councils do not answer prices at all."""
        return Behaviour(
            *(
                np.where(rows, 0.0, getattr(self, column.name))
                for column in fields(self)
            )
        )

    def take(self, rows: Ints) -> "Behaviour":
        """Those of some councils."""
        return Behaviour(
            self.substitution[rows],
            self.supply[rows],
            self.scale[rows],
            self.used[rows],
            self.slope[rows],
        )
