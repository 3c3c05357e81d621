from console.routes import (
    catalogue,
    councils,
    entitlements,
    finish,
    guide,
    operating,
    record,
    rounds,
    start,
    steps,
    whatif,
)

app_name = "console"
urlpatterns = [
    *start.urlpatterns,
    *guide.urlpatterns,
    *rounds.urlpatterns,
    *steps.urlpatterns,
    *finish.urlpatterns,
    *whatif.urlpatterns,
    *catalogue.urlpatterns,
    *councils.urlpatterns,
    *entitlements.urlpatterns,
    *record.urlpatterns,
    *operating.urlpatterns,
]
