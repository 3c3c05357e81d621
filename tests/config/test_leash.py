"""Children end with the process that started them, by either means."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings

from config import leash

STARTER = """
import signal, sys, time
from config import leash
watch = leash.Watch() if sys.argv[1] == "watch" else None
child = leash.spawn(["sleep", "60"], at_our_end=signal.SIGKILL, watch=watch)
print(child.pid, watch.process.pid if watch else 0, flush=True)
time.sleep(60)
"""


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().split()[2] != "Z"
    except FileNotFoundError:
        return False


def ended(pid):
    deadline = time.monotonic() + 10
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not alive(pid)


pytestmark = pytest.mark.skipif(
    not leash.KERNEL_DOES_IT, reason="looks at processes through /proc"
)


@pytest.mark.parametrize("means", ["kernel", "watch"])
def test_a_killed_parent_takes_its_child_along(means):
    parent = subprocess.Popen(
        [sys.executable, "-c", STARTER, means],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
    )
    with parent:
        child, watcher = map(int, parent.stdout.readline().split())
        assert alive(child)
        parent.kill()

    assert ended(child)
    assert ended(watcher) or not watcher


def test_a_dismissed_watch_ends_nobody():
    watch = leash.Watch()
    child = leash.spawn(["sleep", "60"], at_our_end=signal.SIGKILL, watch=watch)

    watch.dismiss()

    assert watch.process.returncode == 0
    assert child.poll() is None
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def test_a_child_has_a_session_of_its_own_so_that_ctrl_c_spares_it():
    child = leash.spawn(["sleep", "60"], at_our_end=signal.SIGKILL)

    assert os.getsid(child.pid) == child.pid
    child.kill()
    child.wait()
