import numpy as np
import pytest

from councils.models import Council
from iteration.roster import Roster
from tests.factories import make_council

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    """A federation above two neighbourhoods, and a bakery."""
    above = make_council("above", kind="consumer_federation", members=0)
    north = make_council("north", parent=above, members=30)
    bakers = make_council("bakers", kind="worker", members=7)
    south = make_council("south", parent=above, members=10)
    return above, north, bakers, south


def keys(*councils):
    return np.array(sorted(council.pk for council in councils))


def test_councils_come_with_kind_members_and_federation(town):
    roster = Roster.of(keys(*town))
    assert roster.members.tolist() == [0, 30, 7, 10]
    assert roster.above.tolist() == [-1, 0, -1, 0]
    for kind, expected in (("consumer", [1, 3]), ("worker", [2]), ("commons", [])):
        assert np.flatnonzero(roster.is_kind(kind)).tolist() == expected


def test_a_federation_that_is_not_asked_for_is_not_above(town):
    assert Roster.of(keys(*town[1:])).above.tolist() == [-1, -1, -1]


def test_nobody_is_a_roster_too():
    roster = Roster.of(np.zeros(0, dtype=np.int64))
    amounts = np.array([1]), np.array([2.0])
    assert roster.above.tolist() == roster.laid(*amounts).tolist() == []


def test_amounts_go_to_whom_they_belong(town):
    _above, north, _bakers, south = town
    amounts = np.array([south.pk, north.pk, 10**9]), np.array([5, 2.5, 1])
    roster = Roster.of(keys(*town))
    assert roster.laid(*amounts).tolist() == [0, 2.5, 0, 5]
    assert roster.laid(*amounts, 7.0).tolist() == [7, 2.5, 7, 5]


def test_every_kind_has_a_place(town):
    found = Roster.of(keys(*town)).kind.tolist()
    assert [Council.Kind.values[kind] for kind in found] == [
        *("consumer_federation", "consumer", "worker", "consumer")
    ]
