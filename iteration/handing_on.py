"""What was learned of councils, for those that go on in their place."""

from typing import Any

import numpy as np

from councils.models import Council
from iteration.inheritance import Heirs
from planning.memory import only
from proposals.models import Period


def hand_on(learned: dict[str, Any], period: Period) -> dict[str, Any]:
    """What was learned, by the councils of a year; of who ended, by their heirs.

    An heir of several begins with what is known of the one of them with the most
    members, by its share: its answers will be the most like the heir's.
    """
    shares = Heirs.for_year(period.frozen_at).shares
    gone = [key for key in learned["key"].tolist() if key in shares]
    if not gone:
        return learned
    members = dict(Council.objects.filter(pk__in=gone).values_list("pk", "members"))
    best: dict[int, tuple[Any, int]] = {}
    for key in gone:
        for heir, share in shares[key].items():
            weight = (members[key] * share, -key)
            best[heir] = max(best.get(heir, weight), weight)
    heirs = {heir: -weight[1] for heir, weight in best.items()}
    staying = [key for key in learned["key"].tolist() if key not in shares]
    return _of(learned, sorted({*staying, *heirs}), heirs)


def _of(
    learned: dict[str, Any], keys: list[int], taken_from: dict[int, int]
) -> dict[str, Any]:
    """What each of some councils begins with: its own, or another's."""
    known = set(learned["key"].tolist())
    keys = [key for key in keys if taken_from.get(key, key) in known]
    sources = [taken_from.get(key, key) for key in keys]
    beliefs = {
        name: array
        for name, array in only(learned, np.array(sorted(set(sources)))).items()
        if name not in ("start", "good", "units")
    }
    place = np.searchsorted(beliefs["key"], np.array(sources, dtype=np.int64))
    rows = len(beliefs["key"])
    return {
        name: array[place] if len(array) == rows else array
        for name, array in beliefs.items()
    } | {"key": np.array(keys, dtype=np.int64)}
