"""What is asked before councils end, and of those that join."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from console.forms.fractions import FractionField
from console.forms.goods import EndForm
from councils.models import Council, Departure
from councils.services.departures import Share

SHOWN, OTHERS, PARTS = 6, 3, 4


def search(councils, words):
    """Councils whose short name or names hold every one of some words."""
    for word in words.replace("\0", "").split():
        councils = councils.filter(
            Q(slug__icontains=word)
            | Q(name__icontains=word)
            | Q(name_de__icontains=word)
        )
    return councils


class CouncilField(forms.CharField):
    """A council by its short name, its name, or a part of either that fits no other."""

    def __init__(self, **options):
        super().__init__(**{"max_length": 200, **options})
        self.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def clean(self, value):
        text = super().clean(value)
        return self.find(text) if text else None

    def find(self, text):
        gone = Departure.objects.standing().values("council")
        there = Council.objects.filter(practice=False).exclude(pk__in=gone)
        exact = Q(slug__iexact=text) | Q(name__iexact=text) | Q(name_de__iexact=text)
        found = list(there.filter(exact)[:2])
        if len(found) != 1:
            found = found or list(search(there, text)[: SHOWN + 1])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(
                _("No council is called “%(text)s”."),
                code="unknown",
                params={"text": text},
            )
        names = [f"{council} ({council.slug})" for council in found[:SHOWN]]
        raise ValidationError(
            _("“%(text)s” fits several. Write the short name of one: %(names)s."),
            code="several",
            params={"text": text, "names": ", ".join(names)},
        )


class NewCouncilForm(forms.ModelForm):
    """What a new council is called."""

    class Meta:
        model = Council
        fields = ("slug", "name", "name_de")

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["slug"].help_text = _(
            "Of letters, digits and hyphens. It stands in plans and never changes."
        )


class AddForm(NewCouncilForm):
    """A council that joins."""

    parent = CouncilField(
        label=_("Federation"),
        required=False,
        help_text=_("Its short name or its name; empty for none."),
    )

    class Meta(NewCouncilForm.Meta):
        fields = ("slug", "name", "name_de", "kind", "members")


class OtherForm(forms.Form):
    council = CouncilField(
        label=_("With this council"),
        required=False,
        help_text=_("Its short name or its name; empty for none."),
    )


class LeaveForm(EndForm):
    def ends(self):
        return {self.good: []}


class MergeForm(EndForm):
    """This council and others become a new one."""

    def parts(self, data):
        self.into = NewCouncilForm(data, prefix="into")
        self.others = [OtherForm(data, prefix=f"other{n}") for n in range(OTHERS)]
        return [self.into, *self.others]

    def ends(self):
        others = [form.cleaned_data["council"] for form in self.others]
        councils = [self.good, *(other for other in others if other)]
        heir = Council(
            **self.into.cleaned_data,
            kind=self.good.kind,
            parent=self.good.parent,
            members=sum(council.members for council in councils),
        )
        return {council: [Share(heir)] for council in councils}


class ShareForm(NewCouncilForm):
    """One of the councils this one is split into."""

    share = FractionField(
        label=_("Share of its figures"),
        help_text=_("For example 1/3 or 0.4; all together make 1."),
    )

    class Meta(NewCouncilForm.Meta):
        fields = ("slug", "name", "name_de", "members")


class SplitForm(EndForm):
    """This council becomes several new ones."""

    def parts(self, data):
        return [
            ShareForm(
                data,
                prefix=f"part{n}",
                empty_permitted=n > 1,
                use_required_attribute=False,
            )
            for n in range(PARTS)
        ]

    def used(self):
        return [form for form in self.forms if form.has_changed()] or self.forms[:2]

    def ends(self):
        return {self.good: [self.part(form.cleaned_data) for form in self.used()]}

    def part(self, given):
        fields = {name: value for name, value in given.items() if name != "share"}
        heir = Council(**fields, kind=self.good.kind, parent=self.good.parent)
        return Share(heir, given["share"])
