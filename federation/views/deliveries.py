"""What webhooks were told, and telling it once more."""

import uuid

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from federation.links import link
from federation.models import Delivery, Webhook
from federation.once import key_of, once
from federation.permissions import WEBHOOKS
from federation.problems import Refused
from federation.serializers.fields import page_of
from federation.serializers.webhooks import DeliveryOut
from federation.services.webhooks_sending import replay
from federation.tasks import tell_webhooks
from federation.views.base import ApiView, Parameter
from federation.views.lists import NUMBER, ListView
from federation.views.webhooks_finding import find
from federation.views.webhooks_headers import (
    IDEMPOTENCY_KEY,
    ONCE,
    location,
    replayed,
)

PREFIX = "msg_"


class Deliveries(ListView):
    needs = {"GET": WEBHOOKS}
    key = "pk"
    key_pattern = NUMBER
    item = DeliveryOut
    filters = {
        "state": Parameter(
            "", _("Only deliveries in this state."), tuple(Delivery.State.values)
        ),
        "event": Parameter(
            "", _("Only deliveries of this event."), tuple(Webhook.Event.values)
        ),
    }

    @extend_schema(
        operation_id="listDeliveries",
        summary=_("What a webhook was told"),
        description=_("Every try of the last 30 days, oldest first."),
        responses=page_of(DeliveryOut),
        tags=["webhooks"],
    )
    def get(self, request, webhook):
        return self.page()

    def rows(self):
        rows = find(self.request, self.kwargs["webhook"]).deliveries.all()
        asked = {name: self.query[name] for name in self.filters if name in self.query}
        return rows.filter(**asked).prefetch_related("attempts")


class Replay(ApiView):
    needs = {"POST": WEBHOOKS}
    headers_of = {"POST": (IDEMPOTENCY_KEY, replayed(200), location(200))}
    refusals = {"POST": ("forbidden", "webhook-switched-off", *ONCE)}

    @extend_schema(
        operation_id="replayDelivery",
        summary=_("Tell it once more"),
        description=_("The same body under the same id, tried from the beginning."),
        request=None,
        responses=DeliveryOut,
        tags=["webhooks"],
    )
    def post(self, request, webhook, delivery):
        found = find(request, webhook)
        sent = get_object_or_404(found.deliveries, public_id=key(delivery))

        def work(_public_id):
            try:
                again = replay(delivery=sent, actor=request.user)
            except ValidationError as error:
                raise Refused("webhook-switched-off") from error
            tell_webhooks.delay_on_commit()
            headers = {"Location": link("webhook", found.public_id)}
            return Response(DeliveryOut(again).data, headers=headers)

        return once(request, key_of(request), work)


def key(text):
    """The key of a delivery by its id, or there is none."""
    try:
        return uuid.UUID(hex=text.removeprefix(PREFIX))
    except ValueError:
        raise Http404 from None
