"""A receiver on this machine, which answers as it is told to by the path."""

import contextlib
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from django.db.models import F

from federation.models import Attempt, Delivery
from federation.services.webhooks import add_webhook
from federation.services.webhooks_hearing import hear_record
from federation.webhooks.delivering import deliver_due
from ledger.models import Record
from ledger.services import seal
from tests.factories import make_council

EVERYTHING = (
    *("round.opened", "round.closed", "round.published"),
    *("plan.agreed", "plan.published"),
)


class Receiver(BaseHTTPRequestHandler):
    """Keeps what it is told; ``/404`` answers 404, ``/well`` 204 and so on."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append((dict(self.headers), body))
        word = self.path.strip("/")
        if word.isdecimal():
            self.say(int(word))
        else:
            getattr(self, word)()

    do_GET = do_POST

    def say(self, status, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def elsewhere(self):
        self.say(307, Location="/200")

    def without_end(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        with contextlib.suppress(OSError):
            for _part in range(10_000):
                self.wfile.write(b"x" * 2**16)
        self.close_connection = True

    def drop_by_drop(self):
        with contextlib.suppress(OSError):
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
            for _drop in range(200):
                self.wfile.write(b"x")
                time.sleep(0.05)
        self.close_connection = True

    def after_a_while(self):
        time.sleep(0.5)
        self.say(200)

    def nonsense(self):
        self.wfile.write(b"no such protocol\r\n\r\n")
        self.close_connection = True

    def log_message(self, *_said):
        pass


class Served(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Receiver)
        self.told = []

    def at(self, path):
        return f"http://127.0.0.1:{self.server_address[1]}/{path}"

    def handle_error(self, *_where):
        """Whoever hung up on it is not its trouble."""


def make_webhook(address, council=None, **fields):
    """A webhook of a council that is told everything."""
    fields = {"events": EVERYTHING, "actor": None, **fields}
    council = council or make_council()
    return add_webhook(address=address, council=council, **fields)[0]


def make_delivery(webhook, **fields):
    """Something it is to be told, whatever has happened."""
    usual = {"event": "round.closed", "body": "{}"}
    if "record" not in fields:
        usual["record"] = Record.objects.latest("pk")
    return Delivery.objects.create(webhook=webhook, **(usual | fields))


def hear():
    """What a tick does before it sends."""
    seal()
    return hear_record()


def send():
    """Try everything that is due; how many tries it were."""
    return deliver_due()


def told_of(webhook):
    """(event, round) of its deliveries, in order."""
    return [
        (each.event, each.body.partition('"round":')[2].partition(",")[0])
        for each in Delivery.objects.filter(webhook=webhook).order_by("pk")
    ]


def pass_time(delivery, **by):
    """Let time pass for a delivery, and for nothing else."""
    rows = Delivery.objects.filter(pk=delivery.pk)
    rows.update(due_at=F("due_at") - timedelta(**by))


def outcomes(delivery):
    rows = Attempt.objects.filter(delivery=delivery).order_by("pk")
    return list(rows.values_list("outcome", "status"))
