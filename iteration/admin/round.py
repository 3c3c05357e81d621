"""Rounds and their figures, to be read; what is done with them, in the console."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from iteration.admin.steps import LeadsToSteps
from iteration.models import Memory, Price, Result, Round
from iteration.publication import price_text
from ledger.admin import ReadOnly, ReadOnlyAdmin
from proposals.quantity import display


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
class RoundAdmin(LeadsToSteps, ReadOnlyAdmin):
    """What is public of a round. Who surprised is shown in the console, on record."""

    list_display = ["__str__", "status", "cutoff", "agreed", "worst", "worst_good"]
    list_filter = ["period", "status"]
    search_fields = ["period__code"]
    ordering = ["-cutoff"]
    inlines = [PriceInline, ResultInline]

    def get_queryset(self, request):
        """Without what the rule remembers: long arrays, and nothing to read here."""
        rounds = super().get_queryset(request).defer("state")
        return rounds.select_related("period", "worst_good")


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
