"""What neighbourhoods and consumer federations use in a year."""

from collections import defaultdict

from demo import tables

Flows = dict[tuple[str, str], float]


def final_use() -> Flows:
    """Quantities in units by (council, good): per head of a kind, times such heads."""
    flows: Flows = defaultdict(float)
    habits = {
        (row["way"], row["good"]): float(row["factor"]) for row in tables.rows("ways")
    }
    for slug, neighbourhood in tables.neighbourhoods().items():
        for row in tables.rows("final_use"):
            habit = habits.get((neighbourhood["way"], row["good"]), 1.0)
            heads = tables.heads(slug, row["basis"])
            flows[slug, row["good"]] += float(row["quantity"]) * heads * habit
    for row in tables.rows("public_use"):
        heads = sum(
            tables.heads(slug, row["basis"])
            for slug, neighbourhood in tables.neighbourhoods().items()
            if neighbourhood["federation"] == row["federation"]
        )
        flows[row["federation"], row["good"]] += float(row["quantity"]) * heads
    return dict(flows)
