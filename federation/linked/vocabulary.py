"""Our terms for programs, in SKOS and OWL, with their names in every language."""

import functools

from django.conf import settings
from django.utils import translation

from federation.linked.context import PREFIXES
from federation.linked.own.term import CLASS, CONCEPT, LINK, VALUE
from federation.linked.terms import EVERYWHERE, TERMS, VERSION, namespace

TYPES = {
    CLASS: "owl:Class",
    LINK: "owl:ObjectProperty",
    VALUE: "owl:DatatypeProperty",
    CONCEPT: "skos:Concept",
}
CONTEXT = {
    "@version": 1.1,
    **PREFIXES,
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "vann": "http://purl.org/vocab/vann/",
    "label": {"@id": "rdfs:label", "@container": "@language"},
    "comment": {"@id": "rdfs:comment", "@container": "@language"},
    "names": {"@id": "skos:prefLabel", "@container": "@language"},
    "definition": {"@id": "skos:definition", "@container": "@language"},
    "domain": {"@id": "rdfs:domain", "@type": "@id"},
    "range": {"@id": "rdfs:range", "@type": "@id"},
    "sameAs": {"@id": "skos:exactMatch", "@type": "@id"},
    "scheme": {"@id": "skos:inScheme", "@type": "@id"},
    "definedBy": {"@id": "rdfs:isDefinedBy", "@type": "@id"},
    "version": "owl:versionInfo",
    "prefix": "vann:preferredNamespacePrefix",
    "namespace": "vann:preferredNamespaceUri",
}


@functools.cache
def vocabulary():
    """The whole vocabulary; it changes with the code only."""
    head = {
        "@id": namespace().rstrip("#"),
        "@type": ["owl:Ontology", "skos:ConceptScheme"],
        "label": {"en": "Terms of commonplan", "de": "Begriffe von commonplan"},
        "version": VERSION,
        "prefix": "pp",
        "namespace": namespace(),
        "sameAs": EVERYWHERE,
    }
    return {
        "@context": CONTEXT | {"pp": namespace()},
        "@graph": [head, *map(_node, TERMS)],
    }


def _node(term):
    node = {
        "@id": f"pp:{term.name}",
        "@type": [TYPES[term.sort], "skos:Concept"]
        if term.sort != CONCEPT
        else ["skos:Concept", f"pp:{term.of}"],
        "label": _spoken(term.label),
        "names": _spoken(term.label),
        "comment": _spoken(term.meaning),
        "definition": _spoken(term.meaning),
        "scheme": namespace().rstrip("#"),
        "definedBy": namespace().rstrip("#"),
        "sameAs": f"{EVERYWHERE}#{term.name}",
    }
    if term.sort == CONCEPT:
        return node
    if term.of:
        node["domain"] = _full(term.of)
    if term.to:
        node["range"] = _full(term.to)
    return node


def _full(name):
    return name if ":" in name else f"pp:{name}"


def _spoken(text):
    """A text in every language there is."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = str(text)
    return found
