"""Councils and goods from a list: a preview of every row, then a confirmation."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from console.guide import council_list, good_list
from console.guide.access import for_preparing
from console.guide.carried import opened, sealed
from councils.models import Council
from councils.services import CouncilEntry, found_councils
from pages.files.cells import read_file
from pages.files.uploads import SheetUpload, uploaded
from proposals.models import Good
from proposals.services import bring_goods
from proposals.starter import GoodEntry

SHOWN = 50  # Rows and errors on a page; who has more has seen enough.


@dataclass(frozen=True)
class List:
    """A kind of list: how it is read, what it is made of, and who takes it over."""

    name: str
    title: Any
    columns: tuple
    understand: Any
    entry: type
    label: Any
    step: str


COUNCILS = List(
    "councils",
    gettext_lazy("Councils from a file"),
    council_list.COLUMNS,
    council_list.understand,
    CouncilEntry,
    lambda entry: Council.Kind(entry.kind).label,
    "councils",
)
GOODS = List(
    "goods",
    gettext_lazy("Goods from a file"),
    good_list.COLUMNS,
    good_list.understand,
    GoodEntry,
    lambda entry: Good.Category(entry.category).label,
    "catalogue",
)


def _uploading(kind):
    """A page that takes a file; before a form is read must be said how much is kept."""

    @csrf_exempt
    def view(request, **kwargs):
        if request.method == "POST":
            request.upload_handlers = [SheetUpload(request)]
        return inside(request, **kwargs)

    @csrf_protect
    @for_preparing
    @require_http_methods(["GET", "POST"])
    def inside(request, period):
        if request.method == "GET":
            return _choose(request, period, kind, [])
        if "list" in request.POST:
            return _confirm(request, period, kind)
        try:
            understood = kind.understand(read_file(*uploaded(request)))
        except ValidationError as error:
            return _choose(request, period, kind, error.messages)
        return _preview(request, period, kind, understood)

    view.access = inside.access
    return view


councils_file = _uploading(COUNCILS)
goods_file = _uploading(GOODS)


def _choose(request, period, kind, problems):
    context = {
        "period": period,
        "kind": kind,
        "problems": [("file", text) for text in problems],
        "step": kind.step,
    }
    status = 422 if problems else 200
    return render(request, "console/guide/file.html", context, status=status)


def _preview(request, period, kind, understood):
    context = {
        "period": period,
        "kind": kind,
        "understood": understood,
        "shown": [(each, kind.label(each)) for each in understood.entries[:SHOWN]],
        "more": max(len(understood.entries) - SHOWN, 0),
        "errors": understood.errors[:SHOWN],
        "more_errors": max(len(understood.errors) - SHOWN, 0),
        "letters": sum(bool(getattr(each, "email", "")) for each in understood.entries),
        "sealed": sealed(kind.name, request.user, understood.entries),
    }
    return render(request, "console/guide/preview.html", context)


def _confirm(request, period, kind):
    entries = opened(kind.name, request.user, request.POST["list"], kind.entry)
    if not entries:
        problem = _("The preview is too old. Upload the file again.")
        return _choose(request, period, kind, [problem])
    try:
        with transaction.atomic():
            said = _take(request, period, kind, entries)
    except ValidationError as error:
        return _choose(request, period, kind, error.messages)
    except DatabaseError as error:
        # A federation above itself: the database says which rule was broken.
        reason = str(error).splitlines()[0]
        text = _("Nothing was taken over: %(reason)s.") % {"reason": reason}
        return _choose(request, period, kind, [text])
    messages.success(request, said)
    return redirect(f"console:guide-{kind.step}", period.code)


def _take(request, period, kind, entries):
    if kind is COUNCILS:
        founded = found_councils(entries=entries, actor=request.user)
        text = _(
            "%(new)d councils are new, %(known)d were here; %(sent)d letters go out."
        )
        words = {"new": founded.new, "known": founded.known, "sent": founded.invited}
        return text % words
    bring_goods(period=period, entries=entries, source="file", actor=request.user)
    return _("%(n)d goods are in the catalogue now.") % {"n": period.catalogue.count()}
