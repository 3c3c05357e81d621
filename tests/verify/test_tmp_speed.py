import time, subprocess, sys
import pytest
from councils.models import Council
from iteration.models import Publication, Round
from iteration.proof import prove
from iteration.services import publish_plan, settle_period
from proposals.models import Proposal
from proposals.services import Line, submit_many
from django.db import connection, reset_queries
from tests.factories import *
from tests.verify.conftest import PROGRAM
pytestmark = pytest.mark.django_db
def test_speed(client, tmp_path):
    goods = [make_good(f"g{n}") for n in range(10)]
    period = make_open_period({g: 2 for g in goods}, code="2027")
    N = 10_000
    Council.objects.bulk_create(Council(slug=f"c-{n:05d}", name=f"C {n}", kind="consumer", members=3) for n in range(N))
    cs = list(Council.objects.order_by("pk"))
    keys = sorted(g.pk for g in goods)
    lines = [Line(c.pk, keys, [(1 if i % 2 else -1) * (1000 + i) for _ in keys]) for i, c in enumerate(cs)]
    for _ in range(3):
        submit_many(period=period, lines=lines, origin="file")
    with connection.cursor() as c: c.execute("ANALYZE")
    t=time.perf_counter(); make_count(period); print("count", time.perf_counter()-t)
    me = cs[5000]
    client.force_login(make_seat(council=me).person)
    where = f"/years/2027/check/{me.slug}/3/"
    for _ in range(4):
        t=time.perf_counter(); r = client.get(where); print("page", time.perf_counter()-t, r.status_code)
        assert b"Round 1 counted" in r.content
    import cProfile, pstats
    from iteration.count import _counted
    from iteration.publication import receipts_of
    from ledger.merkle import path
    rd = Round.objects.get()
    for _ in range(3):
        t=time.perf_counter(); n, q = _counted(rd); t1=time.perf_counter(); rr = receipts_of(q); t2=time.perf_counter(); path(list(rr.values()), 77); t3=time.perf_counter()
        print("counted", t1-t, "receipts", t2-t1, "path", t3-t2)
        t=time.perf_counter(); x=list(q.values_list("council_id","receipt")); t1=time.perf_counter(); y=dict(Council.objects.values_list("pk","slug")); print("nojoin", t1-t, time.perf_counter()-t1)
    with connection.cursor() as c:
        sql, params = q.values_list("council__slug","receipt").query.sql_with_params()
        c.execute("EXPLAIN ANALYZE "+sql, params); print("\n".join(r[0] for r in c.fetchall()))
    pr = cProfile.Profile(); pr.enable(); client.get(where); pr.disable(); pstats.Stats(pr).sort_stats("cumtime").print_stats(22)
    assert 0
