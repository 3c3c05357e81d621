"""What is noted about every task: its id in the logs, and that it failed."""

import contextlib
import inspect

from celery import signals
from django.db import DatabaseError, InterfaceError

from ledger.models import Heartbeat
from ledger.services import heartbeat

from . import logs

REQUEST = "commonplan_request"
IDS = ("round_id", "period_id", "ballot_id", "offer_id")


@signals.before_task_publish.connect
def pass_on(headers=None, **_rest):
    """Let a task say which request has sent it."""
    if request := logs.CONTEXT.get().get("request"):
        headers[REQUEST] = request


@signals.task_prerun.connect
def begin(task_id, task, args, kwargs, **_rest):
    """Whatever is logged from here on belongs to this task."""
    known = {"task": task_id, "task_name": task.name}
    if request := task.request.get(REQUEST):
        known["request"] = request
    with contextlib.suppress(TypeError):  # Its own error comes when it is called.
        bound = inspect.signature(task.run).bind(*args, **kwargs).arguments
        known |= {
            name.removesuffix("_id"): bound[name] for name in IDS if name in bound
        }
    logs.CONTEXT.set(known)


@signals.task_postrun.connect
def end(**_rest):
    logs.CONTEXT.set({})


@signals.task_failure.connect
def failed(**_rest):
    """Count it, for the metrics. Without a database that is counted elsewhere."""
    with contextlib.suppress(DatabaseError, InterfaceError):
        heartbeat(name=Heartbeat.TASK_FAILED)
