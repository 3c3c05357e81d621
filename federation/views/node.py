from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from federation.models import OwnKey
from federation.node import describe
from federation.views.years import PublicView


class KeyOut(serializers.Serializer):
    """A public key of this server, and what people compare it by."""

    id = serializers.CharField()
    algorithm = serializers.ChoiceField(["ed25519"])
    public = serializers.CharField()
    fingerprint = serializers.CharField()
    state = serializers.ChoiceField(OwnKey.State.choices)


class NodeOut(serializers.Serializer):
    """Who this server is among servers that plan together."""

    node = serializers.CharField()
    name = serializers.CharField()
    software = serializers.CharField()
    protocol = serializers.IntegerField()
    keys = KeyOut(many=True)


class Node(PublicView):
    @extend_schema(
        operation_id="readNode",
        summary=_("This server and its keys"),
        description=_(
            "Believe a key only after comparing its fingerprint with people there."
        ),
        responses=NodeOut,
        tags=["servers"],
    )
    def get(self, request):
        return Response(describe())
