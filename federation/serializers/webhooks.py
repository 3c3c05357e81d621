"""Webhooks as programs read and write them."""

import re

from django.core.exceptions import ValidationError as ModelError
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from federation.links import link
from federation.models import Attempt, Delivery, Webhook
from federation.models.webhook import ADDRESS
from federation.problems import MOST_ERRORS
from federation.serializers.fields import MomentField
from federation.serializers.submission import Text, Truth, fault


def one_of(values):
    """A pattern: an enumeration would be named anew in the description."""
    return "^(" + "|".join(map(re.escape, values)) + ")$"


EVENTS = {
    "type": "array",
    "minItems": 1,
    "items": {"type": "string", "pattern": one_of(Webhook.Event.values)},
}


class AttemptOut(serializers.Serializer):
    """One try. Without an end it was cut off, or is under way."""

    begun_at = MomentField()
    ended_at = MomentField(allow_null=True)
    outcome = serializers.ChoiceField([*Attempt.Outcome.choices, ("", "")])
    status = serializers.IntegerField(allow_null=True)


class DeliveryOut(serializers.Serializer):
    """One event for one webhook, and every try to tell it."""

    id = serializers.CharField(source="message_id")
    event = serializers.ChoiceField(Webhook.Event.choices)
    state = serializers.ChoiceField(Delivery.State.choices)
    made_at = MomentField()
    tries = serializers.IntegerField()
    next_try = MomentField(source="due_at", allow_null=True)
    ended_at = MomentField(allow_null=True)
    body = serializers.CharField()
    attempts = AttemptOut(many=True)


class WebhookOut(serializers.Serializer):
    """An address that is told of events; of a council or of an office."""

    id = serializers.UUIDField(source="public_id")
    council = serializers.CharField(
        source="council.slug", default=None, allow_null=True
    )
    office = serializers.ChoiceField(["", *Webhook.Office.values])
    name = serializers.CharField()
    address = serializers.CharField()
    events = serializers.ListField(child=serializers.ChoiceField(Webhook.Event.choices))
    practice = serializers.BooleanField()
    state = serializers.ChoiceField(Webhook.State.choices)
    why = serializers.ChoiceField(["", *Webhook.Why.values])
    added_at = MomentField()
    href = serializers.SerializerMethodField()
    deliveries = serializers.SerializerMethodField()

    def get_href(self, webhook) -> str:
        return link("webhook", webhook.public_id)

    def get_deliveries(self, webhook) -> str:
        return link("webhook-deliveries", webhook.public_id)


class WebhookMade(WebhookOut):
    """The same, with the secret, which is shown only here."""

    secret = serializers.CharField(required=False)


@extend_schema_field(EVENTS)
class Events(serializers.Field):
    """Some of the events there are."""

    def to_internal_value(self, data):
        if not isinstance(data, list) or not data:
            raise serializers.ValidationError(fault("not-a-list"))
        if any(each not in Webhook.Event.values for each in data):
            raise serializers.ValidationError(fault("unknown-event"))
        return data


@extend_schema_field({"type": "string", "pattern": one_of(Webhook.State.values)})
class StateField(serializers.Field):
    def to_internal_value(self, data):
        if data not in Webhook.State.values:
            raise serializers.ValidationError(fault("unknown-state"))
        return data


class Whole(serializers.Serializer):
    """Refuses names it does not know, and names all faults in one go."""

    def to_internal_value(self, data):
        unknown = sorted(data.keys() - self.fields.keys())
        faults = {name: fault("unknown-member") for name in unknown[:MOST_ERRORS]}
        sent = {}
        for name, field in self.fields.items():
            try:
                sent[name] = field.run_validation(data.get(name, serializers.empty))
            except serializers.SkipField:
                continue
            except serializers.ValidationError as error:
                faults[name] = error.detail
        if faults:
            raise serializers.ValidationError(faults)
        return sent


class WebhookChange(Whole):
    """What is to be different; what is left out stays."""

    name = Text(max_length=100, required=False)
    address = Text(max_length=ADDRESS, required=False)
    events = Events(required=False)
    state = StateField(required=False)


class WebhookIn(Whole):
    """A new webhook: of ``council``, by its short name, or of ``office``."""

    council = Text(max_length=60, required=False)
    office = Text(max_length=20, default="")
    name = Text(max_length=100, default="")
    address = Text(max_length=ADDRESS)
    events = Events()
    practice = Truth(default=False)


class SecretIn(Whole):
    """Whether the secret before signs no more at once, because it has leaked."""

    at_once = Truth(default=False)


# The services' refusals as places in what was sent.
REFUSED = {
    "address": ("address", "not-an-address"),
    "events": ("events", "unknown-event"),
    "name": ("name", "invalid"),
    "many": ("council", "too-many-webhooks"),
}


def place_of(error: ModelError):
    """Where a refusal of a service belongs: a pointer, a code, a text."""
    name, code = REFUSED[error.code]
    return f"/{name}", code, error.messages[0]
