"""What the administration is called. Everything else in it is plain Django."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

admin.site.site_header = "commonplan"
admin.site.site_title = "commonplan"
admin.site.index_title = _("Administration")
