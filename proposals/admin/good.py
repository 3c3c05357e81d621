from django.contrib import admin

from councils.admin import CarefulAdmin
from ledger.services import record
from proposals.models import CatalogueEntry, Good

MEASURE = ["code", "unit", "decimals", "category"]


@admin.register(Good)
class GoodAdmin(CarefulAdmin):
    """What a quantity means stays, once anybody has planned with the good."""

    list_display = ["code", "name_en", "name_de", "category", "unit", "decimals"]
    list_filter = ["category"]
    search_fields = [
        *("code", "name_en", "name_de", "synonyms_en", "synonyms_de"),
        "classification",
    ]

    def get_readonly_fields(self, request, obj=None):
        planned_with = obj and CatalogueEntry.objects.filter(good=obj).exists()
        return MEASURE if planned_with else []

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        record(
            kind="good.changed" if change else "good.created",
            subject=obj.code,
            actor=request.user,
            data={"fields": form.changed_data},
        )
