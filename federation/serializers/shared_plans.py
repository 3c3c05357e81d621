"""Questions between servers, and what all settled on; for the description."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers

from federation.serializers.messages import (
    BASE64,
    CODE,
    NUMBERS,
    always,
    councils,
    digest,
    number_of_round,
    one_of,
    shaped,
    text,
)

# What is added up for the price rule, and what a settlement asks, by name.
SUMS = ("noise", "halves", "halves again", "margins", "distances", "bounds")
SUMS += ("common", "dealers")
SETTLING = ("remaining", "spread", "at", "slopes", "heights", "losses", "floors")
SETTLING += ("rooms", "ranks", "finish")
SUMMED = {
    "type": "object",
    "additionalProperties": {"type": "string", "pattern": BASE64},
}
OPEN = {"type": "object", "additionalProperties": {}}


def vector(**options):
    """Doubles, least significant byte first, in base64."""
    return text(BASE64, **options)


class Question(serializers.Serializer):
    year = text(CODE)
    round = number_of_round(help_text=_("Being counted, or agreed."))


class PartQuestion(Question):
    """What is the sum of this name over your councils?"""

    ask = always("part")
    name = one_of(SUMS)
    sums = shaped(SUMMED, help_text=_("Those that are known so far."))


class HeardQuestion(Question):
    """These are all sums."""

    ask = always("heard")
    sums = shaped(SUMMED)
    prices = vector(
        required=False,
        help_text=_("Trial prices to be answered at once, a row for each."),
    )


class AnswersQuestion(Question):
    """How would councils answer these prices?"""

    ask = always("answers")
    prices = vector(help_text=_("Natural logarithms of credits for the smallest unit."))


class TurnedQuestion(AnswersQuestion):
    """How would the answers change with the prices?"""

    ask = always("turned")
    directions = vector(help_text=_("A row a good, a column a direction."))


class SettleQuestion(Question):
    """A question of the settlement."""

    ask = always("settle")
    name = one_of(SETTLING)
    question = shaped(OPEN, help_text=_("Its figures, all of them texts."))
    salted = serializers.BooleanField(
        help_text=_("Whether tickets are drawn with the server's address.")
    )


TrialIn = PolymorphicProxySerializer(
    component_name="TrialIn",
    serializers={
        "part": PartQuestion,
        "heard": HeardQuestion,
        "answers": AnswersQuestion,
        "turned": TurnedQuestion,
        "settle": SettleQuestion,
    },
    resource_type_field_name="ask",
)


class TrialOut(serializers.Serializer):
    """What was asked for. It steers a search and is not counted."""

    values = shaped(
        {"type": ["string", "object", "null"]},
        help_text=_("Doubles in base64; in a settlement texts by name."),
    )
    counted = always(False)


class Finish(serializers.Serializer):
    """The last question of the settlement."""

    terms = shaped(OPEN, help_text=_("What is the same for all multipliers."))
    multipliers = text(NUMBERS, help_text=_("By goods, in parts of the price."))
    sign = text(NUMBERS, help_text=_("1 where units are given, −1 where taken."))
    level = text(NUMBERS, help_text=_("So many units each, where there is room."))
    key = text(NUMBERS, help_text=_("One unit more up to this key; −1: for none."))
    ticket = text(NUMBERS, help_text=_("Of those with this very key, up to it."))
    bound = text(NUMBERS, help_text=_("The value of all that is proposed."))


class AccordIn(serializers.Serializer):
    """What all servers settled on. It has these names and no others."""

    kind = always("accord")
    year = text(CODE)
    round = number_of_round(help_text=_("The one that agreed."))
    finish = Finish(help_text=_("From it each server finds what is assigned there."))
    units = text(NUMBERS, help_text=_("Requested, then offered, by goods, in all."))
    salted = serializers.BooleanField(
        help_text=_("Whether tickets were drawn with the server's address.")
    )
    cut_value = text(NUMBERS, help_text=_("What is cut from all proposals, credits."))
    largest_cut = text(NUMBERS, help_text=_("The largest part cut from any line."))
    residual = text(NUMBERS, help_text=_("How far from balance the search ended."))
    integral_councils = councils(
        help_text=_("Making less, so as to make whole things.")
    )
    integrality_cost = text(NUMBERS, help_text=_("The value of that, credits."))


class PublishedIn(serializers.Serializer):
    """The plan of the accord is published."""

    kind = always("published")
    year = text(CODE)
    accord = digest()


PlanIn = PolymorphicProxySerializer(
    component_name="PlanIn",
    serializers={"accord": AccordIn, "published": PublishedIn},
    resource_type_field_name="kind",
)


class AccordOut(serializers.Serializer):
    accord = digest(help_text=_("By it servers see that they have the same plan."))
