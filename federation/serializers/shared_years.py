"""A year that servers plan together, as they tell each other; for the description."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from federation.serializers.messages import CODE, FIGURE, PRICE, always, digest, text
from proposals.models import Good, Period


class SharedGoodOut(serializers.Serializer):
    """A good of the year, as it must be on all servers."""

    code = text(CODE)
    name_en = serializers.CharField()
    name_de = serializers.CharField()
    classification = serializers.CharField(
        help_text=_("A code of an international list, or empty.")
    )
    category = serializers.ChoiceField(Good.Category.choices)
    unit = serializers.CharField()
    decimals = serializers.IntegerField(min_value=0, max_value=3)
    price = text(PRICE, help_text=_("The first price, credits for a unit."))
    floor = text(PRICE, help_text=_("The lowest price there can be."))


class SharedYearOut(serializers.Serializer):
    """A year as its root defines it."""

    kind = always("year")
    code = text(CODE, help_text=_("A part of addresses."))
    name_en = serializers.CharField()
    name_de = serializers.CharField()
    starts = serializers.DateField()
    ends = serializers.DateField()
    tolerance = text(
        FIGURE, help_text=_("The largest imbalance with which a good still agrees.")
    )
    rule = serializers.ChoiceField(Period.Rule.choices)
    silence = serializers.ChoiceField(
        Period.Silence.choices,
        help_text=_("What counts for a council that says nothing."),
    )
    round_seconds = serializers.IntegerField(
        help_text=_("How long a round is meant to last.")
    )
    max_rounds = serializers.IntegerField(
        help_text=_("After so many without agreement people decide.")
    )
    goods = SharedGoodOut(many=True, help_text=_("In the order of their codes."))


class JoiningIn(serializers.Serializer):
    """A server that was invited takes part."""

    kind = always("joining")
    year = text(CODE, help_text=_("The code, as in the address."))
    catalogue = digest(help_text=_("Of the year's goods, as the sender has them."))
    answers_trials = serializers.BooleanField(
        help_text=_("Whether it will answer trial prices.")
    )


class JoinedOut(serializers.Serializer):
    joined = text(CODE, help_text=_("The code of the year."))


class HeadOut(serializers.Serializer):
    """How far a year is on this server."""

    year = text(CODE)
    round = serializers.IntegerField(
        min_value=0, help_text=_("The newest round; 0 if there is none.")
    )
    head = digest(
        allow_null=True,
        help_text=_(
            "Of the newest document; once a plan is published, of the server's own."
        ),
    )
    documents = serializers.ListField(
        child=digest(),
        help_text=_("Of the rounds, the first one first; of the first 1,000 rounds."),
    )
