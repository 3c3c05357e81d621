"""What is councils' own: entitlements, proposals, instructions, changes."""

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from councils.admin import CarefulAdmin
from councils.watching import Watched
from ledger.admin import ReadOnlyAdmin
from proposals.models import (
    Change,
    Declaration,
    Entitlement,
    Proposal,
    StandingInstruction,
)
from proposals.quantity import display
from proposals.services import grant


@admin.register(Entitlement)
class EntitlementAdmin(Watched, CarefulAdmin):
    """What councils may use. Fixed once the first round of the year has opened."""

    looks_at = "entitlements"
    list_display = ["council", "period", "source", "amount", "basis"]
    list_filter = ["source", "period"]
    list_select_related = ["council", "period"]
    search_fields = ["council__slug", "council__name"]
    autocomplete_fields = ["council", "period"]
    show_full_result_count = False

    def get_readonly_fields(self, request, obj=None):
        return ["council", "period", "source"] if obj else []

    def has_change_permission(self, request, obj=None):
        frozen = obj is not None and obj.period.frozen_at is not None
        return not frozen and super().has_change_permission(request, obj)

    def save_model(self, request, obj, form, change):
        granted = grant(
            council=obj.council,
            period=obj.period,
            source=obj.source,
            amount=obj.amount,
            basis=obj.basis,
            actor=request.user,
        )
        obj.pk = granted.pk


@admin.register(Proposal)
class ProposalAdmin(Watched, ReadOnlyAdmin):
    """What was handed in. Drafts are nowhere in the administration."""

    looks_at = "proposals"
    list_display = ["council", "period", "revision", "submitted_at", "origin"]
    list_filter = ["period", "origin"]
    list_select_related = ["council", "period"]
    search_fields = ["council__slug__startswith", "receipt__startswith"]
    exclude = ["goods", "quantities"]
    readonly_fields = ["public_id", "what"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("council", "period")

    def looked_which(self, row):
        return f"{row.period.code}/{row.revision}"

    @admin.display(description=_("requested and offered"))
    def what(self, proposal):
        return table_of(proposal.by_good())


def table_of(quantities):
    """Quantities (smallest units by good) as a table: positive requested."""
    rows = [
        (good, good.code, display(units, good), good.unit)
        for good, units in quantities.items()
    ]
    return format_html(
        "<table>{}</table>",
        format_html_join("", "<tr><th>{} ({})</th><td>{}</td><td>{}</td></tr>", rows),
    )


@admin.register(StandingInstruction)
class StandingInstructionAdmin(Watched, ReadOnlyAdmin):
    looks_at = "instructions"
    list_display = ["council", "mode", "since", "until"]
    list_filter = ["mode", ("until", admin.EmptyFieldListFilter)]
    list_select_related = ["council"]
    search_fields = ["council__slug"]


@admin.register(Declaration)
class DeclarationAdmin(Watched, ReadOnlyAdmin):
    looks_at = "declarations"
    list_display = ["council", "capacity", "substitution", "supply_response", "since"]
    list_filter = [("until", admin.EmptyFieldListFilter)]
    list_select_related = ["council"]
    search_fields = ["council__slug"]


@admin.register(Change)
class ChangeAdmin(Watched, ReadOnlyAdmin):
    looks_at = "changes"
    list_display = ["period", "council", "good", "factor", "note_en", "note_de"]
    list_filter = ["period"]
    list_select_related = ["period", "council", "good"]
    search_fields = ["council__slug", "good__code"]
