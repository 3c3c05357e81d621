"""Settings, from the environment. docs/operations.md lists every variable.

With nothing set the service is embedded: PostgreSQL, broker and secret live in the
data folder, and everything listens on this machine only.
"""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from . import accounts, alarms, api, embedded, environment, logs


def settings_of(module):
    """What a module of settings says."""
    return {name: said for name, said in vars(module).items() if name.isupper()}


BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(environment.text("VAR_DIR", str(BASE_DIR / "var"))).resolve()
DEBUG = environment.flag("DEBUG")
DATABASE_URL = environment.text("DATABASE_URL")
# Embedded means that `manage.py up` brings the database and keeps it in VAR_DIR.
EMBEDDED = not DATABASE_URL

SECRET_KEY = environment.secret_key(VAR_DIR, may_generate=EMBEDDED or DEBUG)

# ---- Addresses
BASE_URL = environment.base_url()
ALLOWED_HOSTS = environment.allowed_hosts(BASE_URL)
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

# ---- Parts
INSTALLED_APPS = [
    "config",
    "desk",
    "console",
    "federation",
    "pages",
    "iteration",
    "proposals",
    "councils",
    "ledger",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
]
MIDDLEWARE = [
    "config.tracing.trace",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "councils.middleware.own_language",
    "councils.middleware.second_step",
    "config.maintenance.keep_closed",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.maintenance.shown",
            ]
        },
    }
]
# Forms and fields are drawn by templates/django/forms/, where there is one.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# ---- Database. A service owns its transaction, so ATOMIC_REQUESTS stays off.
conninfo, default = environment.connection(
    DATABASE_URL or embedded.url(VAR_DIR / "postgres"),
    statement_seconds=environment.number("STATEMENT_SECONDS", 300),
)
DATABASES = {"default": default}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---- Jobs. The database knows what is due; a message only knocks.
CELERY_BROKER_URL = environment.text("CELERY_BROKER_URL", "pgmq://database")
globals().update(environment.broker(CELERY_BROKER_URL, conninfo))
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Letters printed for want of a mail server are no log: their links must work.
CELERY_WORKER_REDIRECT_STDOUTS = False
TICK_SECONDS = environment.number("TICK_SECONDS", 20, least=0.1)
CELERY_BEAT_SCHEDULER = "config.beat:Scheduler"
CELERY_BEAT_SCHEDULE = {
    "tick": {
        "task": "iteration.tasks.tick",
        "schedule": TICK_SECONDS,
        # Ticks that nobody took while the worker was away are not made up for.
        "options": {"expires": max(TICK_SECONDS, 10)},
    },
    "federation": {
        "task": "federation.tasks.tick",
        "schedule": TICK_SECONDS,
        "options": {"expires": max(TICK_SECONDS, 10)},
    },
}

# ---- People
globals().update(settings_of(accounts))
DEFAULT_FROM_EMAIL = f"commonplan@{urlsplit(BASE_URL).hostname}"
globals().update(environment.email(environment.text("EMAIL_URL", "console:")))

# ---- What a browser may do
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
ENCRYPTED = BASE_URL.startswith("https:")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = ENCRYPTED
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 30 * 24 * 3600 if ENCRYPTED else 0
SILENCED_SYSTEM_CHECKS = [
    # HSTS for subdomains, and in the lists of browsers: other names of the domain are
    # not ours to decide for. Whoever owns the whole domain says it in the proxy.
    "security.W005",
    "security.W021",
    # The proxy redirects to https. Done here, a proxy that does not say which scheme
    # it was asked by would be redirected for ever.
    "security.W008",
]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # A proposal of a thousand lines is one form.
DATA_UPLOAD_MAX_NUMBER_FILES = 5

globals().update(settings_of(api))

# ---- Languages and time
LANGUAGE_CODE = "en"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = environment.text("TIME_ZONE", "Europe/Berlin")

# ---- Static files: collected and compressed in production, as they are otherwise
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
COLLECTED = not (EMBEDDED or DEBUG)
STATIC_ROOT = BASE_DIR / "staticfiles" if COLLECTED else None
WHITENOISE_USE_FINDERS = not COLLECTED
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# ---- Looking after it
LOGGING = logs.LOGGING
globals().update(settings_of(alarms))
