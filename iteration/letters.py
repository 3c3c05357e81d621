"""The letters of this floor, put into the outbox in the reader's language."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from councils.models import Membership
from iteration.models import Plan
from ledger.services import enqueue


def plan_published(plan: Plan) -> None:
    """Tell the members of every council in the plan, once each, that it is there."""
    seats = (
        Membership.objects.open()
        .filter(council__assignments__plan=plan)
        .exclude(person__email="")
        .select_related("person", "council")
        .order_by("person_id", "council_id")
    )
    for seat in seats:
        with translation.override(seat.person.language or settings.LANGUAGE_CODE):
            figures = {
                "period": plan.period,
                "council": seat.council,
                "address": settings.BASE_URL
                + reverse(
                    "desk:assignment", args=[plan.period.code, seat.council.slug]
                ),
            }
            subject = _("The plan for %(period)s is published") % figures
            body = _(
                "What the plan assigns to %(council)s, with the reason for every "
                "difference from what it proposed:\n\n%(address)s"
            )
            enqueue(
                key=f"plan-{plan.publication.digest[:16]}-{seat.pk}",
                kind="mail",
                to=seat.person.email,
                payload={"subject": subject, "body": body % figures},
            )
