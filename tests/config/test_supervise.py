"""The whole service as real processes, as ``manage.py up`` runs it."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from config import embedded, supervise
from config.locks import exclusive
from config.service import CannotRun

pytestmark = pytest.mark.slow

# The way of a system whose kernel does not end a process with its parent.
WATCHED = (
    "import sys; from config import leash; leash.KERNEL_DOES_IT = False;"
    "from django.core.management import execute_from_command_line as run;"
    "run(['manage.py', *sys.argv[1:]])"
)


@contextmanager
def up(folder, *arguments, script=None):
    """Start the service on a free port; hand over its process and its address."""
    entry = ["-c", script] if script else ["manage.py"]
    command = [sys.executable, *entry, "up", "--port", "0", *arguments]
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "VAR_DIR": str(folder),
        "TICK_SECONDS": "0.5",
    }
    with subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            line = process.stdout.readline()
            found = re.search(r"http://\S+", line)
            assert found, line + process.stdout.read()
            yield process, found[0]
        finally:
            process.kill()


def processes(folder):
    """Every living process that was started for this data folder."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            environment = (entry / "environ").read_bytes()
            command = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if command and os.fsencode(folder) in environment + command:
            found[int(entry.name)] = command.replace(b"\0", b" ").decode()
    return found


def none_left(folder, seconds):
    deadline = time.monotonic() + seconds
    while (left := processes(folder)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


def wait_for(text, log):
    deadline = time.monotonic() + 30
    while text not in log.read_text() and time.monotonic() < deadline:
        time.sleep(0.1)
    return text in log.read_text()


def test_one_command_serves_pages_ticks_and_ends_without_a_trace(folder):
    with up(folder) as (process, address):
        with urllib.request.urlopen(f"{address}/health/") as answer:
            assert json.load(answer) == {"database": True}
        with psycopg.connect(embedded.url(folder / "postgres")) as connection:
            tables = connection.execute("SELECT to_regclass('pgmq.meta')").fetchone()
            assert tables == ("pgmq.meta",)
        assert wait_for("iteration.tasks.tick", folder / "log" / "worker.log")
        assert wait_for("succeeded", folder / "log" / "worker.log")

        with up_again(folder) as refused:
            assert "Another commonplan is running" in refused

        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=120) == 0

    assert not processes(folder)
    assert not (folder / "postgres" / "postmaster.pid").exists()
    assert not embedded.socket_folder(folder / "postgres").exists()


@contextmanager
def up_again(folder):
    with pytest.raises(AssertionError) as fault, up(folder):
        pass
    yield str(fault.value)


@pytest.mark.skipif(sys.platform != "linux", reason="looks through /proc")
@pytest.mark.parametrize("script", [None, WATCHED], ids=["kernel", "watch"])
def test_kill_9_of_the_supervisor_leaves_no_process_and_no_lock(folder, script):
    with up(folder, script=script) as (process, _address):
        assert len(processes(folder)) >= 5
        process.kill()
        process.wait()

    assert not none_left(folder, seconds=10)
    assert not (folder / "postgres" / "postmaster.pid").exists()
    with exclusive(folder / "up.lock", wait=False):
        pass


def test_any_child_that_ends_ends_all_and_is_named(folder):
    with up(folder) as (process, _address):
        found = processes(folder).items()
        os.kill(next(pid for pid, line in found if " beat " in line), signal.SIGKILL)

        said = process.stdout.read()
        assert process.wait(timeout=120) == 1

    assert "The beat process ended (-9)" in said
    assert not processes(folder)


def test_a_port_in_use_is_said_before_anything_starts():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(CannotRun, match=f"port {port}: Address already"):
            supervise.listen("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "port"), [("no.such.host.invalid", 0), ("127.0.0.1", 99999)]
)
def test_an_address_that_does_not_exist_is_said_too(host, port):
    with pytest.raises(CannotRun, match=f"Cannot listen on {host} port {port}"):
        supervise.listen(host, port)
