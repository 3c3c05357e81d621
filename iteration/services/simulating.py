import logging
import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from councils.models import Person
from iteration.models import Round, Simulation
from iteration.scenarios import Scenario
from iteration.stall import resolve
from iteration.whatif import what_if
from ledger import clock
from ledger.canonical import canonical, digest
from ledger.services import record
from proposals.models import Period

logger = logging.getLogger(__name__)
# Nothing was heard of a worker for so long: it is gone.
QUIET = timedelta(seconds=60)
MOST_ROUNDS, MOST_SCENARIOS = 30, 3
RUNS = {Simulation.Kind.WHAT_IF: what_if, Simulation.Kind.STALL: resolve}
Status = Simulation.Status


class _Superseded(Exception):
    """Another worker has taken the simulation over."""


def ask_what_if(
    *,
    period: Period,
    scenarios: Sequence[Scenario],
    rounds: int = 10,
    seed: int = 1,
    actor: Person | None = None,
) -> Simulation:
    """Ask for scenarios to be played through, beside the year as it is.

    Raises ValidationError: ``state`` as long as no round is published, ``rounds`` and
    ``scenarios`` for too many of either.
    """
    if not 1 <= rounds <= MOST_ROUNDS:
        raise ValidationError(
            _("Simulate between 1 and %(most)s rounds."),
            code="rounds",
            params={"most": MOST_ROUNDS},
        )
    if len(scenarios) > MOST_SCENARIOS:
        raise ValidationError(
            _("At most %(most)s scenarios stand beside each other."),
            code="scenarios",
            params={"most": MOST_SCENARIOS},
        )
    all_ = [Scenario(), *scenarios]
    asked = {"scenarios": [each.plain() for each in all_]}
    return _ask(period, Simulation.Kind.WHAT_IF, rounds, len(all_), seed, asked, actor)


def ask_about_stall(
    *,
    period: Period,
    rounds: int = 10,
    seed: int = 1,
    actor: Person | None = None,
) -> Simulation:
    """Ask what would let a year agree. Raises ValidationError as `ask_what_if`."""
    asked: dict[str, Any] = {"scenarios": [{}]}
    return _ask(period, Simulation.Kind.STALL, rounds, 1, seed, asked, actor)


@transaction.atomic
def _ask(
    period: Period,
    kind: str,
    rounds: int,
    count: int,
    seed: int,
    asked: dict[str, Any],
    actor: Person | None,
) -> Simulation:
    counted = Round.objects.filter(period=period, status=Round.Status.PUBLISHED)
    round = counted.order_by("-number").first()
    if round is None:
        raise ValidationError(
            _("As long as no round of %(period)s is counted, nothing can be foreseen."),
            code="state",
            params={"period": period},
        )
    waiting = Round.objects.filter(period=period, number=round.number + 1).first()
    asked |= {"rounds": rounds, "seed": seed}
    if waiting is not None:
        asked["cutoff"] = waiting.cutoff.isoformat()
    simulation = Simulation.objects.create(
        period=period,
        round=round,
        kind=kind,
        asked=asked,
        asked_by=actor,
        asked_at=clock.now(),
        of_steps=rounds * count + 1,
    )
    record(
        kind="simulation.asked",
        subject=f"{period.code}/{round.number}",
        actor=actor,
        data={"simulation": simulation.pk, "what": kind, "asked": asked},
    )
    return simulation


def waiting_simulations() -> list[int]:
    """The keys of the simulations nobody works at."""
    waiting = Simulation.objects.waiting(clock.now() - QUIET)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def simulate(simulation_id: int) -> bool:
    """Compute a simulation that was asked; say whether this call has finished it.

    Claimed by an UPDATE, so that one worker computes; one that dies is not heard of
    any more, and after a minute another may claim it, three times at most.
    """
    mine, now = uuid.uuid4(), clock.now()
    waiting = Simulation.objects.waiting(now - QUIET).filter(pk=simulation_id)
    claimed = waiting.filter(attempts__lt=Simulation.ATTEMPTS).update(
        status=Status.RUNNING,
        claim=mine,
        heard_at=now,
        steps=0,
        attempts=F("attempts") + 1,
    )
    if not claimed:
        if found := waiting.first():
            _finish(found, found.claim, None)
        return False
    rows = Simulation.objects.select_related("period", "round")
    simulation = rows.get(pk=simulation_id)
    simulation.round.period = simulation.period
    try:
        result = RUNS[simulation.kind](simulation, lambda: _hear(simulation_id, mine))
    except _Superseded:
        return False
    except OperationalError:
        _of(simulation_id, mine).update(status=Status.ASKED)
        raise
    except Exception:
        logger.exception("Simulation %s has failed", simulation_id)
        return _finish(simulation, mine, None)
    return _finish(simulation, mine, result)


@transaction.atomic
def _finish(
    simulation: Simulation, claim: uuid.UUID, result: dict[str, Any] | None
) -> bool:
    """Write the result, or that there is none; False if somebody else has."""
    told = "" if result is None else digest(canonical(result))
    waiting = (Status.ASKED, Status.RUNNING)
    rows = Simulation.objects.filter(pk=simulation.pk, claim=claim, status__in=waiting)
    done = rows.update(
        status=Status.FAILED if result is None else Status.DONE,
        result=result,
        digest=told,
        finished_at=clock.now(),
    )
    if done:
        record(
            kind="simulation.failed" if result is None else "simulation.finished",
            subject=f"{simulation.period.code}/{simulation.round.number}",
            data={
                "simulation": simulation.pk,
                "what": simulation.kind,
                "asked": simulation.asked,
                "digest": told,
            },
        )
    return bool(done)


def _hear(simulation_id: int, mine: uuid.UUID) -> None:
    """Say that this worker lives and has come a step further."""
    heard = _of(simulation_id, mine).update(heard_at=clock.now(), steps=F("steps") + 1)
    if not heard:
        raise _Superseded


def _of(simulation_id: int, claim: uuid.UUID) -> Any:
    """The simulation, as long as it is this worker's."""
    return Simulation.objects.filter(
        pk=simulation_id, status=Status.RUNNING, claim=claim
    )
