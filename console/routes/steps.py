"""The steps of a year, each with a page that shows first what it does."""

from console.views import steps
from pages.routes import page

urlpatterns = [
    page("console/years/<slug:period>/steps/", steps.steps, "steps"),
    page(
        "console/years/<slug:period>/steps/<slug:name>/",
        steps.step,
        "step",
    ),
]
