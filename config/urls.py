from allauth.account.decorators import secure_admin_login
from allauth.account.views import login, logout
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from desk.views import issuer
from desk.views.account import set_language

from .health import health, health_part
from .metrics import metrics

OIDC = "openid_connect"

# What people know is /login/ and /logout/; the login library finds them by its names.
OWN = [
    path("login/", login, name="account_login"),
    path("logout/", logout, name="account_logout"),
]
ACCOUNT = [
    path("second/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    path("", include("allauth.account.urls")),
]
if settings.OIDC:
    ACCOUNT += [
        path("connected/", include("allauth.socialaccount.urls")),
        path("oidc/<slug:provider_id>/login/", issuer.login, name=f"{OIDC}_login"),
        path(
            "oidc/<slug:provider_id>/login/callback/",
            issuer.callback,
            name=f"{OIDC}_callback",
        ),
    ]

urlpatterns = [
    path("", include("desk.urls")),
    path("", include("console.urls")),
    path("", include("federation.pages.routes")),
    path("", include("federation.linked.routes")),
    path("", include("federation.webhooks.routes")),
    path("account/", include(ACCOUNT)),
    *OWN,
    path("api/", include("federation.urls")),
    # The administration's own form would know nothing of second steps.
    path("admin/login/", secure_admin_login(admin.site.login)),
    path("admin/", admin.site.urls),
    path("i18n/setlang/", set_language, name="set_language"),
    path("health/", health, name="health"),
    path("health/<slug:part>/", health_part, name="health-part"),
    path("metrics/", metrics, name="metrics"),
]
# Also what goes wrong before any view: an unreadable request, a database away.
handler400 = "config.faults.bad_request"
handler500 = "config.faults.server_error"
