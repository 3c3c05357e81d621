"""Every line says what it belongs to, and none says what it must not."""

import io
import json
import logging
import secrets

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import logs, watching
from councils.services import invite, new_token
from federation.services import issue_token
from iteration.tasks import close_round
from tests.factories import PASSWORD, later, make_council, make_person, make_seat

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[logs.Line, logs.Json])
def said(request):
    """Everything that is logged, as it is written."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(request.param())
    loggers = [logging.getLogger(), logging.getLogger("django")]
    for each in loggers:
        each.addHandler(handler)
    yield stream.getvalue
    for each in loggers:
        each.removeHandler(handler)
    logs.CONTEXT.set({})


@pytest.fixture
def entries(monkeypatch):
    """What is logged as JSON, entry by entry."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.Json())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)
    logs.CONTEXT.set({})


def test_a_request_says_which_whose_and_how_long(client, entries):
    person = make_person("ada", email="ada@example.org")
    client.force_login(person)
    answer = client.get("/account/?q=1", headers={"X-Request-ID": "proxy-12345678"})
    entry = next(e for e in entries() if e["logger"] == "commonplan.request")
    assert answer["X-Request-ID"] == entry["request"] == "proxy-12345678"
    assert entry["path"] == "/account/"
    assert entry["route"] == "desk:account"
    assert entry["user"] == str(person.public_id)
    assert (entry["status"], entry["method"]) == (200, "GET")
    assert entry["ms"] >= 0
    assert "ada" not in json.dumps(entry)


def test_what_django_says_of_a_request_has_its_id_too(client, said):
    answer = client.get("/no/such/page/")
    lines = [line for line in said().splitlines() if "Not Found" in line]
    assert lines
    assert all(answer["X-Request-ID"] in line for line in lines)


@pytest.mark.parametrize(
    "given", ["short", "a" * 65, "with space in it", "x\ny-1234567"]
)
def test_an_id_that_is_none_is_not_taken(client, given):
    answer = client.get("/health/", headers={"X-Request-ID": given})
    assert answer["X-Request-ID"] != given
    assert len(answer["X-Request-ID"]) == 32


def test_a_task_says_its_id_its_name_and_its_round(entries):
    def work(*_args):
        logging.getLogger("anything").warning("counting")

    watching.begin(task_id="t-1", task=close_round, args=[7], kwargs={})
    work()
    watching.end()
    work()
    first, second = entries()
    assert (first["task"], first["round"]) == ("t-1", 7)
    assert first["task_name"] == "iteration.tasks.close_round"
    assert "task" not in second


def test_no_secret_is_ever_logged(client, said, monkeypatch, settings):
    """Twenty values that would let somebody in, or name somebody."""
    canary = [f"canary{secrets.token_hex(8)}" for _ in range(9)]
    monkeypatch.setenv("SECRET_KEY", canary[0])
    monkeypatch.setenv("METRICS_TOKEN", canary[1])
    eaters = make_council("eaters")
    delegate = make_seat(council=eaters).person
    token = new_token()
    invite(
        council=eaters,
        invited_by=delegate,
        role="member",
        expires_at=later(days=3),
        token=token,
    )
    _row, key = issue_token(person=delegate, name="p", scopes=["proposals:read"])
    ada = make_person("ada", email="ada.canary@example.org")

    client.get(f"/invitations/{token}/")
    client.get(f"/letters/stop/{canary[2]}/")
    client.get(f"/account/password/reset/key/x-{canary[3]}/")
    client.get(f"/account/confirm-email/{canary[4]}/")
    client.get(f"/no/such/page/?token={canary[5]}")
    client.post("/login/", {"login": "ada", "password": canary[6]})
    client.post("/login/", {"login": ada.email, "password": PASSWORD})
    cookie = client.cookies.get("sessionid")
    client.get("/api/v1/councils", headers={"Authorization": f"Bearer {key}"})
    client.get("/api/v1/councils", headers={"Authorization": f"Bearer {key}x"})
    log = logging.getLogger("anything")
    log.error("cannot reach postgresql://plan:%s@db.example.org/plan", canary[7])
    log.error("Authorization: Bearer %s", canary[8])
    log.error("SMTP refused <%s>", ada.email)
    log.error("settings: %s %s", canary[0], {"METRICS_TOKEN": canary[1]})
    log.error('{"password": "%s", "code": "%s"}', canary[6], canary[7])
    try:
        raise ValueError(f"/invitations/{token}/ and {key}")
    except ValueError:
        log.exception("It failed.")

    text = said()
    assert text.count("commonplan.request") >= 9
    assert "It failed." in text
    unwanted = [*canary, token, key, ada.email, PASSWORD, "ada.canary"]
    unwanted += [cookie.value] if cookie else []
    assert [each for each in unwanted if each in text] == []


def test_what_is_hidden_leaves_json_whole(entries):
    logging.getLogger("anything").error("password=%s token: %s", 'a"b', "c}")
    assert entries()[0]["message"] == 'password=…"b token: …}'


def test_a_form_of_logs_that_is_none_is_refused(monkeypatch):
    monkeypatch.setenv("LOG_FORMAT", "xml")
    with pytest.raises(ImproperlyConfigured, match="LOG_FORMAT must be line or json"):
        logs.form()
