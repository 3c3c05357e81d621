"""What facilitators type of entitlements: the table of a year, and reasons."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from councils.models import Council
from pages.asking import NumberField
from proposals.models import EntitlementRate, EntitlementRule, Good

MOST_ROWS, BLANK_ROWS = 40, 3


class RuleForm(forms.Form):
    """The figures of the table that are the same for all rows."""

    per = forms.ChoiceField(
        label=_("Effort is paid"), choices=EntitlementRule.Per.choices
    )
    rate = NumberField(
        label=_("Credits for that"),
        help_text=_("For a member who works, or for an hour, as chosen above."),
    )
    hours = NumberField(
        label=_("Hours of a member in the year"),
        help_text=_(
            "Where a council says nothing else. Counts only if hours are paid."
        ),
    )
    rating = forms.ChoiceField(
        label=_("How effort counts"), choices=EntitlementRule.Rating.choices
    )
    cap = NumberField(
        decimals=3,
        label=_("Cap of the mean rating"),
        help_text=_(
            "1 is an effort like everybody's. Where ratios are the cap, this one holds "
            "for councils that have none."
        ),
    )
    carry_forward = forms.BooleanField(
        label=_("What was left over last year is carried forward"), required=False
    )
    repay_years = forms.IntegerField(
        label=_("Years to repay a credit, at most"), min_value=1, max_value=50
    )
    borrowing_limit = NumberField(
        label=_("All councils together may borrow, in credits"),
        required=False,
        help_text=_("Less what is repaid this year. Left empty, there is no limit."),
    )
    reviewers = forms.IntegerField(
        label=_("People drawn to review a special need"),
        min_value=1,
        max_value=15,
        help_text=_("An odd number, so that there is always a majority."),
    )

    def clean_reviewers(self):
        reviewers = self.cleaned_data["reviewers"]
        if reviewers % 2 == 0:
            raise ValidationError(_("An odd number, please."), code="even")
        return reviewers


class RateForm(forms.Form):
    """A row of the table; one without a name is left out."""

    code = forms.SlugField(max_length=40, required=False, widget=forms.HiddenInput)
    name_en = forms.CharField(label=_("Who, in English"), max_length=80, required=False)
    name_de = forms.CharField(label=_("Who, in German"), max_length=80, required=False)
    source = forms.ChoiceField(
        label=_("What it is"), choices=EntitlementRate.Source.choices, required=False
    )
    amount = NumberField(label=_("Credits per person"), required=False)
    works = forms.BooleanField(label=_("Paid for effort"), required=False)
    additional = forms.BooleanField(
        label=_("In addition to another row"), required=False
    )
    everybody = forms.BooleanField(
        label=_("For all members, without counting"), required=False
    )
    area = forms.SlugField(
        label=_("Only below this federation"),
        required=False,
        help_text=_("Its short name. Only for compensations."),
    )
    good = forms.SlugField(
        label=_("For which emission"),
        required=False,
        help_text=_("Code of the good. Only for compensations."),
    )

    def clean_area(self):
        return _found(Council, "slug", self.cleaned_data["area"])

    def clean_good(self):
        return _found(Good, "code", self.cleaned_data["good"])

    @property
    def is_row(self):
        return bool(self.cleaned_data.get("name_en"))

    @property
    def fields_of_row(self):
        """The fields of the row as the service takes them."""
        data = self.cleaned_data
        compensation = data["source"] == EntitlementRate.Source.COMPENSATION
        return {
            "code": data["code"] or slugify(data["name_en"])[:40] or "row",
            "name_en": data["name_en"],
            "name_de": data["name_de"],
            "source": data["source"] or EntitlementRate.Source.ALLOWANCE,
            "amount": data["amount"] or Decimal(0),
            "works": data["works"] and not compensation,
            "additional": data["additional"] or compensation,
            "counted": not (compensation and data["everybody"]),
            "area": data["area"] if compensation else None,
            "good": data["good"] if compensation else None,
        }


RateForms = forms.formset_factory(
    RateForm, extra=BLANK_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS + BLANK_ROWS
)


def _found(model, field, text):
    """The row a short name stands for; None without one."""
    if not text:
        return None
    row = model.objects.filter(**{field: text}).first()
    if row is None:
        raise ValidationError(
            _("There is no %(text)s."), code="unknown", params={"text": text}
        )
    return row
