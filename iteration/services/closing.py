import time
from datetime import timedelta

from django.db import transaction

from iteration.calendar import following
from iteration.catalogue import Catalogue
from iteration.count import Count, count
from iteration.memory import keep
from iteration.models import Result, Round
from iteration.publication import publish_round
from iteration.results import outliers_of, results_of
from iteration.services.opening import announce
from iteration.services.transitions import Status, move
from iteration.silence import answers
from ledger import clock, faults
from ledger.services import record
from planning.prices import CalibratedRule, stalled
from proposals import gate
from proposals.models import Period
from proposals.services import submit_many

LAST_MOMENT = timedelta(microseconds=1)


class RoundNotDue(Exception):
    """The round's cutoff has not passed yet."""


def due_rounds() -> list[int]:
    """The keys of the rounds that can be counted now."""
    due = Round.objects.due(clock.now()).order_by("cutoff")
    return list(due.values_list("pk", flat=True))


def close_round(round_id: int) -> bool:
    """Count a due round, publish it and open the next; say whether this call did so.

    Safe to repeat, to run twice at once and to be killed anywhere. Fixing answers for
    the silent and can happen once; counting only reads what that has fixed; publishing
    begins by moving the round out of COUNTING, which succeeds once.

    Raises RoundNotDue before the cutoff.
    """
    started = time.perf_counter()
    if Period.objects.get(rounds=round_id).together or not fix_round(round_id):
        return False
    faults.hit("round.fixed")
    round = Round.objects.select_related("period").get(pk=round_id)
    if round.status != Round.Status.COUNTING:
        return False  # Published by another worker, or reopened, in this moment.
    counted = count(round)
    faults.hit("round.counted")
    return publish_counted(round, counted, time.perf_counter() - started)


@transaction.atomic
def fix_round(round_id: int) -> bool:
    """Answer for the silent, fix what will be counted; False if published already."""
    period = Period.objects.get(rounds=round_id)
    # Waits for whoever is submitting; later proposals are stamped after the cutoff.
    gate.shut(period.pk)
    round = Round.objects.select_for_update(of=["self"], no_key=True).get(pk=round_id)
    round.period = period
    if round.status != Round.Status.OPEN:
        return round.status == Round.Status.COUNTING
    if round.cutoff > clock.now():
        raise RoundNotDue(f"{round} cannot be counted before {round.cutoff}")
    imputed = sum(
        submit_many(
            period=period, lines=lines, origin=origin, at=round.cutoff - LAST_MOMENT
        )
        for origin, lines in answers(round, Catalogue.of(period)).items()
    )
    faults.hit("round.answered_for_the_silent")
    Period.objects.filter(pk=period.pk).update(fixed_until=round.cutoff)
    Round.objects.filter(pk=round.pk).update(status=Round.Status.COUNTING)
    record(
        kind="round.fixed",
        subject=f"{period.code}/{round.number}",
        data={"imputed": imputed, "cutoff": round.cutoff.isoformat()},
    )
    faults.hit("round.before_fixing")
    return True


@transaction.atomic
def publish_counted(round: Round, counted: Count, seconds: float) -> bool:
    """Publish a count and open the next round; False if it was published already."""
    outcome, catalogue = counted.outcome, counted.catalogue
    now = clock.now()
    worst_good = outcome.worst_good
    figures = {
        "status": Round.Status.PUBLISHED,
        "published_at": now,
        "agreed": outcome.agreed,
        "worst": outcome.worst,
        "worst_good_id": None if worst_good is None else catalogue.goods[worst_good].pk,
        "weighted": outcome.weighted,
        "goods_out": int(outcome.out.sum()),
        "own": counted.own,
        "standing": counted.standing,
        "noise_floor": outcome.noise_floor,
        "outliers": outliers_of(counted),
        "imputed": counted.imputed,
        "carried": counted.carried,
        "absent": counted.absent,
        "seconds": seconds,
    }
    # Counted to this cutoff: a round that was reopened meanwhile has another.
    claimed = Round.objects.filter(
        pk=round.pk, status=Round.Status.COUNTING, cutoff=round.cutoff
    )
    if not claimed.update(**figures):
        return False  # Another worker published the same count first.
    faults.hit("round.claimed")
    for name, value in figures.items():
        setattr(round, name, value)
    Result.objects.bulk_create(results_of(round, counted))
    faults.hit("round.results_written")
    if isinstance(counted.rule, CalibratedRule):
        keep(round, counted.rule.memory)
    publish_round(round, counted)
    _go_on(round, counted)
    record(
        kind="round.published",
        subject=f"{round.period.code}/{round.number}",
        data={
            "agreed": outcome.agreed,
            "digest": round.publication.digest,
            "own": counted.own,
            "standing": counted.standing,
            "imputed": counted.imputed,
            "carried": counted.carried,
            "absent": counted.absent,
        },
    )
    faults.hit("round.before_publishing")
    return True


def _go_on(round: Round, counted: Count) -> None:
    """After a count the proposals agree, or have stalled, or there is another round."""
    period, outcome = round.period, counted.outcome
    if outcome.agreed:
        move(period, Status.AGREED, come_from=[Status.OPEN])
    elif round.number >= period.max_rounds or _no_progress(round):
        move(period, Status.STALLED)
        record(kind="period.stalled", subject=period.code, data={"round": round.number})
    else:
        announce(
            period=period,
            number=round.number + 1,
            prices=counted.catalogue.announced(outcome.prices),
            keys=counted.catalogue.keys.tolist(),
            state=outcome.state,
            opened_at=round.published_at,
            cutoff=following(round.cutoff, round.published_at, period.round_length),
        )


def _no_progress(round: Round) -> bool:
    """Whether more rounds cannot help, or have not.

    They cannot where what is left is no more than answers vary by themselves; once
    people have decided to go on, that is no reason to stop. They have not where neither
    the worst good nor the whole has come closer for four rounds. A good on its way to
    the floor stays at the largest imbalance until it is there; meanwhile its value, and
    with it the weighted imbalance, falls.
    """
    if round.is_noise and not round.period.resumed_after:
        return True
    rounds = Round.objects.filter(
        period=round.period,
        number__gt=round.period.resumed_after,
        number__lte=round.number,
    ).order_by("number")
    return all(
        stalled(list(rounds.values_list(measure, flat=True)))
        for measure in ("worst", "weighted")
    )
