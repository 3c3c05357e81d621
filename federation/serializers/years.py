from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from federation.links import link
from federation.serializers.fields import (
    QUANTITY_SCHEMA,
    DigestField,
    FigureField,
    MomentField,
    NamesOut,
    PriceField,
)
from iteration.models import Result, Round
from proposals.models import Good, Period
from proposals.quantity import plain


class PeriodLinks(serializers.Serializer):
    goods = serializers.CharField()
    rounds = serializers.CharField()
    plan = serializers.CharField()


class PeriodOut(serializers.Serializer):
    """A planning year."""

    code = serializers.CharField()
    names = NamesOut(source="*")
    starts = serializers.DateField()
    ends = serializers.DateField()
    status = serializers.ChoiceField(Period.Status.choices[1:])
    tolerance = PriceField()
    rule = serializers.ChoiceField(Period.Rule.choices)
    silence = serializers.ChoiceField(Period.Silence.choices)
    max_rounds = serializers.IntegerField()
    practice = serializers.BooleanField()
    round = serializers.IntegerField(source="last_round", allow_null=True)
    previous = serializers.SerializerMethodField()
    links = serializers.SerializerMethodField()

    def get_previous(self, period) -> str | None:
        return period.previous.code if period.previous else None

    @extend_schema_field(PeriodLinks)
    def get_links(self, period):
        return {name: link(name, period.code) for name in ("goods", "rounds", "plan")}


class GoodOut(serializers.Serializer):
    """A good of a year's catalogue, with the price of the first round."""

    code = serializers.CharField(source="good.code")
    names = NamesOut(source="good")
    category = serializers.ChoiceField(Good.Category.choices, source="good.category")
    unit = serializers.CharField(source="good.unit")
    decimals = serializers.IntegerField(source="good.decimals")
    classification = serializers.CharField(source="good.classification")
    may_stay_unused = serializers.BooleanField(source="good.has_slack")
    first_price = PriceField(source="start_price")
    floor = PriceField()


class AnswersOut(serializers.Serializer):
    own = serializers.IntegerField()
    standing = serializers.IntegerField()
    imputed = serializers.IntegerField()
    carried = serializers.IntegerField()
    absent = serializers.IntegerField()


class RoundLinks(serializers.Serializer):
    prices = serializers.CharField()
    results = serializers.CharField()
    document = serializers.CharField()


class RoundOut(serializers.Serializer):
    """A round. What the count found is null until it is published."""

    period = serializers.CharField(source="period.code")
    number = serializers.IntegerField()
    status = serializers.ChoiceField(Round.Status.choices)
    opened_at = MomentField()
    cutoff = MomentField()
    rule = serializers.CharField()
    rule_version = serializers.IntegerField()
    tolerance = PriceField()
    published_at = MomentField(allow_null=True)
    agreed = serializers.BooleanField(allow_null=True)
    worst = FigureField(allow_null=True)
    worst_good = serializers.SerializerMethodField()
    weighted = FigureField(allow_null=True)
    goods_out = serializers.IntegerField(allow_null=True)
    answers = serializers.SerializerMethodField()
    digest = serializers.SerializerMethodField()
    links = serializers.SerializerMethodField()

    def get_worst_good(self, round) -> str | None:
        return round.worst_good.code if round.worst_good else None

    @extend_schema_field(DigestField(allow_null=True))
    def get_digest(self, round):
        return round.publication.digest if hasattr(round, "publication") else None

    @extend_schema_field(AnswersOut(allow_null=True))
    def get_answers(self, round):
        return None if round.own is None else AnswersOut(round).data

    @extend_schema_field(RoundLinks)
    def get_links(self, round):
        return {
            name: link(name, round.period.code, round.number)
            for name in ("prices", "results", "document")
        }


class PriceOut(serializers.Serializer):
    """The indicative price of a good, in credits per unit."""

    good = serializers.CharField(source="good.code")
    unit = serializers.CharField(source="good.unit")
    price = PriceField()


class ResultOut(serializers.Serializer):
    """What a round counted of a good, in its unit, and what the price rule did."""

    good = serializers.CharField(source="good.code")
    unit = serializers.CharField(source="good.unit")
    requested = serializers.SerializerMethodField()
    offered = serializers.SerializerMethodField()
    excess = serializers.SerializerMethodField()
    imbalance = FigureField()
    within_tolerance = serializers.BooleanField(source="within")
    reason = serializers.ChoiceField(Result.Reason.choices)
    step = FigureField()

    @extend_schema_field(QUANTITY_SCHEMA)
    def get_requested(self, result):
        return plain(result.requested, result.good)

    @extend_schema_field(QUANTITY_SCHEMA)
    def get_offered(self, result):
        return plain(result.offered, result.good)

    @extend_schema_field(QUANTITY_SCHEMA)
    def get_excess(self, result):
        return plain(result.excess, result.good)


class PlanLinks(serializers.Serializer):
    assignments = serializers.CharField()
    document = serializers.CharField()


class PlanOut(serializers.Serializer):
    """The published plan of a year."""

    period = serializers.CharField(source="period.code")
    round = serializers.IntegerField(source="round.number")
    settled_at = MomentField()
    published_at = MomentField()
    largest_cut = FigureField()
    digest = DigestField(source="publication.digest")
    links = serializers.SerializerMethodField()

    @extend_schema_field(PlanLinks)
    def get_links(self, plan):
        return {
            "assignments": link("assignments", plan.period.code),
            "document": link("plan-document", plan.period.code),
        }
