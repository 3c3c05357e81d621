"""One's own letters, and the links that stop them."""

from desk.views import letters
from pages.routes import page

LETTERS = "letters/"

urlpatterns = [
    page(LETTERS, letters.letters, "letters"),
    page(LETTERS + "next/", letters.preview, "next-letter"),
    page(LETTERS + "stop/<str:token>/", letters.stop, "stop-letters"),
]
