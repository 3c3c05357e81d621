"""Named places where a test may stop the process dead. In operation they do nothing.

COMMONPLAN_FAULT names one; the process that comes there is killed as by kill -9. A test
walks POINTS, so that none is forgotten.
"""

import os
import signal

POINTS = (
    "round.answered_for_the_silent",
    "round.before_fixing",
    "round.fixed",
    "round.counted",
    "round.claimed",
    "round.results_written",
    "round.before_publishing",
    "plan.settled_in_memory",
    "plan.assignments_written",
    "plan.before_settling",
    "plan.claimed",
    "plan.before_publishing",
    "record.before_sealing",
    "record.sealed",
    "letter.claimed",
    "letter.written",
    "letter.handed_over",
    "letter.noted",
)
CHOSEN = os.environ.get("COMMONPLAN_FAULT", "")


def hit(point: str) -> None:
    """Die here if this is the chosen place."""
    if point == CHOSEN:
        os.kill(os.getpid(), signal.SIGKILL)
