"""Where the steps of a year are taken: in the console, which shows what they will do.

Here is only the way there, so that a step is one thing, whichever door somebody uses.
"""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

PERMISSION = "proposals.change_period"


class LeadsToSteps(admin.ModelAdmin):
    """Leads from a row's page to a page of the console about the row's year."""

    change_form_template = "admin/steps.html"
    page = "console:steps"
    title = _("Steps of the year")

    def render_change_form(self, request, context, obj=None, **kwargs):
        if obj is not None and request.user.has_perm(PERMISSION):
            where = reverse(self.page, args=[self.year_of(obj).code])
            context["steps"] = [(self.title, where)]
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def year_of(self, row):
        return row.period


class LeadsToFinish(LeadsToSteps):
    page = "console:finish"
    title = _("Finish of the year")
