"""What a benchmark runs on: a data folder of its own, and nothing set outside."""

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

# What is set outside must not reach the measurement, least of all a database.
OURS = ("ALLOWED_HOSTS", "BASE_URL", "DATABASE_URL", "DEBUG", "EMAIL_URL", "SECRET_KEY")
OURS += ("STATEMENT_SECONDS", "TICK_SECONDS", "TIME_ZONE")


@contextmanager
def stage():
    """An empty data folder, and the environment of nothing being set but that."""
    folder = Path(tempfile.mkdtemp(prefix="commonplan-benchmark-"))
    folder.chmod(0o755)  # Run as root, the server has an account of its own.
    for name in OURS:
        os.environ.pop(name, None)
    os.environ["VAR_DIR"] = str(folder)
    os.environ["LOG_LEVEL"] = "WARNING"
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
