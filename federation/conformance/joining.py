"""A year that the played server was invited to."""

import hashlib
import re

from .node import FEDERATION, canonical, expect, read, refused
from .signing import verify

TEXTS = ("kind", "code", "name_en", "name_de", "starts", "ends", "tolerance")
OF_YEAR = {
    **dict.fromkeys((*TEXTS, "rule", "silence"), str),
    **dict.fromkeys(("round_seconds", "max_rounds"), int),
    "goods": list,
}
COUNTED = ("code", "category", "unit", "decimals", "price", "floor")
OF_GOOD = {
    **dict.fromkeys((*COUNTED, "name_en", "name_de", "classification"), str),
    "decimals": int,
}
DECIMAL = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?")
DIGEST = re.compile("[0-9a-f]{64}")
RULES = {"rule": {"aggregate", "calibrated"}}
RULES["silence"] = {"carry", "zero", "exclude", "impute"}


def path(node, rest=""):
    return f"{FEDERATION}/years/{node.year}{rest}"


def definition(node):
    """The year as it is read."""
    answer = node.say("GET", path(node))
    expect(answer.status == 200, f"it is answered with {answer.status}")
    verify(answer, node.keys)
    return read(answer)


def catalogue_digest(says):
    """By which two servers know that they have the same goods.

    >>> catalogue_digest({"goods": []})[:16]
    '4f53cda18c2baa0c'
    """
    goods = [{name: good[name] for name in COUNTED} for good in says["goods"]]
    return hashlib.sha256(canonical(goods)).hexdigest()


def year_has_its_fields(node):
    """The year has its rules, and goods with prices and floors"""
    says = definition(node)
    for name, kind in OF_YEAR.items():
        expect(type(says.get(name)) is kind, f"“{name}” is missing or of another kind")
    expect((says["kind"], says["code"]) == ("year", node.year), "it is another year")
    expect(DECIMAL.fullmatch(says["tolerance"]), "the tolerance is no decimal")
    for name, values in RULES.items():
        expect(says[name] in values, f"“{name}” is {says[name]}")


def goods_are_in_order(node):
    """The goods have all their fields and stand in the order of their codes"""
    goods = definition(node)["goods"]
    expect(goods, "there are none")
    for good in goods:
        for name, kind in OF_GOOD.items():
            expect(type(good.get(name)) is kind, f"{good.get('code')} lacks “{name}”")
        for name in ("price", "floor"):
            expect(DECIMAL.fullmatch(good[name]), f"{name} of {good['code']} is none")
    codes = [good["code"] for good in goods]
    expect(codes == sorted(set(codes)), "they do not, or one stands there twice")


def other_catalogue(node):
    """Joining with other goods: other-catalogue"""
    refused(_join(node, "0" * 64), 409, "other-catalogue")


def joins(node):
    """Joining with the catalogue as it was read is taken, and taken again alike"""
    catalogue = catalogue_digest(definition(node))
    first, again = (_join(node, catalogue, key="conformance-join") for _ in "ab")
    for answer in (first, again):
        expect(answer.status == 200, f"it is refused: {answer.body[:300]!r}")
        verify(answer, node.keys)
        expect(read(answer) == {"joined": node.year}, f"it says {answer.body[:300]!r}")
    expect(first.body == again.body, "the second answer is another")


def _join(node, catalogue, key=""):
    says = {"kind": "joining", "year": node.year}
    says |= {"catalogue": catalogue, "answers_trials": False}
    return node.say("POST", path(node, "/members"), says, key=key)


def head_is_told(node):
    """The head names the year, its newest round and all its documents"""
    answer = node.say("GET", path(node, "/head"))
    expect(answer.status == 200, f"it is answered with {answer.status}")
    verify(answer, node.keys)
    says = read(answer)
    names = {"year", "round", "head", "documents"}
    expect(says.keys() == names, f"its fields are {list(says)}")
    expect(says["year"] == node.year, f"it is of {says['year']}")
    expect(type(says["round"]) is int and says["round"] >= 0, "the round is no number")
    head, documents = says["head"], says["documents"]
    expect(isinstance(documents, list), "its documents are no list")
    for each in documents if head is None else [head, *documents]:
        digest = isinstance(each, str) and DIGEST.fullmatch(each)
        expect(digest, f"{each!r:.100} is no digest")
    expect((head is None) == (not documents), "the head is none of the documents")


def part_of_no_round(node):
    """A part of a round that does not exist: not-found"""
    answer = node.say(
        "PUT", path(node, "/rounds/9999/part"), {"kind": "part"}, follows=0
    )
    refused(answer, 404, "not-found")


def wrong_part(node):
    """A part that does not add up: part-wrong, in words"""
    last = read(node.say("GET", path(node, "/head")))["round"]
    if not last:
        return
    place = path(node, f"/rounds/{last}/part")
    refused(node.say("PUT", place, {"kind": "part"}, follows=0), 422, "part-wrong")


def part_of_no_revision(node):
    """A part that does not say which revision it follows: if-match-missing"""
    last = read(node.say("GET", path(node, "/head")))["round"]
    if not last:
        return
    answer = node.say("PUT", path(node, f"/rounds/{last}/part"), {"kind": "part"})
    refused(answer, 428, "if-match-missing")


CHECKS = [
    year_has_its_fields,
    goods_are_in_order,
    other_catalogue,
    joins,
    head_is_told,
    part_of_no_round,
    wrong_part,
    part_of_no_revision,
]
