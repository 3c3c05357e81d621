"""A cast for the API: two councils, their programs, and what a refusal looks like."""

import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from federation.services import issue_token
from tests.factories import make_bread_year, make_count, make_person, make_seat

BOTH = ("proposals:read", "proposals:submit")
ALL = (*BOTH, "webhooks:manage")


@dataclass
class Caller:
    """A program: sends requests with its token, or without one."""

    token: str = ""
    client: Client = field(default_factory=Client)

    def get(self, path, **headers):
        return self.client.get(path, headers=self._headers(headers))

    def post(
        self, path, body: Any = None, *, key="", kind="application/json", **headers
    ):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        if key is not None:
            headers["Idempotency-Key"] = key or str(uuid.uuid4())
        return self.client.post(
            path, data, content_type=kind, headers=self._headers(headers)
        )

    def send(self, method, path, body: Any = None, **headers):
        data = b"" if body is None else json.dumps(body).encode()
        return self.client.generic(
            method, path, data, "application/json", headers=self._headers(headers)
        )

    def _headers(self, headers):
        own = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return own | named


def caller(person, scopes=ALL, name="a program"):
    _token, text = issue_token(person=person, name=name, scopes=scopes)
    return Caller(text)


@dataclass
class World:
    """The bread year, and who looks at it. Round 1 is counted, round 2 open."""

    period: Any
    bread: Any
    eaters: Any
    bakers: Any
    eater: Any
    baker: Any
    anybody: Caller
    ours: Caller
    theirs: Caller

    path = "/api/v1/councils/eaters/proposals"

    def body(self, **fields):
        return {"period": self.period.code, "lines": {"bread": "70.000"}} | fields


def make_world():
    """A year with one counted round, an eater and a baker with a token each."""
    period, bread, eaters, bakers = make_bread_year(code="2027")
    make_count(period)
    eater, baker = make_person("emma"), make_person("bruno")
    make_seat(eater, eaters)
    make_seat(baker, bakers)
    return World(
        period,
        bread,
        eaters,
        bakers,
        eater,
        baker,
        Caller(),
        caller(eater),
        caller(baker),
    )


def problem(response, status, code):
    """Assert that the answer is this problem document; return it."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    document = response.json()
    assert document["type"] == f"/api/v1/problems/{code}", document
    assert document["status"] == status
    assert document["title"]
    assert document["detail"]
    return document
