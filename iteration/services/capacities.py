"""Capacities declared of goods that are counted otherwise from the year that opens."""

from iteration.capacities import scales
from proposals.models import Declaration, Period, StandingInstruction
from proposals.services import declare, instruct

FIGURES = ("substitution", "supply_response")


def convert_capacities(*, period: Period) -> int:
    """Give anew what councils declared of a main good that ended; return how often.

    The caller has the transaction and has opened the year.
    """
    changed = 0
    for model in (StandingInstruction, Declaration):
        standing = model.objects.filter(until=None, capacity__isnull=False)
        keys = set(standing.values_list("council_id", flat=True))
        found = scales(period, keys)
        for row in standing.filter(council__in=found).select_related("council"):
            said = {name: getattr(row, name) for name in FIGURES}
            said["capacity"] = found[row.council_id].rescaled(row.capacity)
            if model is Declaration:
                declare(council=row.council, **said)
            else:
                instruct(council=row.council, mode=row.mode, **said)
            changed += 1
    return changed
