"""Rounds: extended or closed early by a facilitator; their figures are only read."""

from decimal import Decimal

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError

from councils.models import Council
from iteration import tasks
from iteration.admin.period import MomentField
from iteration.admin.steps import ReasonForm, Step, StepsAdmin
from iteration.models import Memory, Price, Result, Round
from iteration.publication import price_text
from iteration.services import close_now, extend_round
from ledger import clock
from ledger.admin import ReadOnly, ReadOnlyAdmin
from proposals.quantity import display, display_number


class ExtendForm(ReasonForm):
    cutoff = MomentField(label=_("new cutoff"))
    field_order = ["cutoff", "reason"]


def close(round, *, actor, reason):
    """Once: whoever presses again only knocks again, the cutoff stays where it is."""
    already = is_open(round) and round.cutoff <= clock.now()
    if not already:
        close_now(round=round, actor=actor, reason=reason)
    try:
        tasks.close_round.delay_on_commit(round.pk)
    except OperationalError:
        return _("The round is closed; it will be counted as soon as possible.")
    return _("The round is closed and is being counted.")


def extend(round, *, actor, cutoff, reason):
    extend_round(round=round, cutoff=cutoff, actor=actor, reason=reason)
    return _("%(round)s is extended.") % {"round": round}


def is_open(round):
    return round.status == Round.Status.OPEN


STEPS = [
    Step(
        "close",
        _("Close the round now"),
        _("The cutoff is now, and what has been submitted is counted."),
        close,
        is_open,
        ReasonForm,
    ),
    Step(
        "extend",
        _("Extend the round"),
        _("Councils have longer to answer."),
        extend,
        is_open,
        ExtendForm,
    ),
]


class OfGoods(ReadOnly, admin.TabularInline):
    extra = 0

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("good", "round__period")
        return rows.order_by("good__code")


class PriceInline(OfGoods):
    model = Price
    fields = readonly_fields = ["good", "credits"]

    @admin.display(description=_("price"))
    def credits(self, price):
        return price_text(price.price)


class ResultInline(OfGoods):
    model = Result
    fields = readonly_fields = [
        *("good", "wanted", "given", "imbalance", "within", "reason", "step")
    ]

    @admin.display(description=_("requested"))
    def wanted(self, result):
        return display(result.requested, result.good)

    @admin.display(description=_("offered"))
    def given(self, result):
        return display(result.offered, result.good)


@admin.register(Round)
class RoundAdmin(StepsAdmin, ReadOnlyAdmin):
    steps = STEPS
    list_display = ["__str__", "status", "cutoff", "agreed", "worst", "worst_good"]
    list_filter = ["period", "status"]
    search_fields = ["period__code"]
    ordering = ["-cutoff"]
    inlines = [PriceInline, ResultInline]
    readonly_fields = ["surprising"]

    def get_queryset(self, request):
        """Without what the rule remembers: long arrays, and nothing to read here."""
        rounds = super().get_queryset(request).defer("state")
        return rounds.select_related("period", "worst_good")

    @admin.display(description=_("far from what was expected"))
    def surprising(self, round):
        """Who answered so: a slip of the unit, news, or a game. One can ask them."""
        found = dict(round.outliers)
        rows = Council.objects.filter(pk__in=found).order_by("slug")
        if not rows:
            return _("nobody")
        named = [
            (council, display_number(Decimal(str(found[council.pk]))))
            for council in rows
        ]
        return format_html_join(", ", _("{} ({} times as far as usual)"), named)


@admin.register(Memory)
class MemoryAdmin(ReadOnlyAdmin):
    """That something is known of councils; what it is, each reads on its own page."""

    list_display = ["round", "first", "last"]
    list_filter = ["round__period"]
    list_select_related = ["round__period"]
    exclude = ["arrays"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("arrays")


@admin.register(Price)
class PriceAdmin(ReadOnlyAdmin):
    list_display = ["good", "round", "price"]
    list_filter = ["round__period"]
    list_select_related = ["good", "round__period"]
    search_fields = ["good__code__startswith"]


@admin.register(Result)
class ResultAdmin(ReadOnlyAdmin):
    list_display = ["good", "round", "requested", "offered", "imbalance", "within"]
    list_filter = ["round__period", "within", "reason"]
    list_select_related = ["good", "round__period"]
    search_fields = ["good__code__startswith"]
