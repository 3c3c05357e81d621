"""Settings of the API. Every view says who may; silence means that nobody may."""

from . import environment

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "federation.authentication.TokenAuthentication",
        "federation.hearing.PeerAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "federation.problems.handle",
    # How many proxies in front of us name the caller's address, for throttling.
    "NUM_PROXIES": environment.number("PROXIES", 0),
    # A parameter that no view knows is refused; this would be one of them.
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "commonplan",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    # Several things have a state, and events are named in two places.
    "ENUM_NAME_OVERRIDES": {
        "EventEnum": "federation.models.Webhook.Event",
        "WebhookStateEnum": "federation.models.Webhook.State",
        "DeliveryStateEnum": "federation.models.Delivery.State",
        "KeyStateEnum": "federation.models.OwnKey.State",
    },
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# What this server is called among servers that plan together.
NODE_NAME = environment.text("NODE_NAME", "commonplan")
# Networks of one's own in which such servers may be, beside the public internet; and a
# file of certificates to trust there.
FEDERATION_NETWORKS = environment.networks("FEDERATION_NETWORKS")
FEDERATION_AUTHORITIES = environment.text("FEDERATION_AUTHORITIES")
