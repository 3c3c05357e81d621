"""Whole servers, each with a database, a web server and a worker of its own."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from planning.package import read, write
from planning.splitting import split
from tests.databases import copy_database, drop_database

ROOT = Path(__file__).parents[2]
REGION = ROOT / "demo" / "region"
SECONDS = 120
# Below those the kernel chooses from for whoever asks for any.
PORTS = range(20_000, 30_000)
_given = set()


class Node:
    """A server in a folder and a database of its own, at an address on loopback.

    ``wired`` makes a wire to a port; the server is known by the address of the wire.
    """

    def __init__(self, name, folder, database, *, wired=None, **environment):
        self.name, self.folder = name, Path(folder) / name
        self.folder.mkdir(parents=True)
        self.port = free_port()
        self.wire = wired(self.port) if wired else None
        self.origin = f"http://127.0.0.1:{(self.wire or self).port}"
        self.environment = {
            **os.environ,
            "DATABASE_URL": database,
            "VAR_DIR": str(self.folder),
            "BASE_URL": self.origin,
            "ALLOWED_HOSTS": "127.0.0.1",
            "NODE_NAME": name,
            "SECRET_KEY": f"for the tests of {name}, and nothing else",
            "FEDERATION_NETWORKS": "127.0.0.0/8",
            "CELERY_BROKER_URL": "memory://",
            "MFA_REQUIRED": "0",
            **environment,
        }
        self.environment.pop("PYTEST_XDIST_WORKER", None)
        self.processes = {}

    def manage(self, *arguments, check=True):
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def run(self, code):
        """Run Python inside the server; what it prints, read as JSON."""
        said = self.manage("shell", "--no-imports", "-c", code)
        return json.loads(said.strip().splitlines()[-1]) if said.strip() else None

    def start(self, *names):
        for name in names or ("web", "work"):
            with (self.folder / f"{name}.log").open("a") as log:
                self.processes[name] = subprocess.Popen(
                    [sys.executable, *COMMANDS[name](self)],
                    cwd=ROOT,
                    env=self.environment,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )
        if "web" in (names or ("web",)):
            self.wait_for_web()

    def wait_for_web(self):
        ends = time.monotonic() + 60
        while True:
            try:
                url = f"http://127.0.0.1:{self.port}/api/v1/node"
                with urllib.request.urlopen(url, timeout=5) as answer:
                    return json.load(answer)
            except OSError:
                assert time.monotonic() < ends, self.said()
                time.sleep(0.2)

    def kill(self, *names):
        """End processes as a cut cable would: at once, and without a word."""
        for name in names or tuple(self.processes):
            process = self.processes.pop(name)
            process.send_signal(signal.SIGKILL)
            process.wait()

    def said(self):
        logs = sorted(self.folder.glob("*.log"))
        return "\n".join(f"== {log.name}\n{log.read_text()[-3000:]}" for log in logs)


COMMANDS = {
    "web": lambda node: [
        *("-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{node.port}"),
        *("--threads", "4", "--timeout", "120", "--log-level", "warning"),
    ],
    "work": lambda _node: ["manage.py", "shared_year", "work", "--seconds", "3600"],
}


def free_port():
    """A port that nobody has, and that the kernel gives nobody until it is used."""
    while True:
        port = random.choice(PORTS)
        if port in _given:
            continue
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            _given.add(port)
            return port


@contextmanager
def servers(names, folder, url_of, template, **environment):
    """Start servers, each on a copy of an empty, migrated database.

    ``url_of`` gives the address of a database by its name.
    """
    with ExitStack() as stack:
        nodes = []
        for name in names:
            database = f"node_{name}_{os.getpid()}"
            at = url_of("postgres")
            drop_database(database, url=at)
            copy_database(database, template, url=at)
            stack.callback(drop_database, database, url=at)
            node = Node(name, folder, url_of(database), **environment)
            stack.callback(node.kill)
            nodes.append(node)
        yield nodes


ADA = """
import json
from django.contrib.auth.models import Group
from councils.models import Person
from councils.services import FACILITATORS, ensure_offices
ensure_offices()
ada, _new = Person.objects.get_or_create(username="ada")
ada.groups.add(Group.objects.get(name=FACILITATORS))
"""
MEET = (
    ADA
    + """
from federation.models import Peer
from federation.node import look_up
from federation.services import add_peer, confirm_key
from federation.wire.keys import fingerprint
found = look_up("{origin}")
peer = add_peer(origin=found.origin, name=found.name, keys=found.keys, actor=ada,
                reason="We plan together.")
for key in peer.keys.all():
    confirm_key(key=key, typed=fingerprint(key.public), actor=ada)
"""
)


def introduce(one, other):
    """People at both servers add the other and compare fingerprints."""
    one.run(MEET.replace("{origin}", other.origin))
    other.run(MEET.replace("{origin}", one.origin))


def split_region(folder, shares, source=REGION):
    """Divide the demonstration's region: a data package for each list of councils."""
    folders = [Path(folder) / f"part-{place}" for place in range(len(shares))]
    for target, part in zip(folders, split(read(source), shares), strict=True):
        write(part, target)
    return folders
