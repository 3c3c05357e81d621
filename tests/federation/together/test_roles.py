"""Root and member are roles in a year: in the next one they may be the other way."""

import pytest

from tests.federation.nodes import ADA, introduce
from tests.federation.trees import state_of, wait

pytestmark = [pytest.mark.slow, pytest.mark.long]

PATIENCE, ROUND = 240, 30
MAKE = """
from datetime import timedelta
from proposals.models import Good
from tests.factories import make_good, make_period
bread = Good.objects.filter(code="bread").first() or make_good("bread")
period = make_period(
    {year!r}, {{bread: "2"}}, tolerance="0.05", automatic=True,
    round_length=timedelta(seconds={seconds}),
)
"""
PROPOSE = """
from proposals.models import Good, Period
from tests.factories import make_council, make_proposal
period = Period.objects.get(code={year!r})
council = make_council("{council}-{year}", kind={kind!r})
make_proposal(council, period, {{Good.objects.get(): {units}}})
"""
LEAD = (
    ADA
    + """
from federation.models import Peer
from federation.services.shared_years import invite_server, share_year
from proposals.models import Period
who = {{"actor": ada, "reason": "We plan together."}}
year = share_year(period=Period.objects.get(code={year!r}), **who)
invite_server(year=year, peer=Peer.objects.get(), **who)
"""
)
FOLLOW = (
    ADA
    + """
from federation.models import Peer
from federation.together.joining import join_year
join_year(
    parent=Peer.objects.get(), code={year!r}, answers_trials=True, actor=ada,
    reason="We plan together.",
)
"""
)


def test_who_led_one_year_takes_part_in_the_next(start):
    """And what was agreed in the first stays as it is."""
    with start("hill", "quay") as (hill, quay):
        for node in (hill, quay):
            node.start("web")
        introduce(hill, quay)
        for node in (hill, quay):
            node.start("work")
        found = {}
        for year, lead, member in (("2027", hill, quay), ("2028", quay, hill)):
            for node in (lead, member):
                node.run(MAKE.format(year=year, seconds=ROUND))
            lead.run(LEAD.format(year=year))
            member.run(FOLLOW.format(year=year))
            lead.manage("shared_year", "open", year, "--by", "ada")
            _propose(lead, year, "eaters", "consumer", 1000)
            _propose(member, year, "bakers", "worker", -980)
            found[year] = [_until(node, year, "published") for node in (lead, member)]
        for year, (lead, member) in found.items():
            assert lead == member
            assert (lead["status"], lead["faults"]) == ("published", [])
            again = [state_of(node, year) for node in (hill, quay)]
            assert again == [lead, member]


def _propose(node, year, council, kind, units):
    _until(node, year, "open")
    said = {"year": year, "council": council, "kind": kind, "units": units}
    node.run(PROPOSE.format(**said))


def _until(node, year, status):
    return wait(node, lambda each: each["status"] == status, PATIENCE, year=year)
