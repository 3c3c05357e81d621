"""The environment: each variable parsed once, each fault named by its variable."""

import ipaddress
import os
from urllib.parse import parse_qs, unquote, urlsplit

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from .locks import exclusive

# What DATABASES names itself; every other parameter goes to the connection as it is.
NAMED = {
    "dbname": "NAME",
    "user": "USER",
    "password": "PASSWORD",
    "host": "HOST",
    "port": "PORT",
}
HERE = ["localhost", "127.0.0.1", "[::1]"]
YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


def text(name, default=""):
    """A variable that is set to nothing counts as not set."""
    return os.environ.get(name, "").strip() or default


def flag(name, *, default=False):
    value = text(name).lower()
    if value in YES | NO:
        return value in YES
    if value:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
    return default


def number(name, default, *, least=0):
    value = text(name, str(default))
    try:
        found = float(value)
    except ValueError:
        found = float("nan")
    # Not NaN, not infinite, not below the least.
    if not least <= found < float("inf"):
        raise ImproperlyConfigured(
            f"{name} must be a number from {least}, not {value!r}."
        )
    return int(found) if found.is_integer() else found


def words(name):
    return [word for word in text(name).replace(",", " ").split() if word]


def base_url():
    """The address people type, without its last slash."""
    value = text("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
    parts = split(value)
    if parts is None or parts.scheme not in {"http", "https"} or parts.path:
        raise ImproperlyConfigured(
            f"BASE_URL must look like https://plan.example.org, not {value!r}."
        )
    return value


def split(url):
    """The parts of an address with a host, or None where it cannot be read."""
    try:
        parts = urlsplit(url)
        return parts if parts.hostname and parts.port != 0 else None
    except ValueError:
        return None


def allowed_hosts(base):
    """ALLOWED_HOSTS, or the host of the address; this machine may always ask itself."""
    host = urlsplit(base).hostname
    named = words("ALLOWED_HOSTS") or [f"[{host}]" if ":" in host else host]
    return list(dict.fromkeys([*named, *HERE]))


def networks(name):
    """Networks by their prefixes, with commas between: ``10.1.0.0/16, fd12::/48``."""
    try:
        parts = (part.strip() for part in text(name).split(","))
        return tuple(ipaddress.ip_network(part) for part in parts if part)
    except ValueError as fault:
        raise ImproperlyConfigured(f"{name} must list networks: {fault}.") from None


def secret_key(folder, *, may_generate):
    """SECRET_KEY, or, where everything else is embedded too, one kept in ``folder``."""
    if value := text("SECRET_KEY"):
        return value
    if not may_generate:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. With DATABASE_URL set and DEBUG off it must be: a "
            "long random text, the same for web and worker, kept off the repository."
        )
    kept = folder / "secret_key"
    with exclusive(folder / "first_start.lock"):
        if not kept.exists():
            new = kept.with_suffix(".new")
            new.touch(mode=0o600)
            new.write_text(get_random_secret_key())
            new.rename(kept)
    return kept.read_text()


def connection(url, *, statement_seconds):
    """The parts of DATABASE_URL, and Django's DATABASES entry made from them."""
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError as fault:
        raise ImproperlyConfigured(
            "DATABASE_URL must look like postgresql://user:password@host:5432/name; "
            f"{str(fault).strip()}"
        ) from None
    if not parts.get("dbname"):
        raise ImproperlyConfigured("DATABASE_URL names no database.")
    entry = {name: parts.get(part, "") for part, name in NAMED.items()}
    options = {part: value for part, value in parts.items() if part not in NAMED}
    longest = int(statement_seconds * 1000)
    limits = [
        # Nobody may compute for ever; nobody may hold a lock while thinking.
        f"-c statement_timeout={longest}",
        f"-c idle_in_transaction_session_timeout={longest // 3}",
    ]
    options["options"] = " ".join([*limits, options.get("options", "")]).strip()
    entry |= {
        "ENGINE": "django.db.backends.postgresql",
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
    return make_conninfo(**parts), entry


def broker(url, conninfo):
    """How Celery reaches its broker, by the form of CELERY_BROKER_URL.

    A message must come back when its worker died, and never while one still works on
    it: every timeout here is longer than the time limit of a task.
    """
    scheme = urlsplit(url).scheme
    if scheme == "pgmq":
        # Its broadcast lacks a function in the database (pgmq 1.1.4 with SQL 1.13.0).
        found = {"CELERY_WORKER_ENABLE_REMOTE_CONTROL": False}
        options = {
            "conn_string": conninfo,
            "init_extension": False,
            "visibility_timeout": 600,
            "wait_time_seconds": 1,
            "polling_interval": 0.05,
            "poll_interval_ms": 20,
        }
    elif scheme in {"amqp", "amqps"}:
        found = {
            "CELERY_TASK_DEFAULT_QUEUE_TYPE": "quorum",
            "CELERY_WORKER_DETECT_QUORUM_QUEUES": True,
        }
        options = {"confirm_publish": True}
    elif scheme in {"redis", "rediss"}:
        found = {}
        options = {"visibility_timeout": 600, "unacked_restore_interval": 1}
    elif scheme == "memory":
        found = options = {}
    else:
        raise ImproperlyConfigured(
            "CELERY_BROKER_URL must begin with pgmq://, amqp://, amqps://, redis:// or "
            f"rediss://, not {scheme!r}."
        )
    return found | {"CELERY_BROKER_TRANSPORT_OPTIONS": options}


def email(url):
    """Django's mail settings from EMAIL_URL: console:, smtp://… or smtps://….

    smtps speaks TLS from the first byte, smtp by STARTTLS; only mail handed to this
    same machine may go unencrypted.
    """
    if url.startswith("console:"):
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = split(url)
    if parts is None or parts.scheme not in {"smtp", "smtps"}:
        raise ImproperlyConfigured(
            "EMAIL_URL must look like smtps://user:password@host:465, "
            "smtp://user:password@host:587 or console:."
        )
    ssl = parts.scheme == "smtps"
    local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    found = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if ssl else 25 if local else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": ssl,
        "EMAIL_USE_TLS": not ssl and not local,
        "EMAIL_TIMEOUT": 10,
    }
    if sender := parse_qs(parts.query).get("from"):
        found["DEFAULT_FROM_EMAIL"] = found["SERVER_EMAIL"] = sender[0]
    return found
