"""What is asked before goods end: a reason, and which goods stand in their place."""

from django import forms
from django.utils.translation import gettext_lazy as _

from console.forms.fractions import FractionField
from console.forms.naming_goods import GoodField, NewGoodForm
from proposals.conversion import Part

OTHERS, PARTS = 3, 4


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Every member can read it in the record. Name no person in it."),
    )


class EndForm:
    """Several forms on one page, sent together. ``good`` is the one the page is of."""

    def __init__(self, data, good):
        self.good, self.sent = good, data is not None
        self.reason = ReasonForm(data, prefix="why")
        self.forms = self.parts(data)

    def parts(self, data):
        """The forms besides the reason's, in the order they are shown."""
        return []

    def is_valid(self):
        return self.sent and all(
            form.is_valid() for form in [*self.used(), self.reason]
        )

    def used(self):
        return self.forms

    @property
    def problems(self):
        return [
            (form[name].auto_id if name != "__all__" else "", text)
            for form in [*self.used(), self.reason]
            if form.is_bound
            for name, texts in form.errors.items()
            for text in texts
        ]


class RetireForm(EndForm):
    def ends(self):
        return {self.good: []}


class FactorForm(forms.Form):
    factor = FractionField(label=_("Factor"), initial="1")

    def __init__(self, *args, unit, **options):
        super().__init__(*args, **options)
        self.fields["factor"].help_text = _(
            "How much of the new good is one %(unit)s of this one? For example 1000, "
            "1.5 or 2/3."
        ) % {"unit": unit}


class OtherForm(FactorForm):
    """A further good that goes into the new one."""

    good = GoodField(label=_("Also this good"), required=False)
    field_order = ("good", "factor")

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["good"].help_text = _("Its code or its name; empty for none.")


class MergeForm(EndForm):
    """This good and others become one."""

    def parts(self, data):
        unit = self.good.unit
        self.into = NewGoodForm(data, prefix="into", model=self.good)
        self.own = FactorForm(data, prefix="own", unit=unit)
        self.others = [
            OtherForm(data, prefix=f"other{n}", unit=unit) for n in range(OTHERS)
        ]
        return [self.into, self.own, *self.others]

    def ends(self):
        into = self.into.good
        found = {self.good: [Part(into, factor=self.own.cleaned_data["factor"])]}
        for form in self.others:
            if other := form.cleaned_data["good"]:
                found[other] = [Part(into, factor=form.cleaned_data["factor"])]
        return found


class ConvertForm(EndForm):
    """This good, counted in another unit or more exactly, under a code of its own."""

    def parts(self, data):
        names = {"name_en": self.good.name_en, "name_de": self.good.name_de}
        self.into = NewGoodForm(data, prefix="into", model=self.good, initial=names)
        self.own = FactorForm(data, prefix="own", unit=self.good.unit)
        return [self.into, self.own]

    def ends(self):
        factor = self.own.cleaned_data["factor"]
        return {self.good: [Part(self.into.good, factor=factor)]}


class ShareForm(NewGoodForm):
    """One of the goods this one is split into."""

    share = FractionField(
        label=_("Share"), help_text=_("For example 1/3 or 0.4; all together make 1.")
    )
    factor = FractionField(
        label=_("Factor"),
        initial="1",
        help_text=_("Only for another unit: how much of it one old unit is."),
    )
    field_order = ("code", "name_en", "name_de", "share", "unit", "decimals", "factor")

    @property
    def part(self):
        given = dict(self.cleaned_data)
        share, factor = given.pop("share"), given.pop("factor")
        good = self.known or self._meta.model(**given)
        return Part(good, share, factor)


class SplitForm(EndForm):
    """This good becomes several, each with a share of it."""

    def parts(self, data):
        self.shares = [
            ShareForm(
                data,
                prefix=f"part{n}",
                model=self.good,
                empty_permitted=n > 1,
                use_required_attribute=False,
            )
            for n in range(PARTS)
        ]
        return self.shares

    def used(self):
        return [form for form in self.shares if form.has_changed()] or self.shares[:2]

    def ends(self):
        return {self.good: [form.part for form in self.used()]}
