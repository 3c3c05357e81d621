"""Telling the owner by letter that a webhook was switched off by the service."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from councils.models import Membership, Person
from federation.models import Webhook
from ledger.services import enqueue


def switched_off(webhook: Webhook) -> None:
    """Write to everybody who can switch it on again, in their language."""
    for person in _managers(webhook):
        with translation.override(person.language or settings.LANGUAGE_CODE):
            said = {
                "name": webhook.name,
                "why": webhook.get_why_display(),
                "address": settings.BASE_URL
                + reverse("webhooks:webhook", args=[webhook.public_id]),
            }
            subject = _("The webhook “%(name)s” was switched off") % said
            body = _(
                "The webhook “%(name)s” was switched off: %(why)s. Nothing is sent to "
                "its address any more.\n\nWhat was not delivered is listed here, and "
                "can be sent again once the webhook is switched on:\n\n%(address)s"
            )
            enqueue(
                key=f"webhook-off-{webhook.pk}-{webhook.version}-{person.pk}",
                kind="mail",
                to=person.email,
                payload={"subject": " ".join(subject.split()), "body": body % said},
            )


def _managers(webhook: Webhook) -> Iterable[Person]:
    people = Person.objects.filter(is_active=True).exclude(email="").order_by("pk")
    if webhook.council is None:
        return people.filter(groups__name=webhook.office).distinct()
    seats = Membership.objects.open().filter(
        council=webhook.council, role__in=Membership.SUBMITTING
    )
    return people.filter(pk__in=seats.values("person"))
