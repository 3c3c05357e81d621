"""Preparing a year: its calendar, its rules, its catalogue."""

from datetime import timedelta
from decimal import Decimal

from django import forms
from django.contrib import admin
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from councils.admin import CarefulAdmin
from proposals.models import CatalogueEntry
from proposals.services import (
    change_period,
    create_period,
    drop_good,
    fill_catalogue,
)

SMALLEST_PRICE = Decimal("1e-15")


class PriceForm(forms.ModelForm):
    start_price = forms.DecimalField(
        label=_("first price"),
        help_text=_("Credits per unit of the good."),
        max_digits=30,
        decimal_places=15,
        min_value=SMALLEST_PRICE,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # In a table the heading of the column is all there is to see.
        self.fields["start_price"].widget.attrs["aria-label"] = _("first price")
        if self.instance.pk:
            self.initial["start_price"] = readable(self.instance.start_price)


def readable(price):
    """A price without needless zeros.

    >>> from decimal import Decimal
    >>> readable(Decimal("2.500000000000000"))
    '2.5'
    """
    return f"{price.normalize():f}"


class CatalogueFormSet(forms.BaseInlineFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = _("leave out")


class CatalogueInline(admin.TabularInline):
    """The goods of the year. Before its first round their first prices may change."""

    model = CatalogueEntry
    form = PriceForm
    formset = CatalogueFormSet
    fields = ["good", "start_price", "lowest"]
    readonly_fields = ["good", "lowest"]
    extra = 0

    @admin.display(description=_("price floor"))
    def lowest(self, entry):
        return readable(entry.floor)

    def get_queryset(self, request):
        entries = super().get_queryset(request)
        return entries.select_related("good", "period").order_by("good__code")

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return in_preparation(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)


class NewGoodsInline(admin.TabularInline):
    """A few empty lines for goods that join the catalogue.

    Apart from those that are in it, so that a long catalogue does not draw as many
    fields to look up goods.
    """

    model = CatalogueEntry
    form = PriceForm
    fields = ["good", "start_price"]
    autocomplete_fields = ["good"]
    extra = 3
    verbose_name_plural = _("Goods to be added")

    def get_queryset(self, request):
        return super().get_queryset(request).none()

    def has_add_permission(self, request, obj=None):
        return in_preparation(obj) and super().has_add_permission(request, obj)

    def has_view_permission(self, request, obj=None):
        return self.has_add_permission(request, obj)


def in_preparation(period):
    return period is not None and period.frozen_at is None


class PeriodForm(forms.ModelForm):
    round_length = forms.DurationField(
        label=_("length of a round"),
        help_text=_("Days, hours, minutes, seconds: 7 00:00:00 is a week."),
        validators=[
            MinValueValidator(timedelta(minutes=1)),
            MaxValueValidator(timedelta(days=366)),
        ],
    )


class PeriodAdmin(CarefulAdmin):
    """Preparing a year. It is registered where the steps of a year are known."""

    form = PeriodForm
    list_display = ["code", "__str__", "status", "starts", "ends", "previous"]
    list_filter = ["status"]
    list_select_related = ["previous"]
    search_fields = ["code", "name_en", "name_de"]
    autocomplete_fields = ["previous"]
    fieldsets = [
        (None, {"fields": ["code", "name_en", "name_de", "starts", "ends"]}),
        (None, {"fields": ["previous"]}),
        (_("Rules"), {"fields": ["tolerance", "rule", "silence", "automatic"]}),
        (_("Rounds"), {"fields": ["round_length", "max_rounds"]}),
        (_("Plan"), {"fields": ["publishers"]}),
    ]
    inlines = [CatalogueInline, NewGoodsInline]

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return fieldsets
        state = {"fields": ["status", "frozen_at", "fixed_until"]}
        return [*fieldsets, (_("State"), state)]

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return []
        return ["code", "previous", "status", "frozen_at", "fixed_until"]

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def has_change_permission(self, request, obj=None):
        frozen = obj is not None and not in_preparation(obj)
        return not frozen and super().has_change_permission(request, obj)

    def save_model(self, request, obj, form, change):
        if change:
            values = {name: form.cleaned_data[name] for name in form.changed_data}
            change_period(period=obj, actor=request.user, **values)
        else:
            obj.pk = create_period(actor=request.user, **form.cleaned_data).pk

    def save_formset(self, request, form, formset, change):
        """Prices and goods by the services that know the floor and what is named."""
        entries = formset.save(commit=False)
        prices = {entry.good: entry.start_price for entry in entries}
        if prices:
            fill_catalogue(period=form.instance, prices=prices)
        for entry in formset.deleted_objects:
            drop_good(period=form.instance, good=entry.good, actor=request.user)
