"""What if, and why a year stalls: simulations that publish nothing."""

from console.views import stalled, whatif, whatif_files
from pages.routes import page

WHAT_IF = "console/years/<slug:period>/what-if/"
STALLED = "console/years/<slug:period>/stalled/"

urlpatterns = [
    page(WHAT_IF, whatif.what_if, "what-if"),
    page(WHAT_IF + "compare/", whatif.compare, "what-if-compare"),
    page(WHAT_IF + "<int:number>/", whatif.run, "what-if-run"),
    page(WHAT_IF + "<int:number>/progress/", whatif.progress, "what-if-progress"),
    page(WHAT_IF + "<int:number>/export.json", whatif_files.as_json, "what-if-json"),
    page(WHAT_IF + "<int:number>/export.csv", whatif_files.as_csv, "what-if-csv"),
    page(STALLED, stalled.stalled, "stalled"),
    page(STALLED + "councils/", stalled.councils, "stalled-councils"),
]
