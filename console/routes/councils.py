"""Councils: which there are, who joins, and what becomes of them."""

from console.views import council_acts, council_joining, councils
from pages.routes import page

COUNCILS = "console/councils/"
COUNCIL = COUNCILS + "<slug:slug>/"

urlpatterns = [
    page(COUNCILS, councils.councils, "councils"),
    page("console/new-council/", council_joining.add, "council-add"),
    page(COUNCIL, councils.council, "council"),
    page(COUNCIL + "merge/", council_acts.merge, "council-merge"),
    page(COUNCIL + "split/", council_acts.split, "council-split"),
    page(COUNCIL + "retire/", council_acts.retire, "council-retire"),
    page(COUNCIL + "leave/", council_acts.leave, "council-leave"),
    page(COUNCIL + "undo/", council_acts.undo, "council-undo"),
]
