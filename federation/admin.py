from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from federation.models import Token
from federation.services import revoke_token


@admin.register(Token)
class TokenAdmin(admin.ModelAdmin):
    """Tokens to look at and to revoke. They are issued by the command create_token."""

    list_display = (
        "prefix",
        "name",
        "person",
        "scopes",
        "expires_at",
        "last_used_at",
        "revoked_at",
    )
    list_filter = ("revoked_at",)
    list_select_related = ("person",)
    search_fields = ("prefix", "name", "person__username")
    actions = ("revoke",)
    exclude = ("digest",)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_revoke_permission(self, request):
        return request.user.has_perm("federation.change_token")

    @admin.action(description=_("Revoke the selected tokens"), permissions=["revoke"])
    def revoke(self, request, queryset):
        revoked = sum(
            revoke_token(token=token, actor=request.user)
            for token in queryset.select_related("person")
        )
        text = ngettext(
            "%(number)d token is revoked.", "%(number)d tokens are revoked.", revoked
        )
        messages.success(request, text % {"number": revoked})
