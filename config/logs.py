"""What is logged and how: lines for people, or JSON for programs; never a secret.

Logs go to standard error; whoever runs the process decides where that leads. Whatever
is logged while a request or a task is worked on carries its id.
"""

import json
import logging
import os
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from types import MappingProxyType

from django.core.exceptions import ImproperlyConfigured

from . import environment

FORMS = ("line", "json")
CONTEXT = ContextVar("what a log entry belongs to", default=MappingProxyType({}))
# Variables that hold a secret as a whole; the passwords in addresses are found below.
SECRET = ("SECRET_KEY", "OIDC_CLIENT_SECRET", "METRICS_TOKEN")
NAMED = (
    r"(?i)\b(password|passwort|passwd|secret|token|code|sessionid|csrftoken|"
    r"csrfmiddlewaretoken)"
)
# Whatever is passed on in an address has been seen by others; nobody needs it here.
HIDDEN = [
    # Invitations, ways out of letters, first installations, forgotten passwords.
    (r"(/(?:invitations|stop|first|key|confirm-email)/)[^\s/?\"'#]+", r"\1…"),
    (r"(/[\w./~-]*)\?[^\s\"'<>]+", r"\1?…"),
    (r"(://[^\s:/@]*:)[^\s/@]+@", r"\1…@"),
    (r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}", r"\1 …"),
    (r"\bcp_[0-9a-f]{12}_[\w-]+", "cp_…"),
    (NAMED + r"([\"']?\s*[=:]\s*[\"']?)[^\s\"',;&)}\]]+", r"\1\2…"),
    # People are known here by their opaque id.
    (r"[\w.+-]+@([\w-]+\.[\w.-]*\w)", r"…@\1"),
]
HIDDEN = [(re.compile(pattern), shown) for pattern, shown in HIDDEN]


def redacted(text):
    """A text without what must not be kept."""
    for name in SECRET:
        if (secret := os.environ.get(name, "")) and len(secret) > 5:
            text = text.replace(secret, "…")
    for pattern, shown in HIDDEN:
        text = pattern.sub(shown, text)
    return text


class Line(logging.Formatter):
    """A line, and behind it what it belongs to."""

    def __init__(self):
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record):
        known = {**CONTEXT.get(), **getattr(record, "fields", {})}
        behind = " ".join(f"{name}={value}" for name, value in known.items())
        return super().formatMessage(record) + (f" [{behind}]" if behind else "")

    def format(self, record):
        return redacted(super().format(record))


class Json(logging.Formatter):
    """One JSON object a line."""

    def format(self, record):
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "pid": record.process,
            "message": record.getMessage(),
            **CONTEXT.get(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        # Hidden value by value: what is hidden must not eat the quotes around it.
        hidden = {
            name: redacted(value) if isinstance(value, str) else value
            for name, value in entry.items()
        }
        return json.dumps(hidden, ensure_ascii=False, default=str)


def form():
    """LOG_FORMAT: line or json."""
    found = environment.text("LOG_FORMAT", "line")
    if found not in FORMS:
        raise ImproperlyConfigured(f"LOG_FORMAT must be line or json, not {found!r}.")
    return found


def _to_stderr(**loggers):
    formatter = Json if form() == "json" else Line
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"ours": {"()": formatter}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "ours"}},
        "root": {
            "handlers": ["stderr"],
            "level": environment.text("LOG_LEVEL", "INFO"),
        },
        "loggers": {
            name: {"handlers": ["stderr"], "propagate": False, "level": level}
            for name, level in loggers.items()
        },
    }


LOGGING = _to_stderr(django="NOTSET")
# The web server's own words, in the same form; used by config/gunicorn.py.
# Of each request we say a line ourselves.
OF_GUNICORN = _to_stderr(**{"gunicorn.error": "INFO", "gunicorn.access": "CRITICAL"})
