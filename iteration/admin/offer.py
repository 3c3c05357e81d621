"""The models' offers and the words about them, to be read."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from councils.watching import Watched
from iteration.admin.steps import LeadsToFinish
from iteration.models import Offer, OfferPart, Signature
from ledger.admin import ReadOnlyAdmin
from proposals.admin.council import table_of
from proposals.models import Good


@admin.register(Offer)
class OfferAdmin(LeadsToFinish, ReadOnlyAdmin):
    list_display = ["period", "round", "status", "made_at", "closes_at"]
    list_filter = ["status"]
    list_select_related = ["period", "round__period"]
    search_fields = ["period__code"]


@admin.register(OfferPart)
class OfferPartAdmin(Watched, ReadOnlyAdmin):
    looks_at = "offers"
    list_display = ["council", "offer"]
    list_filter = ["offer__period"]
    search_fields = ["council__slug__startswith"]
    fields = ["offer", "council", "proposal", "offered", "without"]
    readonly_fields = ["offered", "without"]

    def get_queryset(self, request):
        """With all that the names of a part and of its proposal are made of."""
        parts = super().get_queryset(request)
        return parts.select_related(
            "council", "offer__period", "proposal__council", "proposal__period"
        )

    @admin.display(description=_("offered"))
    def offered(self, part):
        return lines_of(part, part.quantities)

    @admin.display(description=_("by settlement alone"))
    def without(self, part):
        return lines_of(part, part.settled)


def lines_of(part, quantities):
    goods = Good.objects.in_bulk(part.goods)
    pairs = zip(part.goods, quantities, strict=True)
    lines = [(goods[key], units) for key, units in pairs]
    return table_of(dict(sorted(lines, key=lambda line: line[0].code)))


@admin.register(Signature)
class SignatureAdmin(Watched, ReadOnlyAdmin):
    looks_at = "signatures"
    list_display = ["council", "offer", "number", "accepts", "person", "at"]
    list_filter = ["offer__period", "accepts"]
    list_select_related = ["council", "offer__period", "person"]
    search_fields = ["council__slug__startswith"]
