"""The record, its seals and the outbox, to be read by facilitators."""

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db import DataError
from django.utils.translation import gettext_lazy as _

from ledger.models import Message, Record, Seal


class ReadOnly:
    """Nobody adds, changes or deletes these rows here, whatever they may elsewhere."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class Forgiving:
    """Whatever stands in an address, the answer is a page."""

    def get_changelist_instance(self, request):
        try:
            return super().get_changelist_instance(request)
        except (ValueError, OverflowError, DataError) as error:
            raise IncorrectLookupParameters from error

    def get_search_results(self, request, queryset, search_term):
        words = search_term.replace("\x00", "")
        return super().get_search_results(request, queryset, words)


class ReadOnlyAdmin(Forgiving, ReadOnly, admin.ModelAdmin):
    """Rows that are only read. There may be millions, so they are not all counted."""

    show_full_result_count = False
    list_per_page = 50
    actions = None


@admin.register(Record)
class RecordAdmin(ReadOnlyAdmin):
    list_display = ["at", "kind", "subject", "actor", "reason", "seal"]
    list_display_links = ["at", "kind"]
    list_filter = ["kind"]
    list_select_related = ["seal"]
    search_fields = ["subject__startswith", "kind__startswith", "actor", "reason"]
    date_hierarchy = "at"


@admin.register(Seal)
class SealAdmin(ReadOnlyAdmin):
    list_display = ["number", "at", "records", "digest"]
    search_fields = ["digest__startswith", "root__startswith"]


class Waiting(admin.SimpleListFilter):
    title = _("delivery")
    parameter_name = "delivery"

    def lookups(self, request, model_admin):
        return [("waiting", _("waiting")), ("failing", _("failing"))]

    def queryset(self, request, queryset):
        if self.value() == "waiting":
            return queryset.filter(sent_at=None)
        if self.value() == "failing":
            return queryset.filter(sent_at=None, attempts__gt=0)
        return queryset


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """What a letter says is for its reader: it may carry a link that logs in."""

    list_display = ["key", "kind", "to", "created_at", "attempts", "sent_at", "error"]
    list_filter = [Waiting, "kind"]
    search_fields = ["key__startswith", "to__istartswith"]
    exclude = ["payload"]
