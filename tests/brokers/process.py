"""A worker as a process of its own, forked from one that has imported the libraries.

Importing them is most of what starting a worker takes, and the tests start many. The
project itself, its settings first of all, is imported by each worker anew.
"""

import contextlib
import multiprocessing
import os
import signal
import sys

from celery.bin.celery import main

from config import leash

LIBRARIES = [
    "pytest",
    "celery.apps.worker",
    "celery.bin.celery",
    "celery.concurrency.prefork",
    "celery.concurrency.solo",
    "celery.fixups.django",
    "celery.worker.components",
    "celery.worker.consumer",
    "django.contrib.postgres.fields",
    "django.core.handlers.wsgi",
    "django.db.backends.postgresql.base",
    "django.db.models",
    "kombu.transport.pgmq",
    "kombu.transport.pyamqp",
    "kombu.transport.redis",
    "numpy",
]
WARM = multiprocessing.get_context("forkserver")
WARM.set_forkserver_preload(LIBRARIES)


def start(arguments, *, environment, folder, log):
    """Run ``celery`` with these arguments in a process that does not outlive ours."""
    process = WARM.Process(target=run, args=(arguments, environment, folder, log))
    process.start()
    return process


def run(arguments, environment, folder, log):
    os.setsid()  # Killed as a group, with the processes it starts.
    if leash.KERNEL_DOES_IT:
        leash.LIBC.prctl(leash.PR_SET_PDEATHSIG, signal.SIGKILL)
    with log.open("wb") as output:
        os.dup2(output.fileno(), sys.stdout.fileno())
        os.dup2(output.fileno(), sys.stderr.fileno())
    # Among the rest is the end of a pipe by which the one it was forked from lives on.
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["celery", *arguments]
    main()


def kill(process):
    """As by kill -9, with whatever processes it has."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.join()
