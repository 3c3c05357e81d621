"""The pages about servers, read as tests need them: blocks, tables, sections."""

import json
import re
from pathlib import Path

import numpy as np

from federation.together.vectors import encode

DOCS = Path(__file__).parents[3] / "docs"
PAGES = {
    name: (DOCS / f"federation{name}.md").read_text()
    for name in ("", "-bytes", "-messages", "-trials")
}
BLOCK = re.compile(r"^```([a-z]+)(?: ([^\n]+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
ROW = re.compile(r"^\| `([a-z-]+)` \| (\d{3}) \| (.+) \|$", re.MULTILINE)
ZEROS = re.compile(r"0 × (\d+)")
DIGEST = re.compile(r"[0-9a-f]{64}")


def blocks(page):
    """The blocks of a page by kind and name."""
    found = {}
    for kind, name, text in BLOCK.findall(PAGES[page]):
        assert (kind, name) not in found, f"{kind} {name} is there twice"
        found[kind, name] = text.removesuffix("\n")
    return found


def example(page, name):
    """An example by its name, as JSON."""
    return expanded(json.loads(blocks(page)["json", name]))


def expanded(value):
    """With the zeros of which the page gives only the number."""
    if isinstance(value, dict):
        return {name: expanded(inner) for name, inner in value.items()}
    if isinstance(value, str) and (found := ZEROS.fullmatch(value)):
        return encode(np.zeros(int(found[1])))
    return value


def sections(page):
    """What stands below each heading of a page."""
    pieces = re.split(r"^## (.+)$", PAGES[page], flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


def shape(value):
    """Names and kinds of what is in a document, without its figures."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value]
    if isinstance(value, str) and DIGEST.fullmatch(value):
        return "digest"
    return type(value).__name__
