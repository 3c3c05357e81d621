"""Who looked at what of a council."""

from desk.views import looks
from pages.routes import page

urlpatterns = [page("councils/<slug:slug>/looks/", looks.looks, "looks")]
