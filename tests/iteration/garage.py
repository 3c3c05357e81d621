"""A garage that makes whole buses, and steel for a part of one too many."""

from tests.factories import (
    make_council,
    make_count,
    make_good,
    make_open_period,
    make_proposal,
    reload,
)


def make_garage():
    """An agreed year: steel for 2.7 of three buses."""
    buses = make_good("buses", unit="1", decimals=0)
    steel = make_good("steel", category="resource", decimals=0)
    period = make_open_period({buses: 1000, steel: "0.1"}, tolerance="0.2")
    lines = {
        make_council("garage", kind="worker"): {buses: -3, steel: 3_000},
        make_council("mine", kind="commons"): {steel: -2_700},
        make_council("riders"): {buses: 3},
    }
    for council, quantities in lines.items():
        make_proposal(council, period, quantities)
    assert make_count(period).agreed
    return reload(period)
