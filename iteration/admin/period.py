"""Years: prepared here; their steps are taken in the console."""

from django.contrib import admin

from iteration.admin.steps import LeadsToSteps
from iteration.models import Round
from ledger.admin import ReadOnly
from proposals import admin as proposals
from proposals.models import Period


class RoundInline(ReadOnly, admin.TabularInline):
    model = Round
    fields = ["number", "status", "opened_at", "cutoff", "agreed", "worst"]
    ordering = ["number"]
    extra = 0
    show_change_link = True

    def get_queryset(self, request):
        rounds = super().get_queryset(request).select_related("period")
        return rounds.defer("state")


@admin.register(Period)
class PeriodAdmin(LeadsToSteps, proposals.PeriodAdmin):
    inlines = [*proposals.PeriodAdmin.inlines, RoundInline]

    def get_inlines(self, request, obj):
        """Before the first round there is none to list."""
        inlines = super().get_inlines(request, obj)
        if obj is not None and obj.frozen_at is None:
            return [inline for inline in inlines if inline is not RoundInline]
        return inlines

    def year_of(self, row):
        return row
