import pytest

from federation.wire.sending import Courier, Unreachable


@pytest.fixture(autouse=True)
def nobody_answers(monkeypatch):
    """The other server of the manual is played; nothing is sent anywhere."""

    def send(courier, request, *, accepts):
        raise Unreachable("no_connection", "nobody")

    monkeypatch.setattr(Courier, "send", send)
