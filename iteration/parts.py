"""The parts of the service as the ledger knows them, and the rounds."""

from datetime import datetime

from django.db.models import Min

from iteration.models import Round
from ledger.parts import Part, part
from ledger.parts import parts as parts_below


def parts(at: datetime) -> list[Part]:
    """Every part, as it is at ``at``; a round is late when nobody has counted it."""
    first = Round.objects.due(at).aggregate(first=Min("cutoff"))["first"]
    late = max(0.0, (at - first).total_seconds()) if first else 0.0
    return [*parts_below(at), part("rounds", late)]
