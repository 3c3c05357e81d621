"""Asking for a plan as linked data, and walking through what is answered."""

import re
from datetime import datetime
from decimal import Decimal

from django.test import Client

from tests.federation.linked.reading import VF

PLAN = "/api/v1/periods/2027/plan"
LD = "application/ld+json"
BASE = "https://a.example"
PP = f"{BASE}/ns/plan#"


def ask(path=PLAN, **headers):
    return Client(headers=headers).get(path)


def body(answer):
    return b"".join(answer) if answer.streaming else answer.content


def commitments(read):
    return read.by_type(f"{VF}Commitment")


def quantity(node):
    found = node.get(f"{VF}resourceQuantity") or node[f"{VF}effortQuantity"]
    return Decimal(found[f"{VF}hasNumericalValue"][0])


def code_of(node):
    return node[f"{VF}resourceConformsTo"]["@id"].rpartition("/")[2]


def every(nodes):
    for node in nodes:
        if "@type" in node:
            yield {"@id": "", **node}
        yield from every([each for each in node.values() if isinstance(each, dict)])


def leaves(value):
    if isinstance(value, list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from leaves(each)
    else:
        yield value


def keys(node):
    for each in every([node]):
        yield from each.keys() - {"@id", "@type"}


def links(node):
    for value in node.values():
        if isinstance(value, dict) and value.keys() == {"@id"}:
            yield value["@id"]


def check(text, kind):
    kind = kind.rpartition("#")[2]
    if kind == "decimal":
        assert re.fullmatch(r"-?\d+(\.\d+)?", text)
    elif kind == "integer":
        assert re.fullmatch(r"-?\d+", text)
    elif kind == "boolean":
        assert text in ("true", "false")
    elif kind == "dateTimeStamp":
        assert datetime.fromisoformat(text).tzinfo
    else:
        assert kind in ("string", "date", "anyURI")
