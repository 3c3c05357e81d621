"""Every word of a graph is one of Valueflows 1.0.0, or one of ours."""

import json

import pytest

from federation.linked.places import Places
from federation.linked.terms import TERMS
from tests.federation.linked.graphs import (
    BASE,
    LD,
    PLAN,
    PP,
    ask,
    body,
    commitments,
    every,
    keys,
    links,
)
from tests.federation.linked.reading import VF, Fault, Reader
from tests.federation.linked.valueflows import ACTIONS, CLASSES, HAVING, PROPERTIES


class TestTerms:
    def test_every_key_is_in_the_context_and_nothing_has_to_be_fetched(self, graph):
        assert Reader(graph).nodes
        del graph["@context"]["receiver"]
        with pytest.raises(Fault, match="receiver"):
            Reader(graph)

    def test_every_term_of_valueflows_is_one(self, read):
        seen = {kind for node in read.nodes for kind in node["@type"]}
        names = {each.removeprefix(VF) for each in seen if each.startswith(VF)}
        assert names <= CLASSES
        assert names >= HAVING.keys() - {"Measure"}
        used = {key for node in read.nodes for key in keys(node)}
        names = {each.removeprefix(VF) for each in used if each.startswith(VF)}
        assert names <= PROPERTIES
        assert len(names) > 20

    def test_none_is_used_for_something_else_than_it_is_for(self, read):
        for node in every(read.nodes):
            [kind] = node["@type"]
            own = {key.removeprefix(VF) for key in node if key.startswith(VF)}
            assert own <= HAVING.get(kind.removeprefix(VF), set()), node["@id"]

    def test_every_term_of_our_own_is_described(self, read):
        ours = {f"{PP}{term.name}" for term in TERMS}
        used = {key for node in read.nodes for key in keys(node)}
        used |= {kind for node in read.nodes for kind in node["@type"]}
        used |= {value for node in every(read.nodes) for value in links(node)}
        used = {each for each in used if each.startswith(PP)}
        assert used <= ours
        assert len(used) > 25

    def test_actions_are_those_of_valueflows(self, read):
        found = {
            node[f"{VF}action"]["@id"].removeprefix(VF) for node in commitments(read)
        }
        assert found <= ACTIONS
        assert found == {
            *("produce", "consume", "use", "work", "transfer"),
            *("transferCustody", "transferAllRights"),
        }


class TestAddresses:
    def test_each_is_there_once_and_leads_to_this_server(self, read):
        ids = [node["@id"] for node in read.nodes]
        assert len(ids) == len(set(ids))
        assert all(each.startswith(f"{BASE}/") for each in ids)

    def test_whatever_is_linked_to_is_there(self, read):
        ids = {node["@id"] for node in read.nodes}
        ids |= {f"{PP}{term.name}" for term in TERMS} | {
            f"{VF}{name}" for name in ACTIONS
        }
        ids.add(f"{BASE}{PLAN}/document")
        for node in every(read.nodes):
            assert set(links(node)) <= ids

    def test_they_are_the_same_the_next_time(self, plan, graph):
        assert json.loads(body(ask(Accept=LD))) == graph

    def test_no_code_can_take_the_place_of_another(self, read, plan):
        short = plan.publication.digest[:12]
        [whole] = read.by_type(f"{VF}Plan")
        assert whole["@id"] == f"{BASE}{PLAN}#{short}"
        at = Places(BASE, "/api/v1/periods/2027", plan.publication.digest)
        assert at.commitment("bakers", "process") != at.process("bakers")
        assert at.assignment("councils") != at.together
        assert at.commitment("balance", "bread") != at.balance("bread")


class TestNothingMore:
    def test_no_person_and_no_seat_is_in_it(self, read):
        kinds = {kind for node in read.nodes for kind in node["@type"]}
        assert f"{VF}Person" not in kinds

    def test_only_councils_of_the_document_are_named(self, read, published):
        slugs = {part["council"] for part in published["councils"]}
        found = {
            node["@id"].rpartition("/")[2]
            for node in read.by_type(f"{VF}Organization")
            if "#council/" in node["@id"]
        }
        assert found == slugs
