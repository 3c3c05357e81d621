"""The letters of this floor, put into the outbox in the reader's language."""

from collections.abc import Callable, Iterable
from datetime import UTC

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from councils.models import Membership
from iteration.models import Offer, Plan
from ledger.services import enqueue
from proposals.models import Period


def plan_published(plan: Plan) -> None:
    """Tell the members of every council in the plan, once each, that it is there."""
    _tell(
        Membership.objects.open().filter(council__assignments__plan=plan),
        f"plan-{plan.publication.digest[:16]}",
        plan.period,
        "desk:assignment",
        lambda: (
            _("The plan for %(period)s is published"),
            _(
                "What the plan assigns to %(council)s, with the reason for every "
                "difference from what it proposed:\n\n%(address)s"
            ),
        ),
    )


def offer_made(offer: Offer) -> None:
    """Tell those who can sign for a council that there is an offer to it, and where."""
    until = offer.closes_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    _tell(
        Membership.objects.open().filter(
            council__offer_parts__offer=offer, role__in=Membership.SUBMITTING
        ),
        f"offer-{offer.pk}",
        offer.period,
        "desk:offer",
        lambda: (
            _("An offer for the plan of %(period)s"),
            _(
                "The proposals agree. Until %(until)s, %(council)s can accept what is "
                "expected of it instead of the settlement of its proposal, or object. "
                "Who says nothing keeps the proposal:\n\n%(address)s"
            ),
        ),
        until=until,
    )


def _tell(
    seats: Iterable[Membership],
    key: str,
    period: Period,
    page: str,
    text: Callable[[], tuple[str, str]],
    **figures: object,
) -> None:
    """Write to those who hold these seats, each in their language, once."""
    told = seats.exclude(person__email="").select_related("person", "council")
    for seat in told.order_by("person_id", "council_id").distinct():
        with translation.override(seat.person.language or settings.LANGUAGE_CODE):
            address = reverse(page, args=[period.code, seat.council.slug])
            said = figures | {
                "period": period,
                "council": seat.council,
                "address": settings.BASE_URL + address,
            }
            subject, body = text()
            enqueue(
                key=f"{key}-{seat.pk}",
                kind="mail",
                to=seat.person.email,
                payload={"subject": subject % said, "body": body % said},
            )
