"""No request leaves for an address that is not a public server's. A canary listens."""

import contextlib
import datetime
import ipaddress
import socket
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ValidationError

from federation.wire import sending
from federation.wire.addresses import find, is_public, place_of
from federation.wire.messages import Request
from federation.wire.sending import LARGEST, Courier, Unreachable

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
JSON = ["application/json"]

# Hosts that lead inside, or are no names of servers at all.
HOSTS = [
    *("127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1"),
    *("017700000001", "0177.0.0.1", "127.0.0.1.", "0.0.0.0", "0", "localhost."),
    *("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.169.254"),
    *("100.64.0.1", "100.127.255.254", "192.0.0.1", "192.0.2.1", "198.18.0.1"),
    *("198.51.100.7", "203.0.113.7", "224.0.0.1", "239.1.2.3", "240.0.0.1"),
    *("255.255.255.255", "192.88.99.1", "0.1.2.3", "1.2.3", "1.2.3.4.5", "0x1"),
    *("[::]", "[::1]", "[::127.0.0.1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]"),
    *("[64:ff9b::7f00:1]", "[64:ff9b:1::1]", "[2002:7f00:1::]", "[2001::1]"),
    *("[2001:0:7f00:1::1]", "[2001:db8::1]", "[fec0::1]", "[fe80::1]", "[fc00::1]"),
    *("[fd12:3456::1]", "[ff02::1]", "[100::1]", "[3fff::1]", "[5f00::1]", "[::2]"),
    *("a_b.example", "-a.example", "a..example", "exa mple", "a.example%00", "ex%61"),
    *("user@a.example", "user:secret@a.example", "127.0.0.1@a.example", "a@[::1]"),
    *("ä.example", "a.example:22", "a.example:0", "a.example:65536", "a.example:x"),
    *("a.example#b", "a.example\\@b.example", "a.example\t", "", "[::1", "1" * 64),
]
# Names that resolve to something inside, alone or beside something outside.
TRICKS = [
    ["127.0.0.1"],
    ["::1"],
    ["::ffff:127.0.0.1"],
    ["169.254.169.254"],
    ["fe80::1%lo"],
    ["64:ff9b::7f00:1"],
    ["9.9.9.9", "127.0.0.1"],
    ["127.0.0.1", "9.9.9.9"],
    ["2620:fe::fe", "10.0.0.1"],
    [],
]
SCHEMES = [
    *(
        "http://a.example/",
        "file:///etc/passwd",
        "gopher://a.example/",
        "ftp://a.example",
    ),
    *("//a.example/", "a.example", "javascript:1", "https:a.example", "https:///a"),
    *("HTTPS ://a.example", "data:,x", "unix:/run/a", "http://9.9.9.9/"),
]


@pytest.fixture
def canary():
    """A server on this machine; whatever connects to it is a hole."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)
        yield listener
        with pytest.raises(TimeoutError):
            listener.accept()


def ask(url, **how):
    return Courier(**how).send(Request("GET", url), accepts=JSON)


@pytest.mark.parametrize("host", HOSTS)
def test_no_host_leads_inside(canary, host):
    port = "" if ":" in host.rpartition("]")[2] else f":{canary.getsockname()[1]}"
    with pytest.raises(Unreachable) as caught:
        ask(f"https://{host}{port}/", resolve=lambda *_asked: ["127.0.0.1"])
    assert caught.value.code == "forbidden"


@pytest.mark.parametrize("url", SCHEMES)
def test_no_scheme_but_https(canary, url):
    with pytest.raises(Unreachable) as caught:
        ask(url, resolve=lambda *_asked: ["127.0.0.1"])
    assert caught.value.code == "forbidden"


@pytest.mark.parametrize("found", TRICKS, ids=str)
def test_no_name_leads_inside(canary, found):
    url = f"https://a.example:{canary.getsockname()[1]}/"
    with pytest.raises(Unreachable) as caught:
        ask(url, resolve=lambda *_asked: found)
    assert caught.value.code == "forbidden"


def test_at_least_sixty_ways_are_tried():
    assert len(HOSTS) + len(TRICKS) + len(SCHEMES) >= 60


def test_a_name_is_looked_up_once_so_that_it_cannot_change_its_mind(canary):
    asked = []

    def rebind(host, port):
        asked.append(host)
        return ["9.9.9.9"] if len(asked) == 1 else ["127.0.0.1"]

    place = place_of(f"https://a.example:{canary.getsockname()[1]}/")
    assert find(place, resolve=rebind) == "9.9.9.9"
    assert asked == ["a.example"]


def test_public_servers_are_found():
    place = place_of("https://A.example/api?x=1")
    assert (place.host, place.port, place.origin) == (
        *("a.example", 443),
        "https://a.example",
    )
    assert find(place, resolve=lambda *_asked: ["9.9.9.9"]) == "9.9.9.9"
    assert find(place_of("https://[2620:fe::fe]:8443/")) == "2620:fe::fe"
    assert (
        place_of("https://[2620:fe::fe]:8443/").origin == "https://[2620:fe::fe]:8443"
    )


def test_an_own_network_is_allowed_and_no_other():
    assert find(place_of("http://127.0.0.1:8000/", LOOPBACK), LOOPBACK) == "127.0.0.1"
    with pytest.raises(ValidationError):
        place_of("http://10.0.0.1:8000/", LOOPBACK)
    with pytest.raises(ValidationError):
        place_of("http://a.example:8000/", LOOPBACK)


@pytest.mark.parametrize("text", ["64:ff9b::7f00:1", "2002:7f00:1::", "224.0.0.1"])
def test_what_the_standard_library_calls_global_may_be_inside(text):
    assert not is_public(ipaddress.ip_address(text))


# ---- Answers


class Answers(BaseHTTPRequestHandler):
    """Answers as badly as it is told to by the path."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append(self)
        getattr(self, "tell_" + self.path.strip("/"))()

    def say(self, status, body, kind="application/json", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def tell_well(self):
        self.say(200, b"{}")

    def tell_page(self):
        self.say(200, b"<html>", "text/html")

    def tell_elsewhere(self):
        self.say(302, b"{}", Location="http://127.0.0.1:1/")

    def tell_packed(self):
        self.say(200, b"{}", Content_Encoding="gzip")

    def tell_much(self):
        self.say(200, b"x" * (LARGEST + 1))

    def tell_without_end(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Connection", "close")
        self.end_headers()
        with contextlib.suppress(OSError):
            for _part in range(64):
                self.wfile.write(b"x" * 2**16)
        self.close_connection = True

    def tell_slowly(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        with contextlib.suppress(OSError):
            for _part in range(40):
                self.wfile.write(b" ")
                time.sleep(0.05)

    def tell_half(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"{")
        self.close_connection = True

    def log_message(self, *_said):
        pass


@pytest.fixture(scope="module")
def server():
    served = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    served.asked = []
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield served
    served.shutdown()
    served.server_close()


def at(server, path):
    return f"http://127.0.0.1:{server.server_address[1]}/{path}"


def test_an_answer_is_brought_back(server):
    answer = ask(at(server, "well"), own=LOOPBACK)
    assert (answer.status_code, answer.body) == (200, b"{}")
    assert server.asked[-1].headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("page", "other_type"),
        ("elsewhere", "redirect"),
        ("packed", "encoded"),
        ("much", "too_large"),
        ("without_end", "too_large"),
        ("half", "no_connection"),
    ],
)
def test_an_answer_that_is_none_is_refused(server, path, code):
    before = len(server.asked)
    with pytest.raises(Unreachable) as caught:
        ask(at(server, path), own=LOOPBACK)
    assert caught.value.code == code
    assert len(server.asked) == before + 1


def test_who_answers_drop_by_drop_is_not_waited_for(server, monkeypatch):
    monkeypatch.setattr(sending, "ALL_SECONDS", 0.3)
    with pytest.raises(Unreachable) as caught:
        ask(at(server, "slowly"), own=LOOPBACK)
    assert caught.value.code == "slow"


def test_nobody_there_is_no_connection(unused_port):
    with pytest.raises(Unreachable) as caught:
        ask(f"http://127.0.0.1:{unused_port}/", own=LOOPBACK)
    assert caught.value.code == "no_connection"


@pytest.fixture
def unused_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


# ---- TLS proves the name, whatever address it has


@pytest.fixture(scope="module")
def certified(tmp_path_factory):
    """A server that proves to be node.example, and the file that vouches for it."""
    folder = tmp_path_factory.mktemp("certificate")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "node.example")])
    now = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - day, now + day)
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("node.example")]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            pem,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    served = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    served.asked = []
    served.socket = context.wrap_socket(served.socket, server_side=True)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield served, str(folder / "cert.pem")
    served.shutdown()
    served.server_close()


def over_tls(certified, host, **how):
    served, file = certified
    return ask(
        f"https://{host}:{served.server_address[1]}/well",
        **{"own": LOOPBACK, "authorities": file, **how},
        resolve=lambda *_asked: ["127.0.0.1"],
    )


def test_a_server_that_proves_its_name_is_heard(certified):
    assert over_tls(certified, "node.example").body == b"{}"
    asked = certified[0].asked[-1]
    assert asked.headers["Host"].startswith("node.example:")


def test_a_server_of_another_name_is_not(certified):
    with pytest.raises(Unreachable) as caught:
        over_tls(certified, "other.example")
    assert caught.value.code == "no_connection"


def test_a_server_nobody_vouches_for_is_not(certified):
    with pytest.raises(Unreachable) as caught:
        over_tls(certified, "node.example", authorities="")
    assert caught.value.code == "no_connection"
