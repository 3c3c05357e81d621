import subprocess
import sys

import pytest
from django.conf import settings

from config.locks import exclusive

HOLD = """
import pathlib, sys, time
from config.locks import exclusive
with exclusive(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_lock_is_held_once_and_dies_with_its_process(tmp_path):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path / "lock"],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
    )
    with holder:
        assert holder.stdout.readline() == b"held\n"
        with (
            pytest.raises(BlockingIOError),
            exclusive(tmp_path / "lock", wait=False),
        ):
            pass
        holder.kill()

    with exclusive(tmp_path / "lock", wait=False):
        pass
