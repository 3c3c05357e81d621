import json

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from councils.export import account_of, sections
from councils.models import Membership
from councils.services import forget
from desk.accounts import DeleteForm
from pages.access import for_people

# More than this of one table is for a file, not for a page.
SHOWN = 50


@for_people
@require_safe
def data(request):
    """What is kept of the person, to be read."""
    context = {
        "account": _named(request.user, account_of(request.user)),
        "tables": [
            {
                "name": relation.model._meta.verbose_name_plural,
                "rows": [_named(relation.model, row) for row in rows],
                "more": len(rows) == SHOWN,
            }
            for relation, rows in sections(request.user, most=SHOWN)
        ],
    }
    return render(request, "desk/account/data.html", context)


def _named(model, row):
    """A row as (name of the column, value), without what is empty."""
    names = {each.name: each.verbose_name for each in model._meta.concrete_fields}
    return [
        (names.get(name, name), ", ".join(said) if isinstance(said, list) else said)
        for name, said in row.items()
        if said not in (None, "", [])
    ]


@for_people
@require_safe
def data_file(request):
    """The same for a program, and all of it."""
    person = request.user
    found = {"account": account_of(person)} | {
        str(relation): rows for relation, rows in sections(person)
    }
    text = json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    name = f"commonplan-{person.public_id}.json"
    return HttpResponse(
        text,
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@for_people
@reauthentication_required
@require_http_methods(["GET", "POST"])
def delete(request):
    """Delete one's account, after typing one's name."""
    person = request.user
    form = DeleteForm(request.POST or None, person=person)
    if form.is_valid():
        try:
            forget(person=person)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            logout(request)
            messages.success(request, _("Your account is deleted."))
            return redirect("desk:start")
    context = {"form": form, "last": last_delegate_of(person)}
    return render(request, "desk/account/delete.html", context)


def last_delegate_of(person):
    """The councils that would be left without a delegate."""
    delegates = Membership.objects.open().filter(role=Membership.Role.DELEGATE)
    others = delegates.exclude(person=person)
    mine = delegates.filter(person=person).select_related("council")
    return [seat.council for seat in mine.exclude(council__in=others.values("council"))]
