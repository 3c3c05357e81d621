"""What is believed of a council, and what it is expected to propose next."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from federation.serializers.fields import LINES_SCHEMA, QUANTITY_SCHEMA, FigureField
from proposals.quantity import plain


class ReactionOut(serializers.Serializer):
    """A line of the council's last answer, and what a dearer good would change."""

    good = serializers.CharField(source="good.code")
    unit = serializers.CharField(source="good.unit")
    quantity = serializers.SerializerMethodField()
    change = FigureField()

    @extend_schema_field(QUANTITY_SCHEMA)
    def get_quantity(self, reaction):
        return plain(reaction.units, reaction.good)


class BeliefOut(serializers.Serializer):
    """How a council is expected to answer prices, from how many of its answers."""

    answers = serializers.IntegerField()
    less = FigureField(allow_null=True)
    more = FigureField(allow_null=True)
    lines = ReactionOut(many=True)


class StandingOut(serializers.Serializer):
    council = serializers.CharField(source="council.slug")
    period = serializers.CharField(source="round.period.code")
    round = serializers.IntegerField(source="round.number")


class BelievedOut(StandingOut):
    """What is believed of a council; null where nothing is."""

    belief = BeliefOut(allow_null=True)


class SuggestionOut(StandingOut):
    """What a council is expected to propose; null where nothing is expected."""

    lines = serializers.SerializerMethodField()

    @extend_schema_field({**LINES_SCHEMA, "type": ["object", "null"]})
    def get_lines(self, found):
        lines = found["lines"]
        if lines is None:
            return None
        return {good.code: plain(units, good) for good, units in sorted_by_code(lines)}


def sorted_by_code(lines):
    return sorted(lines.items(), key=lambda line: line[0].code)
