"""The processes of the service: web, worker and beat."""

import http.client
import os
import signal
import subprocess
import sys
import time

from django.conf import settings
from django.utils.translation import gettext as _

from . import leash

READY_SECONDS = 60
# A worker ends its task first; with the pgmq broker also its last look for messages.
STOP_SECONDS = 15


class CannotRun(Exception):
    """Why the service does not start or did not go on, for a person to read."""


def fresh_log(name):
    """A new log of that name; the one of the run before is kept beside it."""
    log = settings.VAR_DIR / "log" / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists():
        log.replace(log.with_suffix(".log.1"))
    return log


class Service:
    """Web, worker and beat, and where they are reached."""

    def __init__(self, listener, watch, environment):
        self.listener = listener
        self.watch = watch
        host, self.port = listener.getsockname()[:2]
        # An address that means "every address of this machine" is asked at its own.
        self.host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
        shown = f"[{self.host}]" if ":" in self.host else self.host
        self.address = os.environ.get("BASE_URL") or f"http://{shown}:{self.port}"
        self.environment = {
            **os.environ,
            "BASE_URL": self.address,
            "VAR_DIR": str(settings.VAR_DIR),
            # Threads that each keep a heap of their own hold much more than they use.
            "MALLOC_ARENA_MAX": "2",
            **environment,
        }
        self.children = {}
        self.watched = {}

    def watch_over(self, name, process):
        """Count a process as one that must not end. None: it is somebody else's."""
        if process:
            self.watched[name] = process

    def start(self):
        descriptor = self.listener.fileno()
        for name, command in _commands(descriptor).items():
            with fresh_log(name).open("wb") as log:
                child = leash.spawn(
                    [sys.executable, "-m", *command],
                    # Asked politely, a worker waits for the vanished database. Late
                    # acknowledgement makes the rude way harmless.
                    at_our_end=signal.SIGKILL,
                    watch=self.watch,
                    cwd=settings.BASE_DIR,
                    env=self.environment,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    pass_fds=[descriptor] if name == "web" else [],
                )
            self.children[name] = child
            self.watch_over(name, child)
        deadline = time.monotonic() + READY_SECONDS
        while not self._answers():
            self.check()
            if time.monotonic() > deadline:
                raise CannotRun(_("No page was served within a minute."))
            time.sleep(0.05)

    def check(self):
        """Raise CannotRun, with the child's last words, if one has ended."""
        for name, child in self.watched.items():
            if child.poll() is not None:
                log = settings.VAR_DIR / "log" / f"{name}.log"
                last = log.read_text(errors="replace").strip().splitlines()[-15:]
                raise CannotRun(
                    _("The %(name)s process ended (%(code)d). The end of %(log)s:")
                    % {"name": name, "code": child.returncode, "log": log}
                    + "\n"
                    + "\n".join(last)
                )

    def wait(self, seconds=float("inf")):
        """Return after so many seconds, or raise when a child ends before."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self.check()
            time.sleep(min(0.2, left))

    def stop(self):
        for child in self.children.values():
            child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children.values():
            try:
                child.wait(max(0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()

    def _answers(self):
        asked = http.client.HTTPConnection(self.host, self.port, timeout=5)
        try:
            # Any of our own names will do; the address may be that of a proxy.
            asked.request("GET", "/health/", headers={"Host": "localhost"})
            return asked.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            asked.close()


def _commands(descriptor):
    web = ["gunicorn", "config.wsgi", "--bind", f"fd://{descriptor}"]
    web += ["--config", "python:config.gunicorn"]
    # Loaded once, then forked: the second process costs little memory.
    web += ["--preload", "--workers", "2"]
    web += ["--worker-class", "gthread", "--threads", "8"]
    web += ["--graceful-timeout", "5", "--no-control-socket"]
    worker = ["celery", "--app", "config", "worker", "--loglevel", "INFO"]
    worker += ["--concurrency", "1", "--without-gossip", "--without-mingle"]
    worker += ["--without-heartbeat"]
    beat = ["celery", "--app", "config", "beat", "--pidfile=", "--loglevel", "WARNING"]
    return {"web": web, "worker": worker, "beat": beat}
