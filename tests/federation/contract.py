"""Holding answers against the description of the API."""

import functools
import re

from django.urls import get_resolver
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator, FormatChecker


@functools.cache
def description():
    return SchemaGenerator().get_schema(request=None, public=True)


def routes():
    """Every route of the API: its name and its address with {names}."""
    [api] = [
        each for each in get_resolver().url_patterns if str(each.pattern) == "api/"
    ]
    return dict(_routes("/api/", api))


def _routes(before, resolver):
    for each in resolver.url_patterns:
        address = before + re.sub(r"<\w+:(\w+)>", r"{\1}", str(each.pattern))
        if hasattr(each, "url_patterns"):
            yield from _routes(address, each)
        else:
            assert each.name, f"{address} has no name"
            yield each.name, address


def check(value, schema):
    """Assert that a value fits a schema of the description."""
    whole = schema | {"components": description()["components"]}
    faults = Draft202012Validator(whole, format_checker=FormatChecker()).iter_errors(
        value
    )
    assert not (found := [f"{fault.json_path}: {fault.message}" for fault in faults]), (
        found
    )


def fits(response, method, address):
    """Assert that an answer is described: status, media type, content, headers."""
    operation = description()["paths"][address][method.lower()]
    described = operation["responses"][str(response.status_code)]
    if "content" not in described:
        assert not response.content
        return
    kind = response["Content-Type"].partition(";")[0]
    check(response.json(), described["content"][kind]["schema"])
    for name in described.get("headers", {}).keys() - {"Idempotent-Replayed"}:
        assert name in response
