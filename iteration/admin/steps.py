"""Steps a facilitator takes: a button, a page that asks, a service that does it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from councils.admin import complain

PERMISSION = "proposals.change_period"


class NothingAsked(forms.Form):
    """The page only asks whether it is meant."""


class ReasonForm(forms.Form):
    """The reason goes into the record, for everybody whom the step concerns."""

    reason = forms.CharField(
        label=_("reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is kept in the record."),
    )


@dataclass(frozen=True)
class Step:
    """``act(row, actor=…, **asked)`` takes it and returns what is to be said then."""

    name: str
    title: str
    explanation: str
    act: Callable[..., str]
    possible: Callable[[Any], bool]
    form: type[forms.Form] = NothingAsked


class StepsAdmin(admin.ModelAdmin):
    """Offers its steps as actions of the list and as buttons of a row's page."""

    steps = ()
    change_form_template = "admin/steps.html"

    def get_urls(self):
        step = path(
            "<int:pk>/step/<slug:name>/",
            self.admin_site.admin_view(self.step_view),
            name=self._url_name("step"),
        )
        return [step, *super().get_urls()]

    def get_actions(self, request):
        actions = super().get_actions(request)
        if request.user.has_perm(PERMISSION):
            for step in self.steps:
                choose = partial(self._choose, step)
                actions[step.name] = (choose, step.name, step.title)
        return actions

    def render_change_form(self, request, context, obj=None, **kwargs):
        if obj is not None and request.user.has_perm(PERMISSION):
            context["steps"] = [
                (step.title, self._url("step", obj.pk, step.name))
                for step in self.steps
                if step.possible(obj)
            ]
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def step_view(self, request, pk, name):
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        step = next((step for step in self.steps if step.name == name), None)
        if step is None:
            raise Http404
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        form = step.form(request.POST if request.method == "POST" else None)
        if form.is_valid():
            self._take(request, step, row, form.cleaned_data)
            return HttpResponseRedirect(self._url("change", row.pk))
        return self._ask(request, step, row, form)

    def _take(self, request, step, row, asked):
        try:
            said = step.act(row, actor=request.user, **asked)
        except ValidationError as error:
            complain(request, error)
        except IntegrityError as error:
            messages.error(request, str(error).partition("\n")[0])
        else:
            self.log_change(request, row, str(step.title))
            messages.success(request, said)

    def _ask(self, request, step, row, form):
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": step.title,
            "step": step,
            "row": row,
            "form": form,
            "media": self.media + form.media,
            "back": self._url("change", row.pk),
        }
        return TemplateResponse(request, "admin/step.html", context)

    def _choose(self, step, _model_admin, request, queryset):
        """One row at a time: whoever takes a step should read what it asks."""
        keys = list(queryset.values_list("pk", flat=True)[:2])
        if len(keys) != 1:
            self.message_user(request, _("Choose a single row."), messages.WARNING)
            return None
        return HttpResponseRedirect(self._url("step", keys[0], step.name))

    def _url_name(self, page):
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def _url(self, page, *args):
        return reverse(f"admin:{self._url_name(page)}", args=args)
