import ipaddress
import threading

import pytest

from federation.models import Delivery
from tests.factories import make_bread_year
from tests.federation.webhooks.receiver import Served, hear, make_webhook


@pytest.fixture(scope="session")
def served():
    server = Served()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def receiver(served, settings):
    """A receiver in a network of our own, which has been told nothing yet."""
    settings.FEDERATION_NETWORKS = (ipaddress.ip_network("127.0.0.0/8"),)
    served.told.clear()
    return served


@pytest.fixture
def told(receiver):
    """A delivery to a receiver that answers as the path says; made by a year."""

    def made(path="200", **fields):
        webhook = make_webhook(
            receiver.at(path), **{"events": ["round.opened"], **fields}
        )
        make_bread_year(code="2027")
        assert hear() == 1
        return Delivery.objects.get(webhook=webhook)

    return made
