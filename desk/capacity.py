"""What a council has said to be the most it can offer."""

from django.db.models import Value

from desk.drafting import main_output
from proposals.models import Declaration, StandingInstruction


def capacities(place):
    """In smallest units, by the good's key: of the main good, or nothing.

    The declaration says it to the price rule; where there is none, the standing
    instruction does.
    """
    declared, instructed = (
        stated.objects.filter(council=place.council, until=None)
        .exclude(capacity=None)
        .order_by()
        .values_list(Value(rank), "capacity")
        for rank, stated in enumerate((Declaration, StandingInstruction))
    )
    said = sorted(declared.union(instructed, all=True))
    good = main_output(place) if said else None
    return {good.pk: int(said[0][1].scaleb(good.decimals))} if good else {}
