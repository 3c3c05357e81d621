"""A PostgreSQL of its own for one test run; a pytest plugin.

Load it by ``-p config.testdatabase``: settings are read before any conftest.py, so a
server started there comes too late. Workers of pytest-xdist inherit VAR_DIR from the
process that started them and share its server; each has a test database of its own.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from .embedded import Server

# What a developer has exported must not reach the tests, least of all a database.
OURS = ("ALLOWED_HOSTS", "BASE_URL", "DATABASE_URL", "DEBUG", "EMAIL_URL", "SECRET_KEY")
OURS += ("LOG_LEVEL", "STATEMENT_SECONDS", "TICK_SECONDS", "TIME_ZONE", "VAR_DIR")
OURS += ("LOG_FORMAT", "METRICS_TOKEN", "PROXIES", "MFA_REQUIRED")


def start():
    for name in OURS:
        os.environ.pop(name, None)
    folder = Path(tempfile.mkdtemp(prefix="commonplan-tests-"))
    folder.chmod(0o755)  # Run as root, the server has an account of its own.
    os.environ["VAR_DIR"] = str(folder)
    # What is sent stays in this process and is not run.
    os.environ["CELERY_BROKER_URL"] = "memory://"
    server = Server(folder / "postgres", careless=True)
    # Not a hook of pytest: if the settings cannot be read, those are not called.
    atexit.register(shutil.rmtree, folder)
    atexit.register(server.stop, "immediate")
    server.start()


if "PYTEST_XDIST_WORKER" not in os.environ:
    start()
