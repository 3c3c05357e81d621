from django.core.exceptions import ImproperlyConfigured
from django.urls import path

from desk.views import (
    beliefs,
    checking,
    councils,
    drafts,
    offers,
    plain,
    plans,
    practice,
    rounds,
    start,
    submissions,
    years,
)


def page(route, view, name):
    """A route to a view that says who may see it."""
    if not hasattr(view, "access"):
        raise ImproperlyConfigured(f"{name} does not say who may see it.")
    return path(route, view, name=name)


YEAR = "years/<slug:period>/"
CHECK = YEAR + "check/"
COUNCIL = YEAR + "councils/<slug:slug>/"

app_name = "desk"
urlpatterns = [
    page("", start.start, "start"),
    page("login/", start.login, "login"),
    page("logout/", start.logout, "logout"),
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
    page(COUNCIL + "draft/", drafts.draft, "draft"),
    page(COUNCIL + "draft/autosave/", drafts.autosave, "autosave"),
    page(COUNCIL + "draft/check/", submissions.check, "check"),
    page(COUNCIL + "draft/discard/", councils.discard, "discard"),
    page(COUNCIL + "withdraw/", submissions.withdraw, "withdraw"),
    page(COUNCIL + "revisions/<int:revision>/", submissions.receipt, "receipt"),
    page(COUNCIL + "offer/", offers.offer, "offer"),
    page(COUNCIL + "assignment/", plans.assignment, "assignment"),
]
