import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# A page must not hold the database for longer than its reader would wait.
os.environ.setdefault("STATEMENT_SECONDS", "30")

application = get_wsgi_application()

# Loaded once and then forked: what is not looked at by the collector stays shared.
gc.collect()
gc.freeze()
