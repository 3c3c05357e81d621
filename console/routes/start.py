"""Where facilitators begin: what there is, and what waits for them."""

from console.views import start
from pages.routes import page

urlpatterns = [page("console/", start.start, "start")]
