"""The few ways in which the API writes a number, a moment, a name."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from iteration.publication import moment, price_text

DECIMAL = r"^-?[0-9]+(\.[0-9]+)?$"
QUANTITY = r"^-?(0|[1-9][0-9]*)(\.[0-9]{1,3})?$"
DIGEST = r"^[0-9a-f]{64}$"
MOMENT = {"type": "string", "format": "date-time"}

# What extend_schema_field takes for a quantity in the good's unit.
QUANTITY_SCHEMA = {"type": "string", "pattern": QUANTITY}
LINES_SCHEMA = {
    "type": "object",
    "additionalProperties": QUANTITY_SCHEMA,
    "example": {"bread": "12.500", "hours-baker": "-36.0"},
}


@extend_schema_field(MOMENT)
class MomentField(serializers.Field):
    """A moment in UTC, to the microsecond, as in the published documents."""

    def to_representation(self, value):
        return moment(value)


@extend_schema_field({"type": "string", "pattern": DECIMAL})
class PriceField(serializers.Field):
    """Credits per unit as a decimal number in text, without needless zeros."""

    def to_representation(self, value):
        return price_text(value)


@extend_schema_field({"type": "string", "pattern": DECIMAL})
class FigureField(serializers.Field):
    """A figure without a unit, nine decimals, as in the published documents."""

    def to_representation(self, value):
        return f"{value:.9f}"


@extend_schema_field({"type": "string", "pattern": DIGEST})
class DigestField(serializers.Field):
    def to_representation(self, value):
        return value


class NamesOut(serializers.Serializer):
    en = serializers.CharField(source="name_en")
    de = serializers.CharField(source="name_de")


def page_of(item):
    """The serializer of one page of a list, for the description."""
    members = {
        "items": item(many=True),
        "next": serializers.CharField(
            allow_null=True,
            help_text=_("The address of the next page; null on the last."),
        ),
    }
    name = item.__name__.removesuffix("Out") + "Page"
    return type(name, (serializers.Serializer,), members)
