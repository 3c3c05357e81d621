"""What the keys of a graph stand for. It is part of every graph: nobody fetches it."""

from federation.linked.own.term import CLASS, DECIMAL, LINK, MOMENT, VALUE
from federation.linked.terms import TERMS, namespace

PREFIXES = {
    "vf": "https://w3id.org/valueflows/ont/vf#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
# Of Valueflows 1.0.0, what a plan needs.
CLASSES = (
    *("Plan", "Process", "Commitment", "ResourceSpecification", "Organization"),
    *("Measure", "Unit"),
)
ACTIONS = (
    *("produce", "consume", "use", "work"),
    *("transfer", "transferAllRights", "transferCustody"),
)
LINKS = (
    *("plannedWithin", "independentDemandOf", "inputOf", "outputOf", "inScopeOf"),
    *("provider", "receiver", "resourceConformsTo", "resourceQuantity"),
    *("effortQuantity", "hasUnit", "defaultUnitOfResource", "defaultUnitOfEffort"),
    *("classifiedAs", "resourceClassifiedAs"),
)
MOMENTS = ("created", "due", "hasBeginning", "hasEnd")
TEXTS = ("name", "note", "label", "symbol")


def context():
    """The context, complete in itself."""
    return {
        "@version": 1.1,
        **PREFIXES,
        "pp": namespace(),
        **{name: f"vf:{name}" for name in (*CLASSES, *ACTIONS, *TEXTS)},
        **{name: _typed(f"vf:{name}", "@id") for name in LINKS},
        **{name: _typed(f"vf:{name}", MOMENT) for name in MOMENTS},
        "action": _typed("vf:action", "@vocab"),
        "hasNumericalValue": _typed("vf:hasNumericalValue", DECIMAL),
        "omUnitIdentifier": _typed("vf:omUnitIdentifier", "xsd:anyURI"),
        "names": {"@id": "skos:prefLabel", "@container": "@language"},
        **_own(),
    }


def _own():
    found = {}
    for term in TERMS:
        if term.sort == CLASS:
            found[term.name] = f"pp:{term.name}"
        elif term.sort == LINK:
            found[term.name] = _typed(f"pp:{term.name}", "@id")
        elif term.sort == VALUE:
            found[term.name] = _typed(f"pp:{term.name}", term.to)
    return found


def _typed(name, kind):
    return {"@id": name, "@type": kind}
