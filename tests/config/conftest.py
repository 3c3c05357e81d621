import shutil
import tempfile
from pathlib import Path

import pytest

from config import embedded


@pytest.fixture
def folder():
    """A folder the server's account can reach; pytest's own is closed to it."""
    made = Path(tempfile.mkdtemp(prefix="commonplan-tests-"))
    made.chmod(0o755)
    yield made
    # What a killed server could not take away itself.
    shutil.rmtree(embedded.socket_folder(made / "postgres"), ignore_errors=True)
    shutil.rmtree(made)
