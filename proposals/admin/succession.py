"""How goods ended, and which are asked for. The console is where it is decided."""

from django.contrib import admin

from ledger.admin import ReadOnlyAdmin
from proposals.models import Succession, Successor, Wanted


@admin.register(Succession)
class SuccessionAdmin(ReadOnlyAdmin):
    list_display = ["good", "kind", "recorded_at", "undone_at"]
    list_filter = ["kind", ("undone_at", admin.EmptyFieldListFilter)]
    list_select_related = ["good"]
    search_fields = ["good__code", "good__name_en", "good__name_de"]


@admin.register(Successor)
class SuccessorAdmin(ReadOnlyAdmin):
    list_display = ["succession", "good", "share_numerator", "share_denominator"]
    list_select_related = ["succession__good", "good"]
    search_fields = ["good__code"]


@admin.register(Wanted)
class WantedAdmin(ReadOnlyAdmin):
    """What is asked for; not by whom."""

    list_display = ["code", "name_en", "name_de", "asked_at", "outcome"]
    list_filter = ["outcome", "category"]
    search_fields = ["code", "name_en", "name_de"]
    exclude = ["asked_by"]
