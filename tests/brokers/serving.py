"""The service as real processes at a database, and people who read its pages."""

import http.client
import os
import socket
import sys
import threading
from collections import Counter

from django.conf import settings

from config import leash

PATHS = ("/", "/account/", "/words/", "/api/v1/periods", "/health/", "/health/tick/")


class Service:
    """Web, worker and beat at a database; who ends is started again, as by systemd."""

    def __init__(self, server, folder):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.folder = folder
        # The embedded form, with the data folder of this server.
        self.environment = {
            **os.environ,
            "VAR_DIR": str(server.asked.parent),
            "SECRET_KEY": settings.SECRET_KEY,
            "CELERY_BROKER_URL": "pgmq://database",
            "TICK_SECONDS": "0.5",
            "LOG_FORMAT": "json",
        }
        celery = ["celery", "--app", "config"]
        few = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        web = ["--config", "python:config.gunicorn", "--worker-class", "gthread"]
        web += ["--bind", f"127.0.0.1:{self.port}", "--workers", "2", "--threads", "4"]
        self.commands = {
            "web": ["gunicorn", "config.wsgi", *web],
            "worker": [*celery, "worker", "--concurrency", "1", *few, "-l", "INFO"],
            "beat": [*celery, "beat", "--pidfile="],
        }
        self.processes = {}
        self.ended = Counter()

    def start(self, *names):
        for name in names:
            with (self.folder / f"{name}.log").open("ab") as log:
                self.processes[name] = leash.spawn(
                    [sys.executable, "-m", *self.commands[name]],
                    at_our_end=9,
                    cwd=settings.BASE_DIR,
                    env=self.environment,
                    stdout=log,
                    stderr=log,
                )

    def look_after(self):
        for name, process in list(self.processes.items()):
            if process.poll() is not None:
                self.ended[name] += 1
                self.start(name)

    def stop(self):
        for process in self.processes.values():
            os.killpg(process.pid, 9)
            process.wait()

    def said(self):
        return "\n".join(
            f"== {log.name}\n{log.read_text(errors='replace')[-3000:]}"
            for log in self.folder.glob("*.log")
        )


class Readers:
    """Some people who read one page after the other, and what they were answered."""

    def __init__(self, port, cookie):
        self.port, self.cookie = port, cookie
        self.seen, self.strange = Counter(), []
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self._read) for _ in range(4)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_exception):
        self.over.set()
        for thread in self.threads:
            thread.join()

    def _read(self):
        while not self.over.is_set():
            for path in PATHS:
                self._get(path)

    def _get(self, path):
        caller = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            caller.request("GET", path, headers={"Cookie": self.cookie})
            answer = caller.getresponse()
            body = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            self.strange.append((path, repr(error)))
            return
        finally:
            caller.close()
        self.seen[answer.status] += 1
        late = answer.headers["Retry-After"]
        if answer.status not in (200, 302, 503) or "Traceback" in body:
            self.strange.append((path, answer.status, body[:300]))
        elif answer.status == 503 and not (late or path.startswith("/health/")):
            self.strange.append((path, "503 without Retry-After"))


def answers(port):
    caller = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        caller.request("GET", "/words/")
        return caller.getresponse().status == 200
    except OSError:
        return False
    finally:
        caller.close()
