"""What `manage.py check --deploy` says of our own settings, each with what to do."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Warning as Doubt

CONSOLE = "django.core.mail.backends.console.EmailBackend"
HERE = {"", "localhost", "127.0.0.1", "::1"}
SAFE = {"require", "verify-ca", "verify-full"}
SHORT = 20  # Characters of a token that can be guessed.


def production(app_configs, **_options):
    """Settings that are fine for trying things out and dangerous for a service."""
    return [
        Doubt(said, hint=hint, id=f"commonplan.W{number:03}")
        for number, (holds, said, hint) in enumerate(_doubts(), start=1)
        if holds
    ]


def _doubts():
    yield (
        settings.EMAIL_BACKEND == CONSOLE,
        "Letters are printed instead of sent, with the links in them that log in.",
        "Set EMAIL_URL to a mail server: smtps://user:password@host:465.",
    )
    yield (
        not settings.ENCRYPTED,
        "BASE_URL is not https: passwords and sessions travel unencrypted.",
        "Put a proxy that speaks TLS before the service; BASE_URL=https://…",
    )
    yield (
        settings.ENCRYPTED and not settings.ALLAUTH_TRUSTED_PROXY_COUNT,
        "BASE_URL is https and PROXIES is 0: all callers count as one, the proxy.",
        "Set PROXIES to the number of proxies before the service, most often 1.",
    )
    yield (
        not settings.MFA_REQUIRED,
        "Facilitators and operators may act without a second step for logging in.",
        "Leave MFA_REQUIRED unset.",
    )
    yield (
        "*" in settings.ALLOWED_HOSTS,
        "Any host name is answered; links in letters could lead elsewhere.",
        "Name the hosts in ALLOWED_HOSTS.",
    )
    yield (
        settings.CELERY_BROKER_URL.startswith("memory"),
        "The broker is this process's memory: no worker hears anything.",
        "Leave CELERY_BROKER_URL unset, or name RabbitMQ or Redis.",
    )
    yield (
        _unencrypted(),
        "The database is on another machine and its connection may be unencrypted.",
        "Add ?sslmode=verify-full to DATABASE_URL.",
    )
    yield (
        settings.ALARM_SECONDS["beat"] < 3 * settings.TICK_SECONDS,
        "The clock ticks so rarely that three ticks together set off the alarm.",
        "Lower TICK_SECONDS, or raise ALARM_BEAT_SECONDS and ALARM_TICK_SECONDS.",
    )
    yield (
        0 < len(settings.METRICS_TOKEN) < SHORT,
        "METRICS_TOKEN is so short that it can be guessed.",
        "Take 32 random characters, or unset it and read from this machine.",
    )


def _unencrypted():
    database = settings.DATABASES["default"]
    host = database["HOST"]
    elsewhere = host not in HERE and not host.startswith("/")
    return elsewhere and database["OPTIONS"].get("sslmode") not in SAFE


def broker_is_encrypted(app_configs, **_options):
    """A broker on another machine, over a line that others may hear."""
    parts = urlsplit(settings.CELERY_BROKER_URL)
    if parts.scheme not in {"amqp", "redis"} or (parts.hostname or "") in HERE:
        return []
    return [
        Doubt(
            "The broker is on another machine and its connection is unencrypted.",
            hint=f"Use {parts.scheme}s:// in CELERY_BROKER_URL.",
            id="commonplan.W020",
        )
    ]
