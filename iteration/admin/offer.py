"""The models' offers: made on the year's page, taken back here; words are read."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from iteration.admin.steps import ReasonForm, Step, StepsAdmin
from iteration.models import Offer, OfferPart, Signature
from iteration.services import withdraw_offer
from ledger.admin import ReadOnlyAdmin
from proposals.admin.council import table_of
from proposals.models import Good


def withdraw(offer, *, actor, reason):
    withdraw_offer(offer=offer, actor=actor, reason=reason)
    return _("The offer for %(period)s is withdrawn.") % {"period": offer.period}


STEPS = [
    Step(
        "withdraw",
        _("Withdraw the offer"),
        _("Nobody can sign it any longer, and the year can be settled."),
        withdraw,
        lambda offer: offer.status in (Offer.Status.OPEN, Offer.Status.COUNTING),
        ReasonForm,
    ),
]


@admin.register(Offer)
class OfferAdmin(StepsAdmin, ReadOnlyAdmin):
    steps = STEPS
    list_display = ["period", "round", "status", "made_at", "closes_at"]
    list_filter = ["status"]
    list_select_related = ["period", "round__period"]
    search_fields = ["period__code"]


@admin.register(OfferPart)
class OfferPartAdmin(ReadOnlyAdmin):
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
class SignatureAdmin(ReadOnlyAdmin):
    list_display = ["council", "offer", "number", "accepts", "person", "at"]
    list_filter = ["offer__period", "accepts"]
    list_select_related = ["council", "offer__period", "person"]
    search_fields = ["council__slug__startswith"]
