from django.conf import settings


def pytest_configure():
    # Slow on purpose everywhere else.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
