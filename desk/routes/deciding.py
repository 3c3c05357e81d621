"""Deciding together: the rule, ballots, motions and amendments."""

from desk.views import deciding, moving, voting
from pages.routes import page

COUNCIL = "councils/<slug:slug>/"
BALLOT = COUNCIL + "ballots/<int:number>/"

urlpatterns = [
    page(COUNCIL + "decisions/", deciding.decisions, "decisions"),
    page(COUNCIL + "decisions/rule/", deciding.rule, "decision-rule"),
    page(BALLOT, voting.ballot, "ballot"),
    page(BALLOT + "enter/", voting.enter, "enter-votes"),
    page(BALLOT + "amend/", moving.amendment, "amend"),
    page("years/<slug:period>/" + COUNCIL + "draft/vote/", moving.motion, "move"),
]
