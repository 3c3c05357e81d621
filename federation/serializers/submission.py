"""A proposal as a council's program sends it, in version 1 of the wire contract."""

from django.core.exceptions import ValidationError as ModelError
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from federation.kinds import KINDS
from federation.problems import MOST_ERRORS
from federation.serializers.fields import QUANTITY
from proposals.models import Period
from proposals.quantity import parse_plain

MAX_LINES = 5_000
MAX_QUANTITY = 20


class Text(serializers.CharField):
    """Text, and nothing that would have to be turned into text first."""

    default_error_messages = {"not_text": _("This must be text in quotes.")}

    def __init__(self, **options):
        super().__init__(trim_whitespace=False, allow_blank=True, **options)

    def to_internal_value(self, data):
        if not isinstance(data, str):
            self.fail("not_text")
        return data


@extend_schema_field({"type": "boolean"})
class Truth(serializers.Field):
    default_error_messages = {"not_boolean": _("This must be true or false.")}

    def to_internal_value(self, data):
        if not isinstance(data, bool):
            self.fail("not_boolean")
        return data


class Year(Text):
    """The code of a planning year the public may see, or of one for practice."""

    def run_validation(self, data=serializers.empty):
        code = super().run_validation(data)
        period = Period.objects.reachable().filter(code=code).first()
        if period is None:
            raise serializers.ValidationError(fault("unknown-period"))
        return period


@extend_schema_field(
    {
        "type": "object",
        "maxProperties": MAX_LINES,
        "additionalProperties": {
            "type": "string",
            "pattern": QUANTITY,
            "maxLength": MAX_QUANTITY,
        },
    }
)
class Lines(serializers.Field):
    """Quantities as text in the good's unit, by the good's code; not yet read."""

    def to_internal_value(self, data):
        if not isinstance(data, dict):
            raise serializers.ValidationError(fault("not-an-object"))
        if len(data) > MAX_LINES:
            raise serializers.ValidationError(fault("too-many-lines"))
        return data


class ProposalIn(serializers.Serializer):
    """What a council requests (above zero) and offers (below zero) in a year."""

    period = Year(max_length=40, help_text=_("The code of the planning year."))
    lines = Lines()
    note = Text(max_length=2_000, default="", help_text=_("Reasons."))
    withdraw = Truth(
        default=False, help_text=_("Must be true if there are no quantities.")
    )

    def to_internal_value(self, data):
        """Read every member, then every line, and name all faults in one go."""
        unknown = sorted(data.keys() - self.fields.keys())
        faults = {name: fault("unknown-member") for name in unknown[:MOST_ERRORS]}
        sent = {}
        for name, field in self.fields.items():
            try:
                sent[name] = field.run_validation(data.get(name, serializers.empty))
            except serializers.ValidationError as error:
                faults[name] = error.detail
        if {"period", "lines"} <= sent.keys():
            sent["quantities"], wrong = read(sent["period"], sent["lines"])
            if wrong:
                faults["lines"] = wrong
        if faults:
            raise serializers.ValidationError(faults)
        return sent

    def validate(self, sent):
        if sent["withdraw"] and sent["quantities"]:
            raise serializers.ValidationError(
                {"withdraw": fault("withdraw-with-lines")}
            )
        if not sent["withdraw"] and not sent["quantities"]:
            raise serializers.ValidationError({"lines": fault("empty")})
        return sent


def read(period, lines):
    """Smallest units by the good's code, without the zeros; and the faults, by code."""
    goods = {good.code: good for good in period.goods.filter(code__in=lines)}
    text_of = Text(max_length=MAX_QUANTITY)
    quantities, faults = {}, {}
    for code, value in lines.items():
        if code not in goods:
            faults[code] = fault("unknown-good")
            continue
        try:
            text = text_of.run_validation(value)
            quantities[code] = parse_plain(text, goods[code])
        except serializers.ValidationError as error:
            faults[code] = error.detail
        except ModelError as error:
            faults[code] = ErrorDetail(error.messages[0], error.code)
    return {code: units for code, units in quantities.items() if units}, faults


def fault(code):
    """What is wrong with one place, in the words of its kind."""
    return ErrorDetail(KINDS[code].title, code)
