"""Goods nobody plans yet: asking for them, pledging for them."""

from desk.views import wanted
from pages.routes import page

WANTED = "wanted/"

urlpatterns = [
    page(WANTED, wanted.wanted, "wanted"),
    page(WANTED + "new/", wanted.ask, "wanted-new"),
    page(WANTED + "<int:number>/", wanted.good, "wanted-good"),
]
