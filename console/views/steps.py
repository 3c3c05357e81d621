"""Taking a step: what it would do, the question, the step, and what has happened."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from console.access import find_period, for_facilitators
from console.stepping import KINDS, steps_of
from console.steps.case import Case, changes
from console.steps.kinds import Preview
from councils.notices.moments import zone_of
from iteration import turns

SALT = "console.step"


@dataclass
class Asking:
    """What somebody is shown before a step, and what they answered."""

    kind: Any
    case: Case
    zone: Any
    form: Any = None
    preview: Preview | None = None
    asked: dict[str, Any] | None = None
    problems: list = ()
    changes: list = ()
    looked: bool = False


@for_facilitators
@require_safe
def steps(request, period):
    """What can be done with a year now."""
    case = Case.of(find_period(period))
    context = {
        "period": case.period,
        "round": case.round,
        "now": case.now,
        "steps": steps_of(case),
        "room": "steps",
    }
    return render(request, "console/steps/steps.html", context)


@for_facilitators
@require_http_methods(["GET", "POST"])
def step(request, period, name):
    """A step's page; posted, the step, unless the year is no longer as it was shown."""
    found = find_period(period)
    if name not in KINDS:
        raise Http404
    kind, zone = KINDS[name], zone_of(request.user)
    if request.method == "GET":
        return _ask(request, Asking(kind, Case.of(found), zone))
    with transaction.atomic():
        turns.take(found.pk)
        found.refresh_from_db()
        asking = Asking(kind, Case.of(found), zone)
        said = _answer(request, asking)
        if said is None:
            transaction.set_rollback(True)
    if said is None:
        return _ask(request, asking)
    messages.success(request, (kind.knock and kind.knock(asking.case)) or said)
    return redirect("console:finish" if kind.finishes else "console:steps", found.code)


def _answer(request, asking):
    """Take the step; None if it is not taken, and what there is to be shown instead."""
    seen = _read(request.POST.get("seen"))
    asking.changes = seen and changes(seen["state"], asking.case)
    if asking.changes or not asking.kind.possible(asking.case):
        return None
    asking.form = asking.kind.form(request.POST, case=asking.case, zone=asking.zone)
    if not asking.form.is_valid():
        return None
    asking.asked = asking.form.asked()
    if "look" in request.POST or not seen or seen["asked"] != _plain(asking.asked):
        asking.looked = True
        return None
    return _take(request, asking)


def _take(request, asking):
    try:
        with transaction.atomic():
            return asking.kind.act(
                asking.case,
                actor=request.user,
                reason=asking.form.cleaned_data["reason"],
                **asking.asked,
            )
    except ValidationError as error:
        asking.problems = [(_field(asking, error), text) for text in error.messages]
    except IntegrityError as error:
        asking.problems = [("", str(error).partition("\n")[0])]
    return None


def _field(asking, error):
    code = getattr(error, "code", "")
    return code if code in asking.form.fields else ""


def _ask(request, asking):
    """The page: what is possible, what the step would do, and what is wrong."""
    possible = asking.kind.possible(asking.case)
    if possible and asking.form is None:
        asking.form = asking.kind.form(case=asking.case, zone=asking.zone)
        asking.asked = asking.form.suggested()
    if possible and asking.asked is not None and not asking.changes:
        asking.preview = asking.kind.preview(asking.case, asking.asked, asking.zone)
    context = {
        "period": asking.case.period,
        "room": "steps",
        "kind": asking.kind,
        "asking": asking,
        "form": asking.form,
        "preview": asking.preview,
        "now": asking.case.now,
        "possible": possible,
        "problems": asking.problems or _problems(asking.form),
        "others": steps_of(asking.case),
        "seen": _carry(asking),
        "asks": asking.form is not None and len(asking.form.fields) > 1,
    }
    return render(
        request, "console/steps/step.html", context, status=_status(asking, possible)
    )


def _status(asking, possible):
    if asking.changes or asking.problems or not possible:
        return 409
    return 422 if asking.form.errors else 200


def _problems(form):
    if form is None or not form.is_bound:
        return []
    return [(name, text) for name, found in form.errors.items() for text in found]


def _carry(asking):
    """What the page is about, signed, to come back with the answer."""
    if asking.asked is None:
        return ""
    seen = {"state": asking.case.state(), "asked": _plain(asking.asked)}
    return signing.dumps(seen, salt=SALT)


def _plain(asked):
    encoder = DjangoJSONEncoder()
    return {name: encoder.encode(value) for name, value in sorted(asked.items())}


def _read(text):
    try:
        return signing.loads(text or "", salt=SALT)
    except signing.BadSignature:
        return None
