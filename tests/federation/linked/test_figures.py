"""The figures of a graph are those of the published plan."""

from collections import Counter, defaultdict
from decimal import Decimal

from tests.federation.linked.graphs import (
    BASE,
    PP,
    check,
    code_of,
    commitments,
    every,
    leaves,
    quantity,
)
from tests.federation.linked.reading import VF


class TestFigures:
    def test_sums_per_good_are_the_totals_of_the_plan(self, read, published):
        given, got = defaultdict(Decimal), defaultdict(Decimal)
        together = f"{BASE}/api/v1/periods/2027#councils"
        for node in commitments(read):
            provider = node[f"{VF}provider"]["@id"]
            receiver = node[f"{VF}receiver"]["@id"]
            assert together in (provider, receiver)
            assert provider != receiver
            (got if provider == together else given)[code_of(node)] += quantity(node)
        for good in published["goods"]:
            assert got[good["code"]] == Decimal(good["requested"])
            assert given[good["code"]] == Decimal(good["offered"])

    def test_the_balances_are_those_of_the_document(self, read, published):
        said = {node[f"{PP}good"]["@id"]: node for node in read.by_type(f"{PP}Balance")}
        for good in published["goods"]:
            node = said[f"{BASE}/#good/{good['code']}"]
            for name in ("requested", "offered", "unused"):
                measure = node[f"{PP}{name}"]
                # Digit by digit, for a string is no float.
                assert measure[f"{VF}hasNumericalValue"][0] == good[name]
            assert node[f"{PP}indicativePrice"][0] == good["price"]

    def test_a_line_is_one_commitment_and_of_nothing_there_is_none(
        self, read, published
    ):
        lines = [
            (part["council"], code)
            for part in published["councils"]
            for code, text in part["lines"].items()
            if Decimal(text)
        ]
        assert ("eaters", "honey") not in lines
        found = Counter(
            node["@id"].rpartition("#")[2].partition("/")[2]
            for node in commitments(read)
        )
        assert found == Counter(f"{slug}/{code}" for slug, code in lines)

    def test_every_value_is_a_string_of_its_type(self, graph, read):
        assert {type(each) for each in leaves(graph["@graph"])} == {str}
        for node in every(read.nodes):
            for value in node.values():
                if isinstance(value, tuple):
                    check(*value)

    def test_moments_have_an_offset_and_the_year_is_whole(self, read):
        [node, *_rest] = read.by_type(f"{VF}Process")
        begins, ends = (node[f"{VF}{name}"][0] for name in ("hasBeginning", "hasEnd"))
        assert begins == "2027-01-01T00:00:00+01:00"
        assert ends == "2028-01-01T00:00:00+01:00"
