from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, OpenApiRequest, extend_schema

from federation.once import key_of, once
from federation.permissions import WEBHOOKS
from federation.serializers.webhooks import SecretIn, WebhookMade
from federation.services.webhooks_secrets import OVERLAP, rotate_secret
from federation.views.base import ApiView
from federation.views.webhooks_finding import answered, find, read, with_secret
from federation.views.webhooks_headers import (
    IDEMPOTENCY_KEY,
    ONCE,
    etag,
    location,
    replayed,
)

SECRET = OpenApiExample(
    "leaked", {"at_once": True}, summary=_("The secret before has leaked.")
)


class WebhookSecret(ApiView):
    needs = {"POST": WEBHOOKS}
    headers_of = {"POST": (IDEMPOTENCY_KEY, replayed(200), location(200), etag(200))}
    refusals = {"POST": ("forbidden", *ONCE)}

    @extend_schema(
        operation_id="changeWebhookSecret",
        summary=_("Give a webhook a new secret"),
        description=_("For 24 hours the one before signs, too, unless it has leaked."),
        request=OpenApiRequest(SecretIn, examples=[SECRET]),
        responses=WebhookMade,
        tags=["webhooks"],
    )
    def post(self, request, webhook):
        found = find(request, webhook)
        key = key_of(request)
        hours = 0 if read(SecretIn, request)["at_once"] else OVERLAP

        def work(_public_id):
            return answered(
                rotate_secret(webhook=found, overlap=hours, actor=request.user)
            )

        return with_secret(request, once(request, key, work))
