"""A plan is asked for as linked data, or as before."""

import json
import tracemalloc

import pytest

from federation.linked.plan import written
from tests.factories import make_good, make_open_period
from tests.federation.linked.graphs import LD, PLAN, ask, body


class TestAsking:
    def test_who_asks_for_linked_data_gets_it(self, plan):
        answer = ask(Accept=LD)
        assert answer["Content-Type"] == LD
        assert "Accept" in answer["Vary"]
        pieces = list(answer.streaming_content)
        assert "@graph" in json.loads(b"".join(pieces))
        assert len(pieces) > 5

    @pytest.mark.parametrize("accepts", ["*/*", "application/json", "application/*"])
    def test_all_others_get_what_they_got_before(self, plan, accepts):
        answer = ask(Accept=accepts)
        assert answer["Content-Type"] == "application/json"
        assert answer.json()["round"] == 1

    def test_what_sends_no_headers_has_an_address(self, plan):
        answer = ask(f"{PLAN}.jsonld")
        assert answer["Content-Type"] == LD
        assert body(answer) == body(ask(Accept=LD))

    def test_who_has_it_already_is_told_so(self, plan):
        tag = ask(Accept=LD)["ETag"]
        again = ask(Accept=LD, If_None_Match=tag)
        assert (again.status_code, again.content) == (304, b"")

    def test_what_is_no_type_of_ours_is_refused_as_a_problem(self, plan):
        answer = ask(Accept="text/turtle")
        assert answer.status_code == 406
        assert answer["Content-Type"] == "application/problem+json"

    @pytest.mark.parametrize("end", ["", ".jsonld"])
    def test_a_plan_that_is_not_published_is_none(self, db, end):
        make_open_period({make_good(): "1"}, code="2030")
        path = f"/api/v1/periods/2030/plan{end}"
        answer = ask(path, Accept=f"{LD}, application/problem+json")
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"


def test_a_large_plan_is_written_piece_by_piece(plan, monkeypatch):
    """Two thousand councils with nine lines each: the text is never whole."""
    document = json.loads(plan.publication.body)
    [part] = [each for each in document["councils"] if each["council"] == "bakers"]
    document["councils"] = [part] * 2_000
    plan.publication.body = json.dumps(document)
    tracemalloc.start()
    size = sum(map(len, written(plan)))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 5_000_000
    assert peak < size
