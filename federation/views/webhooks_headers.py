"""The headers of the addresses about webhooks: what they take, and what they mean."""

import re

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter

from federation.problems import Refused
from federation.views.proposals import IDEMPOTENCY_KEY

__all__ = ["IDEMPOTENCY_KEY", "IF_MATCH", "ONCE", "etag", "location", "replayed"]

ONCE = (
    "idempotency-key-missing",
    "idempotency-key-malformed",
    "idempotency-in-flight",
    "idempotency-key-reused",
)
TAG = re.compile(r'"([1-9][0-9]{0,8})"')
IF_MATCH = OpenApiParameter(
    "If-Match",
    location=OpenApiParameter.HEADER,
    required=True,
    pattern=r'^("[1-9][0-9]{0,8}"|\*)$',
    description=_("The ETag of the webhook as you read it."),
)


def version_of(request, webhook):
    """The version a change is for; None for whatever stands.

    Refused without one, and for one that is not the webhook's any more.
    """
    header = request.headers.get("If-Match", "").strip()
    if not header:
        raise Refused("if-match-missing")
    if header == "*":
        return None
    match = TAG.fullmatch(header)
    if not match or int(match[1]) != webhook.version:
        raise Refused("changed-meanwhile")
    return webhook.version


def replayed(status):
    return OpenApiParameter(
        "Idempotent-Replayed",
        location=OpenApiParameter.HEADER,
        response=[status],
        enum=["true"],
        description=_("There if this is the answer to an earlier request."),
    )


def location(status):
    return OpenApiParameter(
        "Location",
        location=OpenApiParameter.HEADER,
        response=[status],
        description=_("The address of the webhook."),
    )


def etag(status):
    return OpenApiParameter(
        "ETag",
        location=OpenApiParameter.HEADER,
        response=[status],
        description=_("Another one after every change."),
    )
