"""All that stands out in a round, what weighs most first of each sort."""

import math

from iteration.findings import lines, means, others
from iteration.findings.look import Look
from proposals.models import Question

SORTS = (
    *(lines.moved, lines.gone, means.capacities, others.surprises),
    *(means.ratios, means.costs, others.twins, others.producers),
)
ORDER = {about: place for place, about in enumerate(Question.About.values)}


def findings(round, at):
    """What stands out in the proposals of an open round at a moment: a list.

    Five thousand councils with three hundred goods each take a second or two, most of
    it for reading.
    """
    look = Look.at_round(round, at)
    if not look.now.book.n_councils:
        return []
    found = [finding for sort in SORTS for finding in sort(look)]
    return sorted(found, key=_weight)


def _weight(finding):
    factor = finding.factor
    size = abs(math.log(factor)) if 0 < factor < math.inf else 0.0
    size = math.inf if factor in (0.0, math.inf) else size
    return ORDER[finding.about], -size, finding.council or 0, finding.good or 0
