"""What graphs are made of: goods, quantities, moments, yes and no."""

from datetime import UTC, datetime, time

from django.utils import timezone

from federation.linked.flows import LABOUR
from federation.linked.own.kinds import category_name
from federation.linked.places import good_id
from federation.linked.units import unit_id

TRUTH = {True: "true", False: "false"}


def specification(good, row):
    """A good of a document, with the names of its row."""
    unit = "defaultUnitOfEffort" if good["category"] == LABOUR else None
    node = {
        "@id": good_id(good["code"]),
        "@type": "ResourceSpecification",
        "name": row.name_en,
        "names": {"en": row.name_en, "de": row.name_de},
        "resourceClassifiedAs": f"pp:{category_name(good['category'])}",
        unit or "defaultUnitOfResource": unit_id(good["unit"]),
        "mayStayUnused": TRUTH[good["may_stay_unused"]],
    }
    return node | ({"classification": row.classification} if row.classification else {})


def measure(text, good):
    """A quantity, without a sign, in the unit of the good."""
    return {
        "@type": "Measure",
        "hasNumericalValue": text,
        "hasUnit": unit_id(good["unit"]),
    }


def moment(at):
    """A moment in UTC."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def midnight(day):
    """The beginning of a day where the service is, with its offset."""
    return timezone.make_aware(datetime.combine(day, time())).isoformat()
