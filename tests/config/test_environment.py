import os
import stat
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection

from config import environment

SECRET = "a secret of at least fifty characters, for nothing but this test"


def load_settings(folder, **variables):
    """Read the settings in a process of its own; return its last line, or its error."""
    done = subprocess.run(
        [sys.executable, "-c", "from django.conf import settings as s; print(s.DEBUG)"],
        cwd=settings.BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "VAR_DIR": str(folder),
            **variables,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return (done.stdout or done.stderr).strip().splitlines()[-1]


def test_a_production_without_a_secret_does_not_start(tmp_path):
    last = load_settings(tmp_path, DATABASE_URL="postgresql:///plan")

    assert "SECRET_KEY is not set" in last
    assert not (tmp_path / "secret_key").exists()


def test_a_production_with_a_secret_starts(tmp_path):
    last = load_settings(tmp_path, DATABASE_URL="postgresql:///a", SECRET_KEY=SECRET)

    assert last == "False"


def test_with_nothing_set_a_secret_is_kept_in_the_data_folder(tmp_path):
    assert load_settings(tmp_path) == "False"

    kept = tmp_path / "secret_key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert len(kept.read_text()) >= 50


def test_the_secret_stays_the_same(tmp_path):
    first = environment.secret_key(tmp_path, may_generate=True)

    assert environment.secret_key(tmp_path, may_generate=True) == first


@pytest.mark.parametrize(
    ("name", "value", "ask"),
    [
        ("DEBUG", "perhaps", lambda: environment.flag("DEBUG")),
        ("TICK_SECONDS", "often", lambda: environment.number("TICK_SECONDS", 20)),
        ("TICK_SECONDS", "nan", lambda: environment.number("TICK_SECONDS", 20)),
        ("TICK_SECONDS", "-1", lambda: environment.number("TICK_SECONDS", 20)),
        ("BASE_URL", "plan.example.org", environment.base_url),
        ("BASE_URL", "https://plan.example.org/sub", environment.base_url),
        ("BASE_URL", "https://[::1", environment.base_url),
        ("BASE_URL", "https://plan.example.org:port", environment.base_url),
    ],
)
def test_a_value_that_cannot_be_read_names_its_variable(monkeypatch, name, value, ask):
    monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=name):
        ask()


@pytest.mark.parametrize(
    "url",
    ["sqlite:///plan.db", "plan", "postgresql://h:5/", "postgresql://h/d?no_such=1"],
)
def test_a_database_that_is_no_postgresql_is_refused_by_name(url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        environment.connection(url, statement_seconds=30)


def test_a_database_url_becomes_djangos_entry_with_its_limits():
    conninfo, entry = environment.connection(
        "postgresql://me:p%40ss@db.example.org:5433/plan?sslmode=verify-full",
        statement_seconds=30,
    )

    assert (entry["NAME"], entry["USER"], entry["PASSWORD"]) == ("plan", "me", "p@ss")
    assert (entry["HOST"], entry["PORT"]) == ("db.example.org", "5433")
    assert entry["OPTIONS"]["sslmode"] == "verify-full"
    assert "statement_timeout=30000" in entry["OPTIONS"]["options"]
    assert "idle_in_transaction_session_timeout=10000" in entry["OPTIONS"]["options"]
    assert "sslmode=verify-full" in conninfo


@pytest.mark.django_db
def test_the_limits_reach_the_database():
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("5min",)


def test_quorum_queues_for_rabbitmq_and_a_short_look_back_for_redis():
    rabbit = environment.broker("amqp://me@host//", "")
    redis = environment.broker("redis://host/0", "")

    assert rabbit["CELERY_TASK_DEFAULT_QUEUE_TYPE"] == "quorum"
    assert rabbit["CELERY_BROKER_TRANSPORT_OPTIONS"] == {"confirm_publish": True}
    assert redis["CELERY_BROKER_TRANSPORT_OPTIONS"]["unacked_restore_interval"] == 1


@pytest.mark.parametrize("url", ["pgmq://database", "redis://host/0"])
def test_a_message_comes_back_only_after_its_task_was_ended(url):
    options = environment.broker(url, "")["CELERY_BROKER_TRANSPORT_OPTIONS"]

    assert options["visibility_timeout"] > settings.CELERY_TASK_TIME_LIMIT


def test_a_broker_that_loses_tasks_is_refused():
    with pytest.raises(ImproperlyConfigured, match="CELERY_BROKER_URL"):
        environment.broker("filesystem://", "")


def test_mail_to_another_machine_is_always_encrypted():
    tls = environment.email("smtps://me:p%40ss@mail.example.org?from=plan@example.org")
    started = environment.email("smtp://mail.example.org")
    local = environment.email("smtp://localhost")

    assert (tls["EMAIL_PORT"], tls["EMAIL_USE_SSL"]) == (465, True)
    assert tls["EMAIL_HOST_PASSWORD"] == "p@ss"
    assert tls["DEFAULT_FROM_EMAIL"] == "plan@example.org"
    assert (started["EMAIL_PORT"], started["EMAIL_USE_TLS"]) == (587, True)
    assert (local["EMAIL_PORT"], local["EMAIL_USE_TLS"]) == (25, False)


@pytest.mark.parametrize("url", ["mail.example.org", "imap://h", "smtp://h:port"])
def test_a_mail_server_that_cannot_be_read_is_refused_by_name(url):
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        environment.email(url)


def test_this_machine_may_always_ask_itself(monkeypatch):
    monkeypatch.delenv("ALLOWED_HOSTS", raising=False)

    hosts = environment.allowed_hosts("https://plan.example.org")

    assert hosts == ["plan.example.org", "localhost", "127.0.0.1", "[::1]"]


def test_a_page_carries_the_strict_policy(client, db):
    policy = client.get("/health/")["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_health_says_when_the_database_is_gone(client, db, monkeypatch):
    assert client.get("/health/").status_code == 200

    def refuse():
        raise OperationalError

    with monkeypatch.context() as gone:
        gone.setattr(connection, "cursor", refuse)
        assert client.get("/health/").status_code == 503
