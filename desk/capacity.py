"""What a council has said to be the most it can offer."""

from desk.drafting import main_output
from proposals.models import Declaration, StandingInstruction


def capacities(place):
    """In smallest units, by the good's key: of the main good, or nothing.

    The declaration says it to the price rule; where there is none, the standing
    instruction does.
    """
    for stated in (Declaration, StandingInstruction):
        found = stated.objects.filter(council=place.council, until=None)
        most = found.exclude(capacity=None).values_list("capacity", flat=True).first()
        if most is not None:
            good = main_output(place)
            return {good.pk: int(most.scaleb(good.decimals))} if good else {}
    return {}
