from collections import Counter
from pathlib import Path

import pytest

from planning.package import read, write
from planning.splitting import shares, split

REGION = Path(__file__).parents[2] / "demo" / "region"
OF_COUNCILS = ("proposals", "standing", "entitlements", "changes")


@pytest.fixture(scope="module")
def region():
    return read(REGION)


@pytest.mark.parametrize("servers", [1, 2, 3, 8])
def test_every_council_is_on_one_server_with_its_federation(region, servers):
    dealt = shares(region, servers)
    assert Counter(slug for share in dealt for slug in share) == Counter(
        row.slug for row in region.councils
    )
    place = {slug: at for at, share in enumerate(dealt) for slug in share}
    for row in region.councils:
        if row.parent:
            assert place[row.slug] == place[row.parent]
    largest, smallest = max(map(len, dealt)), min(map(len, dealt))
    assert smallest > 0
    assert largest - smallest <= max(
        Counter(r.parent for r in region.councils).values()
    )


@pytest.mark.parametrize("servers", [1, 3])
def test_together_the_parts_say_what_the_whole_said(region, servers, tmp_path):
    parts = split(region, shares(region, servers))
    for number, part in enumerate(parts):
        write(part, tmp_path / str(number))
    back = [read(tmp_path / str(number)) for number in range(servers)]
    for name in OF_COUNCILS:
        rows = [row for part in back for row in getattr(part, name)]
        assert Counter(rows) == Counter(getattr(region, name))
    for part in back:
        assert list(part.goods) == list(region.goods)
        assert list(part.prices) == list(region.prices)
        assert part.descriptor == region.descriptor


def test_a_council_without_its_federation_stands_alone(region):
    [row] = [each for each in region.councils if each.slug == "auenried"]
    assert row.parent == "lower-tessach"
    [part] = split(region, [["auenried"]])
    assert [(each.slug, each.parent) for each in part.councils] == [("auenried", "")]
    assert {each.council for each in part.proposals} == {"auenried"}
