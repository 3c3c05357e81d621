from django.contrib import admin
from django.urls import include, path

from .health import health

urlpatterns = [
    path("", include("desk.urls")),
    path("api/", include("federation.urls")),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("health/", health, name="health"),
]
