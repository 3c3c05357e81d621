"""Rounds between servers: announced, counted, recorded; for the description."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from federation.serializers.messages import (
    CODE,
    DIGEST,
    FIGURE,
    MOMENT,
    PRICE,
    PRICES,
    QUANTITY,
    always,
    councils,
    digest,
    number_of_round,
    one_of,
    shaped,
    text,
)
from federation.together.checking import MOST_REVISIONS
from iteration.models import Result
from proposals.models import Good, Period


class AnnouncementIn(serializers.Serializer):
    """A round is open above, or will be once the one before is published."""

    kind = always("announcement")
    year = text(CODE)
    round = number_of_round()
    cutoff = shaped(MOMENT, help_text=_("When the server above closes it."))
    catalogue = digest(help_text=_("Of the goods of the year."))
    previous = digest(
        allow_null=True, help_text=_("Of the newest document above, or null.")
    )
    prices = shaped(
        PRICES,
        help_text=_("By the code of every good; above 0, and not below its floor."),
    )


class AnnouncedOut(serializers.Serializer):
    round = number_of_round(help_text=_("The round that is open, or will be."))


class CountedAnswers(serializers.Serializer):
    """How many councils answered, and how."""

    own = councils(help_text=_("By themselves."))
    standing = councils(help_text=_("By a standing instruction."))
    imputed = councils(help_text=_("They were answered for."))
    carried = councils(help_text=_("By their last answer."))
    absent = councils(help_text=_("They do not count."))


class CountedReceipts(serializers.Serializer):
    count = councils(help_text=_("One for each council that counts."))
    root = digest()


class CountedServer(serializers.Serializer):
    """What one server counted, with those below it."""

    server = serializers.CharField()
    answers = CountedAnswers()
    receipts = CountedReceipts()
    document = text(
        f"^$|{DIGEST}", help_text=_("Of its part; empty for the one that tells.")
    )
    late = serializers.BooleanField(
        help_text=_("Whether that is from an earlier round.")
    )


class TotalOfGood(serializers.Serializer):
    """What is requested and offered of a good in all, in its unit."""

    code = text(CODE)
    requested = text(QUANTITY)
    offered = text(QUANTITY)


class SharedPart(serializers.Serializer):
    """What a server counted for a round: its own councils, and those below it."""

    commonplan = always(1)
    kind = always("part")
    revision = serializers.IntegerField(min_value=1, max_value=MOST_REVISIONS)
    server = serializers.CharField(help_text=_("The sender."))
    year = text(CODE)
    round = number_of_round()
    catalogue = digest(help_text=_("Of the goods of the year."))
    goods = TotalOfGood(many=True, help_text=_("Every good of the year."))
    answers = CountedAnswers()
    receipts = CountedReceipts()
    servers = CountedServer(
        many=True, help_text=_("The sender first, then those directly below it.")
    )
    answers_trials = serializers.BooleanField(
        help_text=_("Whether it will answer trial prices in this round.")
    )


class PartKeptOut(serializers.Serializer):
    part = digest(help_text=_("Of what was received."))
    revision = serializers.IntegerField(min_value=1, max_value=MOST_REVISIONS)
    received_at = shaped(MOMENT)


class PartSlotOut(serializers.Serializer):
    part = digest(allow_null=True, help_text=_("Null until there is one."))
    revision = serializers.IntegerField(
        min_value=0, max_value=MOST_REVISIONS, help_text=_("0 until there is one.")
    )
    received_at = shaped(MOMENT, required=False)


class RecordedGood(TotalOfGood):
    """What a round counted of a good, and its price in the next one."""

    category = serializers.ChoiceField(Good.Category.choices)
    unit = serializers.CharField()
    decimals = serializers.IntegerField(min_value=0, max_value=3)
    excess = text(FIGURE, help_text=_("Requested less offered."))
    imbalance = text(FIGURE, help_text=_("2 excess / (requested + offered)."))
    within_tolerance = serializers.BooleanField()
    price = text(PRICE, help_text=_("The one that was announced."))
    next_price = text(PRICE, help_text=_("Announced next, unless all agree."))
    reason = one_of(Result.Reason.values, help_text=_("Why the next price is that."))


class RecordedYear(serializers.Serializer):
    code = text(CODE)
    starts = serializers.DateField()
    ends = serializers.DateField()
    silence = serializers.ChoiceField(Period.Silence.choices)


class RecordedSeal(serializers.Serializer):
    """The newest seal of the root's ledger."""

    number = serializers.IntegerField(min_value=1)
    digest = digest()


class SharedRecord(serializers.Serializer):
    """The document of a counted round; its bytes are the same on all servers."""

    commonplan = always(1)
    kind = always("round")
    number = number_of_round()
    period = RecordedYear()
    rule = serializers.ChoiceField(Period.Rule.choices)
    rule_version = serializers.IntegerField()
    tolerance = text(FIGURE)
    floors = shaped(PRICES, help_text=_("The lowest price of every good."))
    opened_at = shaped(MOMENT)
    cutoff = shaped(MOMENT)
    agreed = serializers.BooleanField(
        help_text=_("Whether every good is within tolerance.")
    )
    worst = text(FIGURE, help_text=_("The size of the largest imbalance."))
    worst_good = text(CODE, allow_null=True)
    weighted = text(FIGURE, help_text=_("The imbalance of all goods, by value."))
    answers = CountedAnswers()
    receipts = CountedReceipts()
    servers = CountedServer(
        many=True, help_text=_("The root first, then those directly below it.")
    )
    goods = RecordedGood(many=True)
    previous = digest(allow_null=True, help_text=_("Of the document before, or null."))
    seal = RecordedSeal(allow_null=True)


class RecordKeptOut(serializers.Serializer):
    head = digest(help_text=_("Of what was received."))
