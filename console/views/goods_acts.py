"""Ending goods: what it would do, the question, and the act."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from console.access import for_facilitators
from console.forms.goods import (
    ConvertForm,
    MergeForm,
    ReasonForm,
    RetireForm,
    SplitForm,
)
from iteration.foreseen import foresee_goods
from iteration.services import undo_goods
from iteration.services.goods import end
from ledger import clock
from proposals.conversion import Part
from proposals.models import Good, Succession
from proposals.services import create_good
from proposals.services.successions import check_ends

Kind = Succession.Kind
# The form, the heading, and what it is for.
ACTS = {
    Kind.MERGE: (
        MergeForm,
        gettext_lazy("Merge with other goods"),
        gettext_lazy(
            "Two goods that nobody tells apart become one. From the next year on it is "
            "planned instead of them, with all of their figures."
        ),
    ),
    Kind.SPLIT: (
        SplitForm,
        gettext_lazy("Split into several goods"),
        gettext_lazy(
            "A good that means different things becomes several. From the next year on "
            "they are planned instead of it, each with its share of the figures."
        ),
    ),
    Kind.CONVERT: (
        ConvertForm,
        gettext_lazy("Count in another unit"),
        gettext_lazy(
            "The unit of a good that has been planned with never changes. A good with "
            "the new unit takes its place from the next year on, exactly converted."
        ),
    ),
    Kind.RETIRE: (
        RetireForm,
        gettext_lazy("Retire"),
        gettext_lazy(
            "A good nobody needs any more is in no catalogue from the next year on. "
            "Its history stays."
        ),
    ),
}


@for_facilitators
@require_http_methods(["GET", "POST"])
def merge(request, code):
    return _act(request, code, Kind.MERGE)


@for_facilitators
@require_http_methods(["GET", "POST"])
def split(request, code):
    return _act(request, code, Kind.SPLIT)


@for_facilitators
@require_http_methods(["GET", "POST"])
def convert(request, code):
    return _act(request, code, Kind.CONVERT)


@for_facilitators
@require_http_methods(["GET", "POST"])
def retire(request, code):
    return _act(request, code, Kind.RETIRE)


@for_facilitators
@require_http_methods(["GET", "POST"])
def undo(request, code):
    """Let a good go on, as long as no year has opened without it."""
    good = get_object_or_404(Good, code=code)
    row = Succession.objects.standing().filter(good=good).first()
    if row is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    problems = []
    if form.is_valid():
        try:
            undo_goods(act=row.act, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            problems = [("", text) for text in error.messages]
        else:
            messages.success(request, _("%(good)s goes on.") % {"good": good})
            return redirect("console:good", code)
    elif form.is_bound:
        problems = [("id_reason", text) for text in form.errors.get("reason", [])]
    together = Succession.objects.standing().filter(act=row.act).select_related("good")
    context = {"good": good, "form": form, "problems": problems, "together": together}
    return render(request, "console/catalogue/undo.html", context)


def _act(request, code, kind):
    good = get_object_or_404(Good, code=code)
    if Succession.objects.standing().filter(good=good).exists():
        messages.info(request, _("%(good)s has ended already.") % {"good": good})
        return redirect("console:good", code)
    form_class, title, purpose = ACTS[kind]
    form = form_class(request.POST if request.method == "POST" else None, good)
    problems, preview = [], None
    if form.is_valid():
        ends = form.ends()
        try:
            check_ends(kind, ends)
            if request.POST.get("do") == "confirm":
                _end(kind, ends, form.reason.cleaned_data["reason"], request.user)
                said = _("Recorded. It holds from the next year on.")
                messages.success(request, said)
                return redirect("console:good", code)
            preview = foresee_goods(_with_keys(ends), clock.now())
        except ValidationError as error:
            problems = [("", text) for text in error.messages]
        except IntegrityError as error:
            reason = str(error).partition("\n")[0]
            text = _("The database refuses this: %(reason)s") % {"reason": reason}
            problems = [("", text)]
    else:
        problems = form.problems
    context = {
        "good": good,
        "form": form,
        "title": title,
        "purpose": purpose,
        "problems": problems,
        "preview": preview,
    }
    return render(request, "console/catalogue/act.html", context)


def _end(kind, ends, reason, actor):
    """Make the goods that are new, then let the others end: both or nothing."""
    with transaction.atomic():
        made = {}
        for parts in ends.values():
            for part in parts:
                if part.good.pk is None:
                    made[part.good.code] = _made(part.good, made, actor)
        saved = {
            good: [
                Part(made.get(part.good.code, part.good), part.share, part.factor)
                for part in parts
            ]
            for good, parts in ends.items()
        }
        end(kind=kind, ends=saved, reason=reason, actor=actor)


def _made(good, made, actor):
    names = ("code", "name_en", "name_de", "unit", "decimals", "category")
    fields = {name: getattr(good, name) for name in names}
    return made.get(good.code) or create_good(actor=actor, **fields)


def _with_keys(ends):
    """The same, with keys below zero for goods that are not saved."""
    fresh = {}
    for parts in ends.values():
        for part in parts:
            if part.good.pk is None:
                fresh.setdefault(part.good.code, -1 - len(fresh))
    for parts in ends.values():
        for part in parts:
            if part.good.pk is None:
                part.good.pk = fresh[part.good.code]
    return ends
