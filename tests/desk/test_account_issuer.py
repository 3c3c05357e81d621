"""A login of the councils' own, where one is named, and no trace of it elsewhere."""

import importlib

import pytest
import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from django.core.exceptions import ImproperlyConfigured
from django.urls import NoReverseMatch, clear_url_caches, reverse

import config.urls
from config.issuer import issuers
from tests.factories import make_person

ISSUER = "https://login.example.org/realm"
NAMED = {
    "OIDC_ISSUER": ISSUER,
    "OIDC_CLIENT_ID": "commonplan",
    "OIDC_CLIENT_SECRET": "hush",
    "OIDC_NAME": "Town login",
}


@pytest.fixture
def named(monkeypatch, settings):
    """The environment names an issuer."""
    for name, value in NAMED.items():
        monkeypatch.setenv(name, value)
    settings.OIDC = issuers()
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": settings.OIDC}}
    reread()
    yield
    monkeypatch.undo()
    settings.OIDC = []
    reread()


def reread():
    importlib.reload(config.urls)
    clear_url_caches()


def test_unnamed_there_is_no_trace_of_it(client, db):
    assert issuers() == []
    with pytest.raises(NoReverseMatch):
        reverse("socialaccount_connections")
    client.force_login(make_person("ada"))
    for where in ("/account/connected/", "/account/oidc/council/login/"):
        assert client.get(where).status_code == 404
    assert "connect" not in client.get("/account/").content.decode().lower()
    client.logout()
    assert "Log in with a passkey" in client.get("/login/").content.decode()
    assert "oidc" not in client.get("/login/").content.decode()


@pytest.mark.parametrize("missing", ["OIDC_ISSUER", "OIDC_CLIENT_ID"])
def test_half_named_it_does_not_start(monkeypatch, missing):
    for name in NAMED.keys() - {missing}:
        monkeypatch.setenv(name, NAMED[name])
    with pytest.raises(ImproperlyConfigured, match=missing):
        issuers()


@pytest.mark.parametrize("issuer", ["http://login.example.org", "login", "https://"])
def test_an_issuer_is_asked_encrypted_or_not_at_all(monkeypatch, issuer):
    for name, value in (NAMED | {"OIDC_ISSUER": issuer}).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match="OIDC_ISSUER"):
        issuers()


def test_named_it_is_one_way_among_others(client, db, named):
    text = client.get("/login/").content.decode()
    assert "Log in with Town login" in text
    assert "/account/oidc/council/login/" in text
    client.force_login(make_person("ada"))
    assert "Town login" in client.get("/account/").content.decode()
    assert client.get(reverse("socialaccount_connections")).status_code == 200


def test_only_the_named_issuer_is_asked_and_sends_nobody_elsewhere(
    client, db, named, monkeypatch
):
    asked = []

    def ask(session, request, **_more):
        asked.append((request.url, session.max_redirects))
        reply = requests.Response()
        reply.status_code = 200
        reply._content = (
            b'{"issuer": "x", "authorization_endpoint": '
            b'"https://login.example.org/auth", "token_endpoint": "https://x/t"}'
        )
        return reply

    monkeypatch.setattr(requests.Session, "send", ask)
    reply = client.get("/account/oidc/council/login/")
    assert asked == [(f"{ISSUER}/.well-known/openid-configuration", 0)]
    assert reply.url.startswith("https://login.example.org/auth?")
    assert "code_challenge" in reply.url
    assert client.get("/account/oidc/other/login/").status_code == 404


def test_an_issuer_in_the_database_is_not_asked(client, db, named):
    SocialApp.objects.create(
        provider="openid_connect",
        provider_id="evil",
        name="Evil",
        settings={"server_url": "https://evil.example.org"},
    )
    assert [app.name for app in get_adapter().list_apps(None)] == ["Town login"]
    assert client.get("/account/oidc/evil/login/").status_code == 404


def test_an_issuer_that_does_not_answer_is_said_so(client, db, named, monkeypatch):
    def fail(*_args, **_more):
        raise requests.ConnectionError

    monkeypatch.setattr(requests.Session, "send", fail)
    reply = client.get("/account/oidc/council/login/")
    assert "did not answer" in reply.content.decode()
