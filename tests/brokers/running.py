"""A broker, real workers at it, and a sender, all at one database and one queue."""

import contextlib
import os
import re
import signal
import time
import uuid

from celery import Celery
from django.conf import settings

from config import environment
from tests.brokers import process

TICK = "iteration.tasks.tick"
WORKER = ["--app", "config", "worker"]
WORKER += ["--loglevel", "INFO", "--without-gossip", "--without-mingle"]
WORKER += ["--without-heartbeat"]


def letters(said):
    """The keys of the letters that workers handed over, once for each time."""
    return sorted(re.findall(r"Message-ID: <(.*)@commonplan>", said))


class Broker:
    """One test's queue at a broker. Use it as a context: it ends what it started."""

    def __init__(self, url, database, folder):
        self.folder = folder
        self.queue = f"test_{uuid.uuid4().hex[:12]}"
        self.environment = {
            **os.environ,
            "CELERY_BROKER_URL": url,
            "DATABASE_URL": database,
            "SECRET_KEY": "for tests",
        }
        sender = Celery("sender", set_as_current=False)
        sender.config_from_object(environment.broker(url, database), namespace="CELERY")
        sender.conf.task_default_queue = self.queue
        self.send_task = sender.send_task
        # The address in so many words: Celery prefers the one in the environment.
        self.connection = sender.connection_for_write(url)
        self.workers = []

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        for worker in self.workers:
            worker.kill()
        for queue in (self.queue, self.aside):
            with contextlib.suppress(*self.connection.channel_errors):
                self.connection.default_channel.queue_delete(queue)
        self.connection.close()

    @property
    def aside(self):
        """A second queue: who works there gets only what is sent to it by name."""
        return f"{self.queue}_aside"

    def send(self, task, *arguments, queue=None, times=1):
        """Send one message so many times; return the id they share."""
        key = str(uuid.uuid4())
        for _time in range(times):
            self.send_task(
                task,
                arguments,
                task_id=key,
                queue=queue or self.queue,
                connection=self.connection,
            )
        return key

    def purge(self):
        """Lose every message that waits; say how many there were."""
        return self.connection.default_channel.queue_purge(self.queue)

    def worker(self, *, fault="", pool="solo", processes=1, queue=None):
        """Start a worker; ``solo`` is one process and quick to start."""
        # Two of one name at one RabbitMQ: the second does not start.
        name = f"{self.queue}-{len(self.workers)}"
        command = [*WORKER, "--hostname", f"{name}@test"]
        command += ["--pool", pool, "--concurrency", str(processes)]
        command += ["--queues", queue or self.queue]
        command += ["--", f"task.default_queue={self.queue}"]
        log = self.folder / f"{name}.log"
        started = Worker(command, {**self.environment, "COMMONPLAN_FAULT": fault}, log)
        self.workers.append(started)
        return started

    def until(self, condition, seconds=180):
        """Wait for a condition; fail with what the workers said if it never comes."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, self.said()[-5000:]
            time.sleep(0.1)

    def until_done(self, *keys, times=1):
        """Wait until the messages with these ids have been worked off so many times."""

        def done():
            said = self.said()
            ends = [len(re.findall(rf"\[{key}\] succeeded", said)) for key in keys]
            return min(ends) >= times

        self.until(done)

    def said(self):
        return "\n".join(worker.said() for worker in self.workers)


class Worker:
    """A worker process, and what it said."""

    def __init__(self, arguments, variables, log):
        self.log = log
        log.touch()
        self.process = process.start(
            arguments, environment=variables, folder=settings.BASE_DIR, log=log
        )

    def said(self):
        return self.log.read_text(errors="replace")

    def kill(self):
        process.kill(self.process)

    def has_ended(self):
        return self.process.exitcode is not None

    def was_killed(self):
        return self.process.exitcode == -signal.SIGKILL
