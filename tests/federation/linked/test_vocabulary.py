"""What our own terms mean, for people and for programs."""

import json
import re

import pytest
from django.test import Client
from django.utils import translation

from federation.linked.context import context
from federation.linked.terms import EVERYWHERE, TERMS
from federation.linked.vocabulary import vocabulary
from tests.federation.linked.reading import Reader
from tests.federation.linked.valueflows import CLASSES, PROPERTIES

LD = "application/ld+json"
PP = "https://a.example/ns/plan#"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh():
    """What is kept is of this address."""
    vocabulary.cache_clear()
    yield
    vocabulary.cache_clear()


@pytest.fixture
def read():
    return Reader(Client().get("/ns/plan.jsonld").json())


def test_people_get_a_page_where_every_term_has_its_place():
    for language, title in (("en", "Terms for linked data"), ("de", None)):
        page = Client(headers={"Accept-Language": language}).get("/ns/plan")
        text = page.content.decode()
        assert f'<html lang="{language}"' in text
        assert title is None or title in text
        for term in TERMS:
            assert f'id="{term.name}"' in text


@pytest.mark.parametrize(
    ("accepts", "kind"),
    [
        (LD, LD),
        (f"{LD}, text/html;q=0.5", LD),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("*/*", "text/html"),
        ("text/turtle", "text/html"),
    ],
)
def test_a_program_gets_it_under_the_address_of_the_terms_themselves(accepts, kind):
    answer = Client(headers={"Accept": accepts}).get("/ns/plan")
    assert answer["Content-Type"].partition(";")[0] == kind
    assert "Accept" in answer["Vary"]


def test_every_term_is_there_in_every_language_with_what_it_means(read):
    found = {node["@id"].removeprefix(PP): node for node in read.nodes[1:]}
    assert found.keys() == {term.name for term in TERMS}
    for node in found.values():
        for name in ("label", "comment"):
            said = node[f"http://www.w3.org/2000/01/rdf-schema#{name}"]
            assert said.keys() == {"en", "de"}
            assert all(said.values())


def test_a_term_is_the_same_on_every_server(read, settings):
    same = "http://www.w3.org/2004/02/skos/core#exactMatch"
    for node in read.nodes[1:]:
        name = node["@id"].removeprefix(PP)
        assert node[same]["@id"] == f"{EVERYWHERE}#{name}"
    vocabulary.cache_clear()
    settings.BASE_URL = "https://b.example"
    other = Reader(Client().get("/ns/plan.jsonld").json())
    assert [each[same] for each in other.nodes] == [each[same] for each in read.nodes]
    assert not {each["@id"] for each in other.nodes} & {
        each["@id"] for each in read.nodes
    }


def test_whatever_a_term_is_of_or_leads_to_is_one_too(read):
    ours = {node["@id"] for node in read.nodes}
    for node in read.nodes:
        for name in ("domain", "range"):
            link = node.get(f"http://www.w3.org/2000/01/rdf-schema#{name}")
            if link is None:
                continue
            space, _sign, word = link["@id"].rpartition("#")
            known = link["@id"] in ours
            known |= space.endswith("/ont/vf") and word in CLASSES
            known |= space.endswith("XMLSchema")
            assert known, (node["@id"], link)


def test_no_term_of_ours_takes_the_name_of_one_of_valueflows():
    assert not {term.name for term in TERMS} & (CLASSES | PROPERTIES)
    assert len({term.name for term in TERMS}) == len(TERMS)


def test_the_context_alone_is_that_of_every_plan():
    alone = Client().get("/ns/plan/context.jsonld").json()
    assert alone == {"@context": context()}
    # A context that somebody else includes has no address of its own to read from.
    assert "@base" not in alone["@context"]


def test_a_key_of_the_context_is_a_term_of_ours_or_of_valueflows():
    names = CLASSES | PROPERTIES | {term.name for term in TERMS}
    for key, said in context().items():
        full = said["@id"] if isinstance(said, dict) else str(said)
        if re.match(r"(vf|pp):", full):
            assert full.partition(":")[2] == key
            assert key in names or full.startswith("vf:")


def test_what_is_written_does_not_depend_on_who_asked_first():
    with translation.override("de"):
        german = json.dumps(vocabulary())
    vocabulary.cache_clear()
    assert json.dumps(vocabulary()) == german
