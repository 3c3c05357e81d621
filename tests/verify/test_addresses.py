"""The program follows the addresses the service really gives."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@pytest.fixture
def site(client, year):
    """The pages of the service behind a real port; ``site.change`` swaps one."""
    pages = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = pages.get(self.path)
            self.send_response(200 if body is not None else 404)
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    host = f"127.0.0.1:{server.server_port}"
    listing = "/years/2027/check/documents.json"
    pages[listing] = client.get(listing, headers={"host": host}).content
    pages |= {
        path: b"".join(client.get(path, headers={"host": host}))
        for path in [
            *(f"/documents/{digest}/" for digest in year.digests.values()),
            "/api/v1/periods/2027/plan/document",
            "/api/v1/periods/2027/rounds/2/document",
        ]
    }
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    year.pages, year.base, year.listing = pages, f"http://{host}", listing
    yield year
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_whole_year_is_checked_from_one_address(site):
    answer = site.check(site.base + site.listing)

    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.count("the digest is") == 3
    assert "an unbroken chain of documents: 3" in answer.stdout
    assert "not checked" not in answer.stdout


def test_a_document_that_is_not_the_one_listed_fails(site):
    path = f"/documents/{site.digests['round-2.json']}/"
    site.pages[path] = site.pages[path].replace(b"62.000", b"62.001")
    site.pages[path] = site.pages[path].replace(b'"carry"', b'"zero"', 1)

    answer = site.check(site.base + site.listing)

    assert answer.returncode == 1
    assert any(
        "FAILED" in line and site.digests["round-2.json"][:24] in line
        for line in answer.stdout.splitlines()
    )


def test_a_document_that_is_listed_and_not_there_cannot_be_read(site):
    del site.pages[f"/documents/{site.digests['round-1.json']}/"]
    answer = site.check(site.base + site.listing)
    assert answer.returncode == 2


def test_the_api_serves_the_same_documents(site):
    api = site.base + "/api/v1/periods/2027/"
    answer = site.check(
        api + "plan/document",
        api + "rounds/2/document",
        "receipt.json",
        "--digest",
        site.digests["plan.json"],
    )
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "nothing beyond what was proposed" in answer.stdout


def test_a_list_and_files_beside_it_need_no_network_for_these(site):
    listing = json.loads(site.pages[site.listing])
    site.write("documents.json", json.dumps(listing))
    for digest in site.digests.values():
        del site.pages[f"/documents/{digest}/"]

    answer = site.check(*site.digests, "documents.json")

    assert (answer.returncode, answer.stderr) == (0, "")
