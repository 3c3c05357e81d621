"""What a term of ours is: its name, its sort, and what it means in words."""

from dataclasses import dataclass
from typing import Any

CLASS, LINK, VALUE, CONCEPT = "class", "link", "value", "concept"
DECIMAL, INTEGER, MOMENT = "xsd:decimal", "xsd:integer", "xsd:dateTimeStamp"
DATE, TRUTH, TEXT = "xsd:date", "xsd:boolean", "xsd:string"


@dataclass(frozen=True)
class Term:
    """A class, a property that links or holds a value, or a concept of a kind.

    ``of`` is what has the property, or the kind of the concept; ``to`` is what a link
    leads to, or the type of a value.
    """

    name: str
    sort: str
    label: Any
    meaning: Any
    of: str = ""
    to: str = ""
