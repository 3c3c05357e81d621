"""The login of the councils' own (OpenID Connect), from the environment."""

from django.core.exceptions import ImproperlyConfigured

from . import environment

NEEDED = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
LOCAL = {"localhost", "127.0.0.1", "::1"}


def issuers():
    """What the login library needs of the one issuer; nothing if none is named."""
    issuer, client, secret = (environment.text(name) for name in NEEDED)
    if not (issuer or client or secret):
        return []
    missing = [name for name in NEEDED if not environment.text(name)]
    if missing:
        raise ImproperlyConfigured(
            f"{' and '.join(missing)} must be set where the others of OIDC_… are."
        )
    parts = environment.split(issuer)
    if parts is None or not (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)
    ):
        raise ImproperlyConfigured(
            f"OIDC_ISSUER must look like https://login.example.org, not {issuer!r}."
        )
    return [
        {
            "provider_id": "council",
            "name": environment.text("OIDC_NAME", parts.hostname),
            "client_id": client,
            "secret": secret,
            "settings": {"server_url": issuer.rstrip("/"), "oauth_pkce_enabled": True},
        }
    ]
