import re

import pytest

from config import counting
from iteration.models import Round
from ledger.services import enqueue, heartbeat, record
from tests.factories import make_bread_year, make_proposal

pytestmark = pytest.mark.django_db
SAMPLE = re.compile(
    r'commonplan_\w+(\{\w+="[^"\\\n]*"(,\w+="[^"\\\n]*")*\})? [-+.\de]+'
)


def read(client, **headers):
    answer = client.get("/metrics/", headers=headers)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/plain; version=0.0.4"
    lines = answer.content.decode().splitlines()
    samples = [line for line in lines if not line.startswith("#")]
    assert all(SAMPLE.fullmatch(line) for line in samples), samples
    return dict(line.rsplit(" ", 1) for line in samples)


def test_what_the_database_knows_is_told(client):
    period, bread, eaters, _bakers = make_bread_year()
    number = Round.objects.latest("number").number
    make_proposal(eaters, period, {bread: 1000})
    enqueue(key="a", kind="mail", to="ada@example.org", payload={})
    record(kind="test", subject="x")
    heartbeat(name="tick")
    heartbeat(name="task_failed")
    heartbeat(name="task_failed")

    found = read(client)

    where = f'{{period="{period.code}",round="{number}"}}'
    assert found["commonplan_rounds_open"] == "1"
    assert float(found[f"commonplan_round_seconds_left{where}"]) > 0
    assert found[f"commonplan_round_answers{where}"] in {"1", "2"}
    assert found["commonplan_outbox_waiting"] == "1"
    assert found["commonplan_outbox_failing"] == "0"
    assert float(found["commonplan_records_unsealed"]) >= 1
    assert found["commonplan_tasks_failed_total"] == "2"
    assert found['commonplan_part_ok{part="tick"}'] == "1"
    assert found['commonplan_part_ok{part="beat"}'] == "0"
    assert 'commonplan_part_seconds{part="beat"}' not in found


def test_answers_are_counted_by_route_and_status(client, monkeypatch):
    monkeypatch.setattr(counting, "REQUESTS", counting.Requests())
    monkeypatch.setattr("config.metrics.REQUESTS", counting.REQUESTS)
    client.get("/words/")
    client.get("/no/such/page/?secret=1")
    client.get("/words/")

    found = read(client)

    counted = {name: value for name, value in found.items() if "answers_total" in name}
    assert sum(map(int, counted.values())) == 3
    assert sorted(re.findall(r'route="(.*?)",status="(\d+)"', str(counted))) == [
        ("desk:glossary", "200"),
        ("none", "404"),
    ]
    ends = [
        int(value)
        for name, value in found.items()
        if "answer_seconds_bucket" in name and "glossary" in name
    ]
    assert ends == sorted(ends)
    assert ends[-1] == 2


def test_no_council_and_no_good_is_named(client):
    make_bread_year()
    text = str(read(client))
    assert "eaters" not in text
    assert "bread" not in text


def test_without_a_token_only_this_machine_may_read_them(client):
    read(client)
    assert client.get("/metrics/", REMOTE_ADDR="203.0.113.9").status_code == 404
    assert client.get("/metrics/", REMOTE_ADDR="").status_code == 404


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Forwarded-Proto", "Via"])
def test_who_comes_through_a_proxy_is_not_this_machine(client, name):
    assert client.get("/metrics/", headers={name: "x"}).status_code == 404


def test_with_a_token_only_who_knows_it_may(client, settings):
    settings.METRICS_TOKEN = "a-long-token"
    assert client.get("/metrics/").status_code == 404
    for wrong in ("Bearer a-long-toke", "Bearer ", "Bearer ä", "a-long-tokenx"):
        found = client.get("/metrics/", headers={"Authorization": wrong})
        assert found.status_code == 404, wrong
    read(client, Authorization="Bearer a-long-token", Via="proxy")
