"""What councils may use in a year: its table, credits and special needs."""

from console.views import entitlement_table, entitlements, head_counts, needs
from pages.routes import page

HERE = "console/years/<slug:period>/entitlements/"

urlpatterns = [
    page(HERE, entitlements.entitlements, "entitlements"),
    page(HERE + "entitlements.csv", entitlements.table, "entitlements-csv"),
    page(HERE + "table/", entitlement_table.rule, "entitlements-rule"),
    page(HERE + "try/", entitlement_table.attempt, "entitlements-try"),
    page(HERE + "decide/", entitlement_table.decide, "entitlements-decide"),
    page(HERE + "heads/", head_counts.head_counts, "entitlements-heads"),
    page(HERE + "needs/", needs.needs, "needs"),
    page(HERE + "credits/", needs.credits, "credits"),
]
