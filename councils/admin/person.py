"""People who can log in. What they may is decided elsewhere, on record."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from councils.models import Person
from ledger.admin import Forgiving

# Offices are given on a page of their own, with a reason that everybody reads.
admin.site.unregister(Group)
GIVEN = ["is_staff", "is_superuser", "groups", "user_permissions"]


@admin.register(Person)
class PersonAdmin(Forgiving, UserAdmin):
    """Offices are seen here, and given and taken on the console's page of offices."""

    list_display = ["username", "first_name", "last_name", "email", "is_staff"]
    list_filter = ["is_staff", "is_active", "groups"]
    readonly_fields = ["public_id", "last_login", "date_joined", *GIVEN]
    list_per_page = 50
    show_full_result_count = False

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return fieldsets
        ours = (_("Settings"), {"fields": ["language", "time_zone", "public_id"]})
        if self.has_change_permission(request, obj):
            return [*fieldsets, ours]
        # Whoever only looks has no use for the digest of a password.
        return [(None, {"fields": ["username"]}), *fieldsets[1:], ours]

    def has_delete_permission(self, request, obj=None):
        return False
