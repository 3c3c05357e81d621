"""Rows that are changed by services, which may refuse."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from ledger.admin import Forgiving


class CarefulAdmin(Forgiving, admin.ModelAdmin):
    """What a service or the database refuses becomes a message and changes nothing.

    Nothing is deleted: what is planned with is named by what is published.
    """

    list_per_page = 50

    def has_delete_permission(self, request, obj=None):
        return False

    def changeform_view(self, request, *args, **kwargs):
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ValidationError as error:
            complain(request, error)
        except IntegrityError as error:
            text = _("The database refuses this: %(reason)s")
            reason = str(error).partition("\n")[0]
            messages.error(request, text % {"reason": reason})
        return HttpResponseRedirect(request.get_full_path())


def complain(request, error):
    """Show what a service refused."""
    for text in error.messages:
        messages.error(request, text)
