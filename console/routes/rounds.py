"""The newest round of a year: who answers, what stands out, whom to ask."""

from console.views import answers, checks, nudges, questions, rounds
from pages.routes import page

YEAR = "console/years/<slug:period>/"

urlpatterns = [
    page(YEAR, rounds.year, "year"),
    page(YEAR + "answers/", answers.answers, "answers"),
    page(YEAR + "answers/export.csv", answers.as_table, "answers-table"),
    page(YEAR + "answers/remind/", nudges.remind, "remind"),
    page(YEAR + "checks/", checks.checks, "checks"),
    page(YEAR + "checks/export.csv", checks.as_table, "checks-table"),
    page(YEAR + "checks/ask/", questions.ask_council, "ask"),
    page(YEAR + "questions/", questions.questions, "questions"),
]
