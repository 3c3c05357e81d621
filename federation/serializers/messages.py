"""How servers write a digest, a figure, a price; for the description only.

Whoever takes a message reads it by itself, so that nothing here checks anything.
"""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

CODE = r"^[A-Za-z0-9_-]{1,40}$"
DIGEST = r"^[0-9a-f]{64}$"
FIGURE = r"^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,20})?$"
PRICE = r"^(0|[1-9][0-9]{0,14})(\.[0-9]{1,20})?$"
QUANTITY = r"^(0|[1-9][0-9]{0,18})(\.[0-9]{1,3})?$"
BASE64 = r"^[A-Za-z0-9+/]*={0,2}$"
# Several numbers in one text, with a space between two.
NUMBERS = r"^([0-9.e+-]+( [0-9.e+-]+)*)?$"
MOST_ROUNDS, MOST_COUNCILS = 9_999, 10**9 - 1
MOMENT = {"type": "string", "format": "date-time"}
PRICES = {
    "type": "object",
    "additionalProperties": {"type": "string", "pattern": PRICE},
}


def shaped(schema, **options):
    """A field of which the description says just this."""
    field = type("Shaped", (serializers.Field,), {})
    return extend_schema_field(schema)(field)(**options)


def always(value, **options):
    """A field in which nothing else may stand."""
    kinds = {bool: "boolean", int: "integer", str: "string"}
    return shaped({"type": kinds[type(value)], "const": value}, **options)


def text(pattern, **options):
    return shaped({"type": "string", "pattern": pattern}, **options)


def one_of(names, **options):
    """One of some words. As a pattern: enumerations of one name would be confused."""
    return text(f"^({'|'.join(names)})$", **options)


def digest(**options):
    return text(DIGEST, **options)


def number_of_round(**options):
    return serializers.IntegerField(min_value=1, max_value=MOST_ROUNDS, **options)


def councils(**options):
    """How many councils, or how many of what there is one of for each."""
    return serializers.IntegerField(min_value=0, max_value=MOST_COUNCILS, **options)
