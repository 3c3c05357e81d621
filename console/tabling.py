"""The table of a year as forms: where it begins, and what was typed of it."""

from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Sum

from console.forms.entitlements import RateForms, RuleForm
from councils.models import Council
from iteration.carrying import carrying
from proposals.models import EntitlementRate, EntitlementRule
from proposals.services.entitlement_rules import check_table

PREFIX = "row"
FIGURES = tuple(RuleForm.base_fields)


@dataclass
class Table:
    """The forms of a table, and what is wrong with them."""

    period: object
    form: RuleForm
    rows: object
    problems: list

    @classmethod
    def of(cls, period, data=None):
        """What was typed, or else the newest table there is, as forms."""
        if data is not None:
            return cls(period, RuleForm(data), RateForms(data, prefix=PREFIX), [])
        rule, rates = beginning(period)
        figures = {name: getattr(rule, name) for name in FIGURES}
        rows = [_initial(rate) for rate in rates]
        return cls(
            period,
            RuleForm(initial=figures),
            RateForms(initial=rows, prefix=PREFIX),
            [],
        )

    def is_valid(self):
        """Whether it could be kept; ``problems`` says what is wrong otherwise."""
        valid = self.form.is_valid() & self.rows.is_valid()
        for form in (self.form, *self.rows.forms):
            for name, errors in form.errors.items():
                field = form.add_prefix(name)
                self.problems += [
                    (field, self._said(form, name, each)) for each in errors
                ]
        if valid:
            try:
                check_table(self.rule, self.rates)
            except ValidationError as error:
                self.problems += [("", text) for text in error.messages]
        return not self.problems

    def _said(self, form, name, text):
        label = form.fields[name].label if name in form.fields else ""
        return f"{label}. {text}" if label else text

    @property
    def figures(self):
        return {name: self.form.cleaned_data[name] for name in FIGURES}

    @property
    def fields(self):
        return [form.fields_of_row for form in self.rows.forms if form.is_row]

    @property
    def rule(self):
        """The rule as typed, not saved."""
        return EntitlementRule(period=self.period, version=1, **self.figures)

    @property
    def rates(self):
        return [
            EntitlementRate(position=place, **fields)
            for place, fields in enumerate(self.fields)
        ]


def beginning(period):
    """The table to begin with: this year's newest, last year's, or a plain one."""
    for year in (period, period.previous):
        rule = EntitlementRule.objects.filter(period=year).order_by("-version").first()
        if year is not None and rule is not None:
            return rule, list(rule.rates.select_related("good", "area"))
    rule = EntitlementRule(period=period, version=1, rate=suggested(period))
    everybody = EntitlementRate(
        code="adults", name_en="adults", name_de="Erwachsene", works=True
    )
    return rule, [everybody]


def suggested(period):
    """Whole credits for each member, of which the plan can carry the sum."""
    members = Council.objects.filter(kind=Council.Kind.CONSUMER)
    heads = members.aggregate(heads=Sum("members"))["heads"]
    account = carrying(period)
    if not heads or account is None or account.carried <= 0:
        return Decimal(0)
    return Decimal(int(account.carried / heads))


def _initial(rate):
    return {
        "code": rate.code,
        "name_en": rate.name_en,
        "name_de": rate.name_de,
        "source": rate.source,
        "amount": rate.amount,
        "works": rate.works,
        "additional": rate.additional,
        "everybody": not rate.counted,
        "area": rate.area.slug if rate.area else "",
        "good": rate.good.code if rate.good else "",
    }
