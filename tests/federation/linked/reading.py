"""A small reader of JSON-LD, as strict as a test should be.

It knows what our graphs use and nothing else: a context with prefixes, terms and types,
language maps, and nodes in a graph. A key that the context does not define is a fault.
"""

from urllib.parse import urljoin

VF = "https://w3id.org/valueflows/ont/vf#"


class Fault(Exception):
    """What a reader could not understand."""


class Reader:
    def __init__(self, document):
        self.context = document["@context"]
        assert isinstance(self.context, dict), "a context that would have to be fetched"
        self.base = self.context.get("@base")
        self.nodes = [self.node(each) for each in document["@graph"]]

    def by_type(self, name):
        return [each for each in self.nodes if name in each["@type"]]

    def node(self, value):
        found = {}
        for key, inner in value.items():
            if key == "@id":
                found["@id"] = self.address(inner)
            elif key == "@type":
                kinds = inner if isinstance(inner, list) else [inner]
                found["@type"] = [self.word(kind) for kind in kinds]
            else:
                name, kind, container = self.term(key)
                found[name] = self.value(inner, kind, container)
        return found

    def value(self, value, kind, container):
        if container == "@language":
            return dict(value)
        if isinstance(value, dict):
            return self.node(value)
        if not isinstance(value, str):
            raise Fault(f"{value!r} is no string")
        if kind == "@id":
            return {"@id": self.address(value)}
        if kind == "@vocab":
            return {"@id": self.word(value)}
        return (value, self.word(kind)) if kind else value

    def term(self, key):
        said = self.context.get(key)
        if said is None and ":" not in key:
            raise Fault(f"{key} is not in the context")
        if isinstance(said, dict):
            return self.word(said["@id"]), said.get("@type"), said.get("@container")
        return self.word(key), None, None

    def word(self, text):
        """A term, or a name with a prefix, in full."""
        said = self.context.get(text)
        if said is not None:
            return self.word(said["@id"] if isinstance(said, dict) else said)
        prefix, colon, rest = text.partition(":")
        if not colon:
            raise Fault(f"{text} is not in the context")
        if rest.startswith("//") or prefix in ("urn", "https", "http"):
            return text
        if prefix not in self.context:
            raise Fault(f"{prefix}: is not in the context")
        return self.context[prefix] + rest

    def address(self, text):
        prefix, colon, _rest = text.partition(":")
        if colon and prefix in self.context:
            return self.word(text)
        if colon:
            return text
        return urljoin(self.base, text)
