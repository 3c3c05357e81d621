"""Looking after the servers: how the parts are, letters that fail, maintenance."""

from console.views import archiving, maintenance, operating
from pages.routes import page

urlpatterns = [
    page("console/operating/", operating.overview, "operating"),
    page("console/operating/letters/", operating.letters, "failing-letters"),
    page(
        "console/operating/letters/<int:number>/retry/",
        operating.retry,
        "retry-letter",
    ),
    page("console/operating/letters/<int:number>/drop/", operating.drop, "drop-letter"),
    page("console/operating/maintenance/", maintenance.announce, "maintenance"),
    page(
        "console/operating/maintenance/<int:number>/lift/",
        maintenance.lift,
        "lift-maintenance",
    ),
    page("console/years/<slug:period>/archive/", archiving.archive, "archive"),
]
