"""An act with its preview: what it means, a reason, and one button."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render

from federation.forms.servers import problems
from pages.asking import ReasonForm


@dataclass(frozen=True)
class Act:
    """What a page of an act says: its name, what it means, and what is said after.

    ``points`` are sentences; ``servers`` those it concerns, by name; ``button`` stands
    on the button where the title is too long for one.
    """

    title: Any
    about: Any
    points: tuple
    done: Any
    back: str
    servers: tuple = ()
    button: Any = ""


def ask(request, act, do):
    """Show what an act means; with a reason, ``do(reason)`` it and go back."""
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            do(form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, act.done)
            return redirect(act.back)
    context = {"act": act, "form": form, "problems": problems(form)}
    status = 422 if form.is_bound else 200
    return render(request, "federation/servers/act.html", context, status=status)
