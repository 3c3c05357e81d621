"""Two whole servers plan a year together; one is killed, and comes back."""

import csv
import json
import time

import pytest
from django.db import connection

from federation.together.course import EARLIER
from tests.brokers.running import database_url
from tests.federation.nodes import ADA, REGION, introduce, servers, split_region

pytestmark = pytest.mark.slow

CODE = "2027"
SECONDS, ROUND = 240, 15
IMPORT = """
from datetime import timedelta
from io import StringIO
from django.core.management import call_command
from proposals.models import Period
call_command("import_package", "{folder}", stdout=StringIO())
Period.objects.filter(code="2027").update(
    round_length=timedelta(seconds=15), automatic=True
)
"""
STATE = """
import json
from iteration.models import Publication
from iteration.recount import faults
from proposals.models import Period
period = Period.objects.get(code="2027")
documents = Publication.objects.filter(period=period, plan=None).order_by("number")
plan = period.plans.published().first()
print(json.dumps({
    "status": period.status,
    "rounds": [each.digest for each in documents],
    "accord": plan.accord if plan else None,
    "faults": list(faults(period)),
}))
"""
PLAN = """
import json
from iteration.models import Assignment
from proposals.models import Good
codes = dict(Good.objects.values_list("pk", "code"))
rows = Assignment.objects.filter(plan__period__code="2027").select_related("council")
print(json.dumps({
    row.council.slug: sorted([codes[key], units] for key, units in row.lines.items())
    for row in rows
}))
"""


@pytest.fixture
def start(transactional_db, tmp_path):
    tmp_path.chmod(0o755)
    template = connection.settings_dict["NAME"]
    connection.close()

    def started(*names):
        urls = lambda name: database_url(connection, name)  # noqa: E731
        return servers(names, tmp_path, urls, template)

    return started


def halves():
    """The valley above with all who live there, and everybody else."""
    with (REGION / "councils.csv").open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    above = [
        row["slug"]
        for row in rows
        if "upper-tessach" in (row["slug"], row["parent"]) or row["kind"] == "commons"
    ]
    return [[row["slug"] for row in rows if row["slug"] not in above], above]


def wait(node, condition, seconds=SECONDS):
    ends = time.monotonic() + seconds
    while not condition(found := node.run(STATE)):
        assert time.monotonic() < ends, json.dumps(found) + node.said()
        time.sleep(1)
    return found


def published(state):
    return state["status"] == "published"


def plan_of(nodes):
    return {slug: lines for node in nodes for slug, lines in node.run(PLAN).items()}


def test_two_servers_plan_as_one_and_a_kill_costs_time_only(start, tmp_path):
    with start("root", "child") as nodes:
        root, child = nodes
        for node, folder in zip(nodes, split_region(tmp_path, halves()), strict=True):
            node.start("web")
            node.run(ADA + IMPORT.replace("{folder}", str(folder)))
        introduce(root, child)
        by = ("--by", "ada")
        root.manage("shared_year", "share", CODE, *by)
        root.manage("shared_year", "invite", CODE, child.origin, *by)
        child.manage("shared_year", "join", CODE, root.origin, *by)
        for node in nodes:
            node.start("work")
        root.manage("shared_year", "open", CODE, *by)

        wait(child, lambda found: len(found["rounds"]) == 1)
        child.kill()
        time.sleep(ROUND * EARLIER)
        child.start()
        found = [
            wait(node, lambda state: state["status"] == "published") for node in nodes
        ]

        assert found[0] == found[1]
        assert found[0]["accord"]
        assert found[0]["faults"] == []
        together = plan_of(nodes)

    assert len(together) == 118
    sums = {}
    for lines in together.values():
        for code, units in lines:
            sums[code] = sums.get(code, 0) + units
    assert max(sums.values()) == 0
