"""A connection waits a moment for the next request to the same checked address."""

import ipaddress
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from federation.wire import idle
from federation.wire.idle import IDLE
from federation.wire.messages import Request
from federation.wire.sending import Courier, Unreachable

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)


class Answers(BaseHTTPRequestHandler):
    """Counts connections; hangs up after so many answers, or in the middle of one."""

    protocol_version = "HTTP/1.1"

    def setup(self):
        super().setup()
        self.answered = 0
        self.server.connections += 1

    def do_POST(self):
        self.server.heard.append(
            self.rfile.read(int(self.headers["Content-Length"] or 0))
        )
        if self.server.halves and self.answered:
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")
        self.answered += 1
        # Without a word: whoever asks again finds out by asking.
        self.close_connection = self.server.hangs_up

    def log_message(self, *_said):
        pass


@pytest.fixture
def server():
    IDLE.close()
    served = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    served.connections, served.heard = 0, []
    served.hangs_up = served.halves = False
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield served
    IDLE.close()
    served.shutdown()
    served.server_close()


def ask(server, host="127.0.0.1", **how):
    url = f"http://{host}:{server.server_address[1]}/"
    request = Request("POST", url, {"Content-Type": "application/json"}, b"?")
    courier = Courier(own=LOOPBACK, **how)
    return courier.send(request, accepts=["application/json"]).body


def test_ten_questions_are_asked_over_one_connection(server):
    assert [ask(server) for _time in range(10)] == [b"{}"] * 10
    assert server.connections == 1


def test_two_at_once_have_two(server):
    asking = [threading.Thread(target=ask, args=[server]) for _time in range(2)]
    taken = IDLE.take
    try:
        both = threading.Barrier(2)

        def take(place):
            both.wait(10)
            return taken(place)

        IDLE.take = take
        for each in asking:
            each.start()
        for each in asking:
            each.join(10)
    finally:
        del IDLE.take
    assert server.connections == 2


def test_after_a_while_it_is_another(server, monkeypatch):
    ask(server)
    monkeypatch.setattr(idle, "SECONDS", 0.0)
    ask(server)
    assert server.connections == 2


def test_one_that_was_hung_up_on_is_made_anew(server):
    server.hangs_up = True
    assert [ask(server) for _time in range(3)] == [b"{}"] * 3
    assert server.connections == 3


def test_one_that_ends_as_the_request_leaves_is_tried_once_more(server):
    assert ask(server) == b"{}"
    server.halves = True
    assert ask(server) == b"{}"
    assert (server.connections, len(server.heard)) == (2, 3)


def test_a_first_connection_that_ends_is_no_connection(server):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.listen()

        def hang_up():
            listener.accept()[0].close()

        threading.Thread(target=hang_up, daemon=True).start()
        with pytest.raises(Unreachable) as caught:
            Courier(own=LOOPBACK).send(
                Request("GET", f"http://127.0.0.1:{listener.getsockname()[1]}/"),
                accepts=[],
            )
    assert caught.value.code == "no_connection"


def test_a_name_that_leads_elsewhere_now_is_not_connected_to_as_before(server):
    """The address is looked up and checked for every request."""
    ask(server)
    url = f"https://a.example:{server.server_address[1]}/"
    with pytest.raises(Unreachable) as caught:
        Courier(resolve=lambda *_asked: ["127.0.0.1"]).send(
            Request("GET", url), accepts=[]
        )
    assert caught.value.code == "forbidden"
    with pytest.raises(Unreachable) as caught:
        Courier().send(
            Request("GET", f"http://127.0.0.1:{server.server_address[1]}/"), accepts=[]
        )
    assert caught.value.code == "forbidden"
    assert server.connections == 1


def test_a_process_that_was_forked_off_leaves_those_of_its_parent_alone(
    server, monkeypatch
):
    ask(server)
    of_the_parent = list(IDLE._waiting)
    monkeypatch.setattr(idle.os, "getpid", lambda: 0)
    assert ask(server) == b"{}"
    assert server.connections == 2
    for _at, _place, patient in of_the_parent:
        patient.close()
