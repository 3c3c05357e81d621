"""Servers that were written from the manual alone plan a year with a real one."""

from contextlib import ExitStack

import pytest
from django.db import connection

from tests.databases import database_url
from tests.federation.nodes import MEET, free_port, servers
from tests.federation.second.accords import SLACK
from tests.federation.second.children import Child
from tests.federation.second.councils import Council
from tests.federation.second.documents import digest
from tests.federation.trees import (
    CODE,
    PLAN,
    SHARE,
    begin,
    division,
    fill,
    is_over,
    wait,
)

pytestmark = [pytest.mark.slow, pytest.mark.long]

PATIENCE, SOON, ROUND = 1200, 60, 40
VILLAGE = Council(
    "harbour-village",
    requests={
        "bread": 706_800,
        "cheese": 93_000,
        "milk": 697_500,
        "vegetables": 1_209_000,
    },
    offers={"care_work": 142_012, "farm_work": 90_000},
)
SCHOOL = Council(
    "harbour-school", requests={"meals": 31_001, "milk": 12_345}, offers={}
)
# It bears the name of a council at the other server: their tickets are the same.
HAMLET = Council(
    "auenried",
    requests={"beer": 90_001, "bread": 77_777, "fruit": 150_003},
    offers={"craft_work": 40_011},
    follows=0.8,
)
SETTLEMENT = {"remaining", "floors", "finish"}
TRIALS = {"part", "heard", "answers", "turned"}


@pytest.fixture
def root(transactional_db, tmp_path):
    tmp_path.chmod(0o755)
    template = connection.settings_dict["NAME"]
    connection.close()

    with servers(["root"], tmp_path, database_url, template) as [node]:
        fill([node], division(1), tmp_path / "parts", seconds=ROUND)
        yield node


def test_servers_written_from_the_manual_plan_a_year_with_a_real_one(root):
    with ExitStack() as stack:
        deaf = Child("Harbour", free_port(), root.origin, [VILLAGE, SCHOOL])
        stack.enter_context(deaf)
        hearing = Child(
            "Hamlet", free_port(), root.origin, [HAMLET], answers_trials=True
        )
        stack.enter_context(hearing)
        below = [deaf, hearing]
        join(root, below)
        begin([root])

        def ends(found):
            return is_over(found) or any(wrong_at(child) for child in below)

        found = wait(root, ends, PATIENCE, pause=3.0)
        assert [wrong_at(child) for child in below] == [[], []]
        assert found["status"] == "published", found
        for child in below:
            is_published(child, root)

        assert found["faults"] == []
        for child in below:
            assert_took_part(child, found)
        assert not TRIALS & set(deaf.course.asked)
        assert {"part", "heard", "answers"} <= set(hearing.course.asked)
        assert_balances(root, below)


def join(root, below):
    """Let people at the server meet the children, and the children join the year."""
    typed = root.manage("own_key", "show", "--only-fingerprint").split()[-1]
    root.run("".join(MEET.replace("{origin}", child.origin) for child in below))
    origins = [child.origin for child in below]
    root.run(SHARE.format(parent="", below=origins, trials=True))
    for child in below:
        child.join(CODE, typed)


def wrong_at(child):
    """What either of the two servers refused for good."""
    return child.rejected + child.refused


def is_published(child, root):
    """Wait until a child was told that the plan is published."""
    course = child.course
    with course.changed:
        told = course.changed.wait_for(lambda: course.plan, SOON)
    assert told, f"{child.rejected} {sorted(course.digests)}\n{root.said()}"


def assert_took_part(child, found):
    """The child has all that the server has, and was heard in every round."""
    course = child.course
    assert [course.digests[at] for at in sorted(course.digests)] == found["rounds"]
    assert course.accord == found["accord"]
    assert wrong_at(child) == []
    for number, record in course.records.items():
        [own] = [each for each in record["servers"] if each["server"] == child.origin]
        assert own["document"] == digest(course.counted[number])
        assert not own["late"]
        assert number in course.received
    assert set(course.asked) >= SETTLEMENT
    # What the server above said of how far it was is what was published here.
    said = {each["head"] for each in child.heads}
    assert said <= {None, *course.digests.values()}
    assert len(child.heads) == len(course.records)
    for each in child.heads:
        assert each["documents"] == found["rounds"][: len(each["documents"])]


def assert_balances(root, below):
    """To the unit: what all councils everywhere are assigned is what was settled."""
    year = below[0].course.year
    n = len(year.goods)
    for child in below:
        last = child.councils.proposals(len(child.course.records))
        assert child.course.assigned.keys() == last.keys()
        for name, lines in child.course.assigned.items():
            assert all(0 <= lines[side] <= last[name][side] for side in last[name])
    sums = [0] * 2 * n
    for child in below:
        for lines in child.course.assigned.values():
            for side, units in lines.items():
                sums[side] += units
    for lines in root.run(PLAN).values():
        for code, units in lines:
            place = year.codes.index(code)
            sums[place + n * (units < 0)] += abs(units)
    assert sums == below[0].course.settled
    may_differ = {good.code for good in year.goods if good.category in SLACK}
    for place, code in enumerate(year.codes):
        assert sums[place] <= sums[place + n]
        assert sums[place] == sums[place + n] or code in may_differ
