from django.conf import settings
from hypothesis import settings as hypothesis


def pytest_collection_modifyitems(items):
    # At the end, a test that waits for minutes would be waited for by all workers.
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_configure():
    # Slow on purpose everywhere else.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # How long one example takes says what else the machine was doing.
    hypothesis.register_profile("commonplan", deadline=None)
    hypothesis.load_profile("commonplan")
