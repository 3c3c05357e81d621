"""Whole servers plan a year together: as one would, and through what goes wrong."""

import time

import pytest

from federation.together.opening import EARLIER
from tests.federation.trees import (
    ALONE,
    EIGHT,
    STATE,
    begin,
    division,
    fill,
    is_over,
    join,
    plan_of,
    wait,
)
from tests.federation.wires import Wire

pytestmark = [pytest.mark.slow, pytest.mark.long]

PATIENCE, ROUND, CUT_ROUND = 1200, 120, 40


def test_eight_servers_plan_as_one_and_a_kill_costs_time_only(start, tmp_path):
    with start("alone") as [alone]:
        fill([alone], division(1), tmp_path / "whole", seconds=3600)
        alone.run(ALONE)
        expected, rounds = plan_of([alone]), len(alone.run(STATE)["rounds"])

    names = [f"s{place}" for place in range(len(EIGHT))]
    with start(*names) as nodes:
        fill(nodes, division(len(nodes)), tmp_path / "parts", seconds=ROUND)
        join(nodes, EIGHT)
        begin(nodes)
        middle = nodes[1]
        wait(middle, lambda found: found["rounds"], PATIENCE)
        middle.kill()
        time.sleep(ROUND * EARLIER**2)
        middle.start()
        found = [wait(node, is_over, PATIENCE, pause=5.0) for node in nodes]

        assert found[0]["status"] == "published"
        assert found[0]["faults"] == []
        assert all(each == found[0] for each in found)
        assert len(found[0]["rounds"]) == rounds
        assert plan_of(nodes) == expected


def test_a_server_that_was_cut_off_for_two_rounds_publishes_the_same(start, tmp_path):
    with start("root", "near", "far", wired=Wire) as nodes:
        root, _near, far = nodes
        fill(nodes, division(3), tmp_path / "parts", seconds=CUT_ROUND)
        join(nodes, [None, 0, 0])
        begin(nodes)
        had = wait(far, lambda found: found["rounds"], PATIENCE)
        # Nobody reaches it, and it reaches nobody.
        far.wire.cut()
        far.kill("work")
        missed = len(had["rounds"]) + 2
        wait(root, lambda found: len(found["rounds"]) >= missed, PATIENCE)
        far.wire.mend()
        far.start("work")
        found = [wait(node, is_over, PATIENCE, pause=3.0) for node in nodes]

        assert found[0]["status"] == "published"
        assert all(each == found[0] for each in found)
        late = root.run(LATE)
        assert [missed - 1, far.origin] in late
        assert [missed, far.origin] in late
        assert found[0]["faults"] == []


LATE = """
import json
from iteration.models import Publication
documents = Publication.objects.filter(plan=None).order_by("number")
print(json.dumps([
    [each.number, server["server"]]
    for each in documents
    for server in json.loads(each.body)["servers"]
    if server["late"]
]))
"""
