"""The way of a proposal: draft, check, receipt, revisions."""

from desk.views import councils, drafts, helping, revisions, submissions
from pages.routes import page

COUNCIL = "years/<slug:period>/councils/<slug:slug>/"
DRAFT = COUNCIL + "draft/"

urlpatterns = [
    page(DRAFT, drafts.draft, "draft"),
    page(DRAFT + "autosave/", drafts.autosave, "autosave"),
    page(DRAFT + "goods/", helping.goods, "draft-goods"),
    page(DRAFT + "others/", helping.others, "draft-others"),
    page(DRAFT + "recipe/", helping.recipe, "recipe"),
    page(DRAFT + "check/", submissions.check, "check"),
    page(DRAFT + "discard/", councils.discard, "discard"),
    page(COUNCIL + "withdraw/", submissions.withdraw, "withdraw"),
    page(COUNCIL + "revisions/", revisions.revisions, "revisions"),
    page(COUNCIL + "revisions/<int:revision>/", submissions.receipt, "receipt"),
]
