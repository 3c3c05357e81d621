"""Reminders: sent by the console, here only read."""

from django.contrib import admin

from iteration.models import Nudge
from ledger.admin import ReadOnlyAdmin


@admin.register(Nudge)
class NudgeAdmin(ReadOnlyAdmin):
    """When a council was last reminded, and of which round."""

    list_display = ["council", "round", "at"]
    list_select_related = ["council", "round__period"]
    search_fields = ["council__slug"]
    exclude = ["event"]
