"""How councils ended, and which go on in their place: decided in the console."""

from django.contrib import admin

from councils.models import Departure, Heir
from ledger.admin import ReadOnlyAdmin


@admin.register(Departure)
class DepartureAdmin(ReadOnlyAdmin):
    list_display = ["council", "kind", "at", "ended_at"]
    list_filter = ["kind", ("ended_at", admin.EmptyFieldListFilter)]
    list_select_related = ["council"]
    search_fields = ["council__slug", "council__name", "council__name_de"]


@admin.register(Heir)
class HeirAdmin(ReadOnlyAdmin):
    list_display = ["departure", "council", "numerator", "denominator"]
    list_select_related = ["departure__council", "council"]
    search_fields = ["council__slug"]
