"""What councils of a kind request and offer of each good, added up."""

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from django.db import connection

from proposals.models import Period, Proposal

SUMS = """
    SELECT line.good, line.units > 0, count(*), sum(council.members),
           sum(abs(line.units))
    FROM ({in_force}) AS proposal
    JOIN councils_council AS council ON council.id = proposal.council_id
    CROSS JOIN LATERAL unnest(proposal.goods, proposal.quantities)
        AS line (good, units)
    WHERE council.kind = %s
    GROUP BY 1, 2
"""
# The same in the goods of another year: each council's lines first become its own.
CONVERTED = """
    SELECT good, units > 0, count(*), sum(members), round(sum(abs(units)))
    FROM (
        SELECT coalesce(way.heir, line.good) AS good,
               council.id, council.members,
               sum(line.units * coalesce(way.times, 1) / coalesce(way.parts, 1))
                   AS units
        FROM ({in_force}) AS proposal
        JOIN councils_council AS council ON council.id = proposal.council_id
        CROSS JOIN LATERAL unnest(proposal.goods, proposal.quantities)
            AS line (good, units)
        LEFT JOIN unnest(%s::int[], %s::int[], %s::numeric[], %s::numeric[])
            AS way (good, heir, times, parts) ON way.good = line.good
        WHERE council.kind = %s AND line.good <> ALL(%s::int[])
        GROUP BY 1, 2, 3
    ) AS mine
    WHERE units <> 0
    GROUP BY 1, 2
"""


class Sum(NamedTuple):
    """What several councils together request, or offer, of one good.

    ``units`` are smallest units, never negative.
    """

    councils: int
    members: int
    units: int


def sums(
    *,
    period: Period,
    at: datetime,
    kind: str,
    factors: Mapping[int, Mapping[int, Fraction]] | None = None,
) -> dict[tuple[int, bool], Sum]:
    """Sums by the good's key and whether it is requested, of what was in force.

    With ``factors``, as a conversion has them, in the goods of another year; rounded
    once, to the nearest smallest unit.
    """
    in_force = Proposal.objects.in_force(period, at)
    sql, params = in_force.values(
        "council_id", "goods", "quantities"
    ).query.sql_with_params()
    with connection.cursor() as cursor:
        if factors:
            ways, gone = _ways(factors)
            told = [*params, *ways, kind, gone]
            cursor.execute(CONVERTED.format(in_force=sql), told)
        else:
            cursor.execute(SUMS.format(in_force=sql), [*params, kind])
        return {
            (good, requested): Sum(councils, int(members), int(units))
            for good, requested, councils, members, units in cursor.fetchall()
        }


def _ways(factors):
    """Columns of goods, what stands for them and how often; and goods without any."""
    rows = [
        (good, heir, factor.numerator, factor.denominator)
        for good, ends in factors.items()
        for heir, factor in ends.items()
    ]
    gone = [good for good, ends in factors.items() if not ends]
    return [[row[n] for row in rows] for n in range(4)], gone
