"""Webhooks by program: what there is, added, changed, removed."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, OpenApiRequest, extend_schema
from rest_framework.response import Response

from federation.once import key_of, once
from federation.permissions import WEBHOOKS
from federation.problems import Refused, at
from federation.schema import WITH_BODY
from federation.serializers.fields import page_of
from federation.serializers.webhooks import (
    WebhookChange,
    WebhookIn,
    WebhookMade,
    WebhookOut,
)
from federation.services.webhooks import add_webhook, change_webhook, remove_webhook
from federation.views.base import ApiView
from federation.views.lists import NUMBER, ListView
from federation.views.webhooks_finding import (
    answered,
    find,
    managed,
    read,
    refusals,
    with_secret,
)
from federation.views.webhooks_headers import (
    IDEMPOTENCY_KEY,
    IF_MATCH,
    ONCE,
    etag,
    location,
    replayed,
    version_of,
)
from federation.webhooks.owning import find_owner

ADD = OpenApiExample(
    "add",
    {
        "council": "eaters",
        "address": "https://eaters.example/plan",
        "events": ["round.opened", "plan.published"],
    },
    summary=_("Tell the council's program of rounds and of the plan."),
)
CHANGE = OpenApiExample("change", {"state": "active"}, summary=_("Switch it on again."))


class Webhooks(ListView):
    """Those the caller may look after, and where a new one is added."""

    needs = {"GET": WEBHOOKS, "POST": WEBHOOKS}
    key = "pk"
    key_pattern = NUMBER
    item = WebhookOut
    headers_of = {"POST": (IDEMPOTENCY_KEY, replayed(201), location(201), etag(201))}
    refusals = {"POST": ("forbidden", *ONCE)}

    @extend_schema(
        operation_id="listWebhooks",
        summary=_("Your webhooks"),
        description=_("Of your councils and offices; others look like none."),
        responses=page_of(WebhookOut),
        tags=["webhooks"],
    )
    def get(self, request):
        return self.page()

    @extend_schema(
        operation_id="addWebhook",
        summary=_("Add a webhook"),
        description=_("The answer holds its secret, which is not shown again."),
        request=OpenApiRequest(WebhookIn, examples=[ADD]),
        responses={201: WebhookMade},
        tags=["webhooks"],
    )
    def post(self, request):
        key = key_of(request)
        sent = read(WebhookIn, request)
        council, office = sent.pop("council", None), sent.pop("office")
        owner = find_owner(request.user, council, office)
        if owner is None:
            place = "/council" if council else "/office"
            raise Refused("invalid", errors=[at(place, "unknown-owner")])

        def work(public_id):
            with refusals():
                webhook, _new = add_webhook(
                    **sent,
                    council=owner.council,
                    office=owner.office,
                    public_id=public_id,
                    actor=request.user,
                )
            return answered(webhook, status=201)

        return with_secret(request, once(request, key, work))

    def rows(self):
        return managed(self.request)


class WebhookDetail(ApiView):
    http_method_names = ["get", "head", "patch", "delete"]
    needs = dict.fromkeys(["GET", "PATCH", "DELETE"], WEBHOOKS)
    headers_of = {
        "GET": (etag(200),),
        "PATCH": (IF_MATCH, etag(200)),
        "DELETE": (IF_MATCH,),
    }
    refusals = {
        "PATCH": (*WITH_BODY, "forbidden", "if-match-missing", "changed-meanwhile"),
        "DELETE": ("forbidden", "if-match-missing", "changed-meanwhile"),
    }

    @extend_schema(
        operation_id="readWebhook",
        summary=_("One webhook"),
        description=_("Its ETag is what If-Match takes when it is changed."),
        responses=WebhookOut,
        tags=["webhooks"],
    )
    def get(self, request, webhook):
        return answered(find(request, webhook))

    @extend_schema(
        operation_id="changeWebhook",
        summary=_("Change a webhook, switch it off or on"),
        description=_(
            "What is left out stays. Switched on, it is told of what happens from then "
            "on; what was missed can be read."
        ),
        request=OpenApiRequest(WebhookChange, examples=[CHANGE]),
        responses=WebhookOut,
        tags=["webhooks"],
    )
    def patch(self, request, webhook):
        found = find(request, webhook)
        version = version_of(request, found)
        sent = read(WebhookChange, request)
        with refusals():
            changed = change_webhook(
                webhook=found, version=version, actor=request.user, **sent
            )
        return answered(changed)

    @extend_schema(
        operation_id="removeWebhook",
        summary=_("Remove a webhook"),
        description=_("Its log goes with it. The answer is the webhook as it was."),
        responses={200: WebhookOut},
        tags=["webhooks"],
    )
    def delete(self, request, webhook):
        found = find(request, webhook)
        version = version_of(request, found)
        before = WebhookOut(found).data
        with refusals():
            remove_webhook(webhook=found, version=version, actor=request.user)
        return Response(before)
