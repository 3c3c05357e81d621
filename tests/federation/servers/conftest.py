import pytest

from tests.factories import make_facilitator
from tests.federation.servers.town import Elsewhere, build


@pytest.fixture
def harbour(monkeypatch):
    """A server at https://b.example that does not know us yet."""
    server = Elsewhere()
    server.town = build(monkeypatch, server)
    return server


@pytest.fixture
def fay(client, db):
    """A facilitator who is logged in."""
    person = make_facilitator("fay")
    client.force_login(person)
    return person
