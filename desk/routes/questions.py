"""What the facilitators ask a council, and what it answers."""

from desk.views import questions
from pages.routes import page

QUESTIONS = "years/<slug:period>/councils/<slug:slug>/questions/"

urlpatterns = [page(QUESTIONS, questions.questions, "questions")]
