"""Steps of the round: pause, go on, extend, close now, reopen."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from kombu.exceptions import OperationalError

from console.forms.steps import ExtendForm, ReopenForm
from console.steps import round_previews as previews
from console.steps.kinds import Kind
from iteration import tasks
from iteration.services import (
    close_now,
    extend_round,
    pause_round,
    reopen_round,
    resume_round,
)


def pause(case, *, actor, reason):
    pause_round(round=case.round, actor=actor, reason=reason)
    return _("%(round)s is paused.") % {"round": case.round}


def resume(case, *, actor, reason):
    resume_round(round=case.round, actor=actor, reason=reason)
    return _("%(round)s goes on.") % {"round": case.round}


def extend(case, *, actor, reason, cutoff):
    extend_round(round=case.round, cutoff=cutoff, actor=actor, reason=reason)
    return _("%(round)s is extended.") % {"round": case.round}


def close(case, *, actor, reason):
    close_now(round=case.round, actor=actor, reason=reason)
    return _("The round is closed and is being counted.")


def knock_for_the_count(case):
    try:
        tasks.close_round.delay_on_commit(case.round.pk)
    except OperationalError:
        return _("The round is closed; it will be counted as soon as possible.")
    return None


def reopen(case, *, actor, reason, cutoff):
    reopen_round(round=case.round, cutoff=cutoff, actor=actor, reason=reason)
    return _("%(round)s is open again.") % {"round": case.round}


PAUSE = Kind(
    "pause",
    gettext_lazy("Pause the round"),
    gettext_lazy("The clock stops; the time that is left is kept until it goes on."),
    lambda case: case.is_running,
    previews.pause,
    pause,
)
RESUME = Kind(
    "resume",
    gettext_lazy("Let the round go on"),
    gettext_lazy("The clock runs again, for the time that was left."),
    lambda case: case.is_paused,
    previews.resume,
    resume,
)
EXTEND = Kind(
    "extend",
    gettext_lazy("Extend the round"),
    gettext_lazy("Councils have longer to answer."),
    lambda case: case.is_running,
    previews.extend,
    extend,
    form=ExtendForm,
)
CLOSE = Kind(
    "close",
    gettext_lazy("Close the round now"),
    gettext_lazy("The cutoff is now, and what has been submitted is counted."),
    lambda case: case.is_running,
    previews.close,
    close,
    knock=knock_for_the_count,
)
REOPEN = Kind(
    "reopen",
    gettext_lazy("Reopen the round"),
    gettext_lazy("It goes on until another cutoff, before its result is published."),
    lambda case: case.is_due,
    previews.reopen,
    reopen,
    form=ReopenForm,
)
STEPS = [PAUSE, RESUME, EXTEND, CLOSE, REOPEN]
