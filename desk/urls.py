from desk.routes import (
    accounts,
    deciding,
    entitlement,
    letters,
    looks,
    proposals,
    questions,
    spreadsheets,
    wanted,
)
from desk.views import (
    beliefs,
    checking,
    councils,
    offers,
    plain,
    plans,
    practice,
    rounds,
    start,
    years,
)
from pages.routes import page

YEAR = "years/<slug:period>/"
CHECK = YEAR + "check/"
COUNCIL = YEAR + "councils/<slug:slug>/"

app_name = "desk"
urlpatterns = [
    *accounts.urlpatterns,
    *deciding.urlpatterns,
    *spreadsheets.urlpatterns,
    *entitlement.urlpatterns,
    *letters.urlpatterns,
    *looks.urlpatterns,
    *questions.urlpatterns,
    *wanted.urlpatterns,
    page("", start.start, "start"),
    page("words/", start.glossary, "glossary"),
    page("practice/", practice.practice, "practice"),
    page("documents/<slug:digest>/", years.document, "document"),
    page(YEAR, years.year, "year"),
    page(YEAR + "rounds/<int:number>/", rounds.round, "round"),
    page(YEAR + "plain/", plain.year, "plain-year"),
    page(YEAR + "rounds/<int:number>/plain/", plain.round, "plain-round"),
    page(YEAR + "goods/<slug:code>/", rounds.good, "good"),
    page(YEAR + "plan/", plans.plan, "plan"),
    page("verify_plan.py", checking.program, "program"),
    page(CHECK, checking.year, "check-year"),
    page(CHECK + "documents.json", checking.documents, "check-documents"),
    page(CHECK + "<slug:slug>/<int:revision>/", checking.receipt, "check-receipt"),
    page(
        CHECK + "<slug:slug>/<int:revision>/round-<int:number>.json",
        checking.receipt_file,
        "check-file",
    ),
    page(COUNCIL, councils.council, "council"),
    page(COUNCIL + "standing/", councils.standing, "standing"),
    page(COUNCIL + "beliefs/", beliefs.beliefs, "beliefs"),
    *proposals.urlpatterns,
    page(COUNCIL + "offer/", offers.offer, "offer"),
    page(COUNCIL + "assignment/", plans.assignment, "assignment"),
]
