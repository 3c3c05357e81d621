"""Simulations: asked for and computed by services, here only read."""

from django.contrib import admin

from iteration.models import Simulation
from ledger.admin import ReadOnlyAdmin


@admin.register(Simulation)
class SimulationAdmin(ReadOnlyAdmin):
    """What was found stands in the console: some of it is of single councils."""

    list_display = ["__str__", "period", "kind", "status", "asked_at", "finished_at"]
    list_filter = ["status", "kind"]
    list_select_related = ["period"]
    search_fields = ["period__code"]
    exclude = ["result"]
