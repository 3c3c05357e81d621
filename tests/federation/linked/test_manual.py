"""docs/linked-data.md tells the truth: its examples are replayed."""

import json
import re
from pathlib import Path

import pytest
from django.test import Client

from federation.linked.terms import EVERYWHERE, TERMS

MANUAL = (Path(__file__).parents[3] / "docs" / "linked-data.md").read_text()
EXAMPLES = re.findall(r"^```json\n(.*?)^```$", MANUAL, re.DOTALL | re.MULTILINE)


@pytest.fixture
def graph(plan):
    """What is answered to the request as it stands in the manual."""
    [asked] = re.findall(r"^```http\n(.*?)^```$", MANUAL, re.DOTALL | re.MULTILINE)
    [request, header] = asked.strip().split("\n")
    [method, path, _protocol] = request.split(" ")
    name, value = header.split(": ")
    answer = Client(headers={name: value}).generic(method, path)
    return json.loads(b"".join(answer))["@graph"]


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_stands_in_the_graph(plan, graph, example):
    shown = json.loads(example.replace("$PLAN", plan.publication.digest[:12]))
    [served] = [node for node in graph if node["@id"] == shown["@id"]]
    assert served == shown


def test_there_are_examples():
    assert len(EXAMPLES) == 3


def test_the_other_address_is_named_and_is_the_same(plan, graph):
    [path] = re.findall(r"GET (/\S+\.jsonld)", MANUAL)
    assert json.loads(b"".join(Client().get(path)))["@graph"] == graph


def test_every_kind_of_node_is_in_the_table_and_no_other(graph):
    rows = re.findall(r"^\| (`[A-Z]\w+`(?:, `[A-Z]\w+`)*) \|", MANUAL, re.MULTILINE)
    named = {each for row in rows for each in re.findall(r"`(\w+)`", row)}
    assert named == {node["@type"] for node in graph}


def test_the_actions_named_are_those_that_are_used(graph):
    used = {node["action"] for node in graph if "action" in node}
    table = MANUAL.partition("| council | offers |")[2].partition("\n\n")[0]
    named = set(re.findall(r"`([a-zA-Z]+)`", table))
    assert used == named - {"Process", "outputOf", "inputOf", "independentDemandOf"}


def test_the_name_of_the_vocabulary_is_the_one_there_is():
    assert f"{EVERYWHERE}#Round" in MANUAL
    assert "Round" in {term.name for term in TERMS}
