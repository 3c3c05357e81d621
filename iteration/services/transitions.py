from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from proposals.models import Period

Status = Period.Status
# From where a period may come to each state; a year is never turned back in silence.
BEFORE = {
    Status.OPEN: (Status.DRAFT, Status.STALLED),
    Status.STALLED: (Status.OPEN,),
    Status.AGREED: (Status.OPEN, Status.SETTLED, Status.PUBLISHED),
    Status.SETTLED: (Status.AGREED, Status.STALLED),
    Status.PUBLISHED: (Status.SETTLED,),
    Status.IN_FORCE: (Status.PUBLISHED,),
    Status.CLOSED: (Status.IN_FORCE,),
}


def move(
    period: Period, to: str, come_from: Iterable[str] = (), **fields: object
) -> bool:
    """Move the period to a state by a conditional UPDATE; say whether this call did it.

    ``come_from`` narrows the states it may come from. ``fields`` change with it.
    """
    allowed = tuple(come_from) or BEFORE[to]
    moved = Period.objects.filter(pk=period.pk, status__in=allowed).update(
        status=to, **fields
    )
    if moved:
        period.status = to
        for name, value in fields.items():
            setattr(period, name, value)
    return bool(moved)


def check_alone(period: Period) -> None:
    """Refuse what one server cannot do of a year planned with others.

    Raises ValidationError ``together``.
    """
    if period.together:
        raise ValidationError(
            _(
                "%(period)s is planned with other servers, and this step would count "
                "the councils here alone. Look under “Servers” for what is next."
            ),
            code="together",
            params={"period": period},
        )


def not_possible(period: Period) -> ValidationError:
    """The error for a step the period's state does not allow."""
    period.refresh_from_db()
    return ValidationError(
        _("Not possible while %(period)s is “%(status)s”."),
        code="state",
        params={"period": period, "status": period.get_status_display()},
    )
