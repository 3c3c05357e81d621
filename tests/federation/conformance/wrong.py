"""Small servers that are wrong on purpose, each in one way, whatever they are asked."""

import itertools
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PROBLEM = "application/problem+json"


def yes(number):
    """Takes everything, and never says the same twice."""
    return 200, "application/json", json.dumps({"taken": number})


def no(number):
    """Refuses everything without a word, and differently each time."""
    return 400 + number % 2, "text/plain", "no"


def hides(_number):
    """Has nothing, and says so as documented, but signs nothing."""
    said = {"type": "/problems/not-found", "title": "No.", "status": 404}
    return 404, PROBLEM, json.dumps(said | {"detail": "There is nothing here."})


def leads_on(_number):
    """Sends everybody elsewhere."""
    return 302, "text/plain", ""


def shows(origin):
    """What makes a server whose document is right but for its address and keys."""
    document = {"node": "https://other.example", "name": "", "software": "small"}

    def says(_number):
        key = {"id": f"{origin}#k1", "algorithm": "rsa", "public": "AAAA"}
        rows = [key | {"fingerprint": "0000", "state": "spare"}]
        return 200, "text/html", json.dumps(document | {"protocol": "1", "keys": rows})

    return says


WRONG = [yes, no, hides, leads_on]


@contextmanager
def serving(answer):
    """The address of a server that answers so."""
    numbers = itertools.count()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self):
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, kind, body = answer(next(numbers))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        do_GET = do_POST = do_PUT = do_DELETE = _answer

        def log_message(self, *_said):
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
