"""No name of an example goes unexplained."""

import json
import re

import pytest

from tests.federation.manual.reading import BLOCK, PAGES, sections

SPAN = re.compile(r"`([^`]+)`")
# Objects whose names are codes of goods.
BY_GOOD = {"prices", "floors"}


def examples():
    for page in ("-messages", "-trials"):
        for heading, text in sections(page).items():
            for kind, name, body in BLOCK.findall(text):
                if kind == "json":
                    yield pytest.param(page, heading, json.loads(body), id=name)


def words(text):
    plain = BLOCK.sub("", text)
    return {word for span in SPAN.findall(plain) for word in re.findall(r"\w+", span)}


def names(value):
    """All names in a document, but for codes of goods."""
    if isinstance(value, list):
        return {name for each in value for name in names(each)}
    if not isinstance(value, dict):
        return set()
    inner = (names(each) for name, each in value.items() if name not in BY_GOOD)
    return set(value).union(*inner)


@pytest.mark.parametrize(("page", "heading", "says"), list(examples()))
def test_every_name_of_an_example_is_explained(page, heading, says):
    here = words(sections(page)[heading])
    if page == "-messages":
        assert says.keys() - here == set()
    known = words(PAGES["-messages"]) | words(PAGES["-trials"])
    sums = {"halves again"}  # Two words are one name.
    assert names(says) - known - sums == set()
