from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from federation.problems import address


class PlaceOut(serializers.Serializer):
    pointer = serializers.CharField(
        required=False, help_text=_("The place in the body, as a JSON pointer.")
    )
    parameter = serializers.CharField(
        required=False, help_text=_("The parameter in the address.")
    )
    code = serializers.CharField()
    message = serializers.CharField(help_text=_("In the language you accept."))


class ProblemOut(serializers.Serializer):
    """A refusal (RFC 9457). Programs go by type, people read title and detail."""

    type = serializers.CharField(help_text=_("Leads to a page that explains it."))
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = PlaceOut(many=True, required=False)
    errors_left_out = serializers.IntegerField(required=False)


class KindOut(serializers.Serializer):
    """A kind of refusal, explained."""

    type = serializers.SerializerMethodField()
    code = serializers.CharField()
    status = serializers.IntegerField()
    title = serializers.CharField()
    way_out = serializers.CharField()

    def get_type(self, kind) -> str:
        return address(kind)


class KindsOut(serializers.Serializer):
    items = KindOut(many=True)
