"""Who can propose something for a year: who has not gone, and has what binds it."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from councils.models import Council, Departure
from proposals.models import Entitlement, Period


def check_takes_part(
    council: Council, period: Period, lines: Sequence[tuple[int, int]]
) -> None:
    """Refuse lines of a council that takes no part; the database does so, too.

    Raises ValidationError: ``gone`` if it has left or ended before the year opened,
    ``no_entitlement`` for a consumer council that joined while rounds ran.
    """
    if not lines:
        return
    gone = Departure.objects.standing().filter(council=council).first()
    left = gone is not None and gone.kind == Departure.Kind.LEAVE
    opened = period.frozen_at
    if left or (gone is not None and (opened is None or gone.at < opened)):
        raise ValidationError(
            _("%(council)s takes part in %(period)s no longer."),
            code="gone",
            params={"council": council, "period": period},
        )
    late = council.joined_at and opened and council.joined_at > opened
    if not late or council.kind != Council.Kind.CONSUMER:
        return
    if not Entitlement.objects.filter(council=council, period=period).exists():
        raise ValidationError(
            _(
                "%(council)s joined while rounds ran and has no entitlement for "
                "%(period)s. It takes part from the next year on."
            ),
            code="no_entitlement",
            params={"council": council, "period": period},
        )
