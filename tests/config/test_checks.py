"""`manage.py check --deploy`: clean in the production form, and not by silence."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

# As docs/operations.md describes it. Nothing listens there; nothing is asked.
PRODUCTION = {
    "DATABASE_URL": "postgresql://plan:x@db.example.org/plan?sslmode=verify-full",
    "SECRET_KEY": "Zr8#kQ2v!mW5pXs9tYb3uN6hLe4cJf7gDa1oRi0qTzVxPyBwCnM",
    "BASE_URL": "https://plan.example.org",
    "EMAIL_URL": "smtps://plan:x@mail.example.org",
    "PROXIES": "1",
    "METRICS_TOKEN": "0123456789abcdef0123456789abcdef",
    "LOG_FORMAT": "json",
}


def check(**other):
    kept = {"PATH": os.environ["PATH"]}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR,
        env=kept | PRODUCTION | other,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_production_form_has_nothing_to_be_said_about():
    found = check()
    assert found.returncode == 0, found.stderr
    assert "no issues" in found.stdout


def test_what_is_silenced_is_about_other_names_and_the_proxy_alone():
    assert sorted(settings.SILENCED_SYSTEM_CHECKS) == [
        "security.W005",  # Includes subdomains.
        "security.W008",  # Redirects to https.
        "security.W021",  # In the lists of browsers.
    ]


@pytest.mark.slow
def test_everything_dangerous_is_said_with_what_to_do():
    found = check(
        DATABASE_URL="postgresql://plan@db.example.org/plan",
        BASE_URL="http://plan.example.org",
        EMAIL_URL="console:",
        MFA_REQUIRED="0",
        ALLOWED_HOSTS="*",
        CELERY_BROKER_URL="redis://broker.example.org/0",
        TICK_SECONDS="60",
        METRICS_TOKEN="guess",
    )
    assert found.returncode == 1
    numbers = set(re.findall(r"commonplan\.W0\d\d", found.stderr))
    assert numbers == {f"commonplan.W{n:03}" for n in (1, 2, 4, 5, 7, 8, 9, 20)}
    assert found.stderr.count("HINT: ") >= len(numbers)


@pytest.mark.slow
def test_a_proxy_that_is_not_counted_and_a_broker_in_memory_are_said():
    found = check(PROXIES="0", CELERY_BROKER_URL="memory://")
    numbers = set(re.findall(r"commonplan\.W0\d\d", found.stderr))
    assert numbers == {"commonplan.W003", "commonplan.W006"}
