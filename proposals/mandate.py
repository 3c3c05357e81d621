"""What a delegate is bound by: where a council decides by ballot, what it decided."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from councils.models import Council, DecisionRule
from proposals.models import Motion, Period, Proposal


def mandate(
    council: Council, period: Period, lines: Sequence[tuple[int, int]], origin: str
) -> Motion | None:
    """The motion that lets a council hand in these lines; None where none is needed.

    ``lines`` are keys of goods and quantities, ascending. What rules answer for a
    silent council needs no motion.

    Raises ValidationError ``undecided`` if the council decides by ballot and has not
    carried these figures, or has handed them in already.
    """
    if origin not in Proposal.OWN:
        return None
    if not DecisionRule.objects.of(council).by_ballot:
        return None
    motion = Motion.objects.mandates(council, period).first()
    if motion is None or list(motion.lines.items()) != list(lines):
        raise ValidationError(
            _(
                "Your council decides by ballot, and has not decided on these figures. "
                "Put them to the vote; what is carried can be submitted."
            ),
            code="undecided",
        )
    return motion
