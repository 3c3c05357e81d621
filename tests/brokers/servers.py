"""RabbitMQ and Redis for one test run, on loopback, each with a folder of its own.

Each ends with the block that started it, and with this process, however that ends.
"""

import contextlib
import os
import shutil
import signal
import socket
import tempfile
import time
from pathlib import Path

from config import leash

START_SECONDS = 90
# Debian's own script insists on an account; the one it calls does not.
DEBIAN_RABBITMQ = "/usr/lib/rabbitmq/bin/rabbitmq-server"

NAMES_STAY_HERE = "-kernel inet_dist_use_interface {127,0,0,1}"


def redis_program():
    return shutil.which("redis-server")


def rabbitmq_program():
    return shutil.which(DEBIAN_RABBITMQ) or shutil.which("rabbitmq-server")


@contextlib.contextmanager
def redis():
    """Start a Redis that keeps nothing; give its address."""
    port = free_port()
    with folder() as here, ending() as started:
        command = [redis_program(), "--bind", "127.0.0.1", "--port", str(port)]
        command += ["--dir", str(here), "--save", "", "--appendonly", "no"]
        started.append(start(command, here / "redis.log"))
        wait_for(port, started[0], here / "redis.log")
        yield f"redis://127.0.0.1:{port}/0"


@contextlib.contextmanager
def rabbitmq():
    """Start a RabbitMQ node with nothing but itself; give its address."""
    port, names = free_port(), free_port()
    with folder() as here, ending() as started:
        (here / "rabbitmq.conf").write_text("disk_free_limit.absolute = 50MB\n")
        environment = {
            "HOME": str(here),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(names),
            "RABBITMQ_NODENAME": f"test{os.getpid()}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(port),
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": NAMES_STAY_HERE,
            "RABBITMQ_CONF_ENV_FILE": str(here / "none"),
            "RABBITMQ_CONFIG_FILE": str(here / "rabbitmq.conf"),
            "RABBITMQ_MNESIA_BASE": str(here / "data"),
            "RABBITMQ_LOG_BASE": str(here / "log"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(here / "plugins"),
            "RABBITMQ_FEATURE_FLAGS_FILE": str(here / "flags"),
            "RABBITMQ_PID_FILE": str(here / "pid"),
            # The script then becomes the node, instead of starting one beside it.
            "RUNNING_UNDER_SYSTEMD": "1",
        }
        # Started here, because the one that Erlang starts by itself never ends.
        started.append(start([epmd_program()], here / "epmd.log", environment))
        wait_for(names, started[0], here / "epmd.log")
        log = here / "rabbitmq.log"
        started.append(start([rabbitmq_program()], log, environment))
        wait_for(port, started[1], log)
        yield f"amqp://guest:guest@127.0.0.1:{port}//"


def epmd_program():
    if found := shutil.which("epmd"):
        return found
    return str(next(Path("/usr/lib/erlang").glob("erts-*/bin/epmd")))


def start(command, log, environment=None):
    with log.open("wb") as output:
        return leash.spawn(
            command,
            at_our_end=signal.SIGKILL,
            env={**os.environ, **(environment or {})},
            stdout=output,
            stderr=output,
        )


@contextlib.contextmanager
def folder():
    here = Path(tempfile.mkdtemp(prefix="commonplan-broker-"))
    try:
        yield here
    finally:
        shutil.rmtree(here, ignore_errors=True)


@contextlib.contextmanager
def ending():
    """A list of processes to end, the last started first, each with its group."""
    started = []
    try:
        yield started
    finally:
        for process in reversed(started):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def wait_for(port, process, log):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port)).close()
            return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args[0]} did not start:\n{log.read_text()[-2000:]}")
