"""Database, web, worker and beat as children of this process; they end as one.

    with running(host="127.0.0.1", port=8000) as service:
        service.wait()

Any child that ends ends all. When this process is killed, the children go too (leash).
"""

import errno
import os
import signal
import socket
from contextlib import ExitStack, contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _

from . import leash
from .embedded import Server
from .locks import exclusive
from .service import CannotRun, Service, fresh_log

LAST_PORT = 65535
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def running(*, host, port, environment=None, prepare=None):
    """Start everything, wait until pages are served, hand over; then stop everything.

    ``environment`` holds variables for the children on top of this process's own.
    ``prepare`` is called when the database is ready and nobody else uses it yet.
    Raises CannotRun with the reason, and KeyboardInterrupt on SIGTERM and SIGHUP too.
    """
    with ExitStack() as stack:
        listener = stack.enter_context(listen(host, port))
        stack.enter_context(alone(settings.VAR_DIR))
        stack.enter_context(_interruptible())
        watch = None if leash.KERNEL_DOES_IT else leash.Watch()
        if watch:
            stack.callback(watch.dismiss)
        service = Service(listener, watch, environment or {})
        if settings.EMBEDDED:
            log = fresh_log("postgres")
            server = Server(settings.VAR_DIR / "postgres", log=log, watch=watch)
            stack.callback(server.stop)
            stack.callback(_undisturbed)
            service.watch_over("postgres", server.start().process)
        _migrate()
        if prepare:
            prepare()
        connection.close()
        stack.callback(service.stop)
        stack.callback(_undisturbed)
        service.start()
        listener.close()  # The web server has it; once that ends, nobody answers.
        yield service


def listen(host, port):
    """Take the port before anything starts; 0 takes any that is free."""
    try:
        if not 0 <= port <= LAST_PORT:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as fault:
        raise CannotRun(
            _("Cannot listen on %(host)s port %(port)d: %(reason)s. Try --port.")
            % {"host": host, "port": port, "reason": fault.strerror}
        ) from None


@contextmanager
def alone(folder):
    """Be the only commonplan with this data folder."""
    lock = exclusive(folder / "up.lock", wait=False)
    try:
        lock.__enter__()
    except BlockingIOError:
        raise CannotRun(
            _("Another commonplan is running with the data in %s.") % folder
        ) from None
    with ExitStack() as stack:
        stack.push(lock)
        yield


@contextmanager
def _interruptible():
    """Leave by KeyboardInterrupt, whether asked by Ctrl-C, SIGTERM or SIGHUP."""
    # SIGINT too: a shell starts what runs in its background deaf to it.
    before = {number: signal.signal(number, _leave) for number in ENDINGS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave(_number, _frame):
    raise KeyboardInterrupt


def _undisturbed():
    """A second Ctrl-C while we stop would leave children behind."""
    for number in ENDINGS:
        signal.signal(number, signal.SIG_IGN)


def _migrate():
    call_command("migrate", verbosity=0)
    if settings.COLLECTED:
        call_command("collectstatic", interactive=False, verbosity=0)
