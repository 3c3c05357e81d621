"""What the addresses about webhooks share: finding, reading, answering, refusing."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from rest_framework.response import Response

from federation.links import link
from federation.models import Webhook
from federation.problems import Refused, at
from federation.serializers.webhooks import WebhookOut, place_of
from federation.services.webhooks_secrets import shown_secret


def managed(request):
    return Webhook.objects.managed_by(request.user).select_related("council")


def find(request, webhook):
    """One the caller may look after. Another's is not found, as one that is none."""
    return get_object_or_404(managed(request), public_id=webhook)


def read(serializer, request):
    incoming = serializer(data=request.data)
    incoming.is_valid(raise_exception=True)
    return incoming.validated_data


def answered(webhook, status=200):
    headers = {
        "ETag": f'"{webhook.version}"',
        "Location": link("webhook", webhook.public_id),
    }
    return Response(WebhookOut(webhook).data, status=status, headers=headers)


def with_secret(request, answer):
    """The answer with the secret, which is no part of the answer that is kept."""
    webhook = managed(request).filter(public_id=answer.data["id"]).first()
    if webhook is None:
        return answer  # It was removed since; this is the answer as it was then.
    answer.data = {**answer.data, "secret": shown_secret(webhook=webhook)}
    answer.headers["ETag"] = f'"{webhook.version}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


class refusals:
    """What the services refuse, as a problem document."""

    def __enter__(self):
        return self

    def __exit__(self, _kind, error, _trace):
        if isinstance(error, ValidationError):
            if error.code == "changed":
                raise Refused("changed-meanwhile") from error
            raise Refused("invalid", errors=[at(*place_of(error))]) from error
