"""What councils of a kind request and offer of each good, added up."""

from datetime import datetime
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


class Sum(NamedTuple):
    """What several councils together request, or offer, of one good.

    ``units`` are smallest units, never negative.
    """

    councils: int
    members: int
    units: int


def sums(*, period: Period, at: datetime, kind: str) -> dict[tuple[int, bool], Sum]:
    """Sums by the good's key and whether it is requested, of what was in force."""
    in_force = Proposal.objects.in_force(period, at)
    sql, params = in_force.values(
        "council_id", "goods", "quantities"
    ).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(SUMS.format(in_force=sql), [*params, kind])
        return {
            (good, requested): Sum(councils, int(members), int(units))
            for good, requested, councils, members, units in cursor.fetchall()
        }
