"""One's own letters, and the links that stop them."""

from desk.routes.page import page
from desk.views import letters

LETTERS = "letters/"

urlpatterns = [
    page(LETTERS, letters.letters, "letters"),
    page(LETTERS + "next/", letters.preview, "next-letter"),
    page(LETTERS + "stop/<str:token>/", letters.stop, "stop-letters"),
]
