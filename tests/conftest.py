import pytest
from django.conf import settings
from django.db import connection
from hypothesis import settings as hypothesis

from tests.databases import send_away


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """At the end nobody is in the database, not even a request of a moment ago."""
    yield
    with django_db_blocker.unblock():
        connection.close()
        send_away(connection.settings_dict["NAME"])


def pytest_collection_modifyitems(items):
    # At the end, a test that waits for minutes would be waited for by all workers.
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_configure():
    # Slow on purpose everywhere else.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # How long one example takes says what else the machine was doing.
    hypothesis.register_profile("commonplan", deadline=None)
    hypothesis.load_profile("commonplan")
