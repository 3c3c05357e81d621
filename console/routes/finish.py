"""From agreement to a published plan: ways to finish, signatures, approvals."""

from console.views import finish
from pages.routes import page

urlpatterns = [
    page("console/years/<slug:period>/finish/", finish.finish, "finish"),
]
