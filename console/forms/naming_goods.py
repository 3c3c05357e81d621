"""A good somebody names, and one they describe because there is none yet."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proposals.models import Good, Succession

SHOWN = 6


def search(goods, words):
    """Goods whose code, names or other names hold every one of some words."""
    for word in words.replace("\0", "").split():
        goods = goods.filter(
            Q(code__icontains=word)
            | Q(name_en__icontains=word)
            | Q(name_de__icontains=word)
            | Q(synonyms_en__icontains=word)
            | Q(synonyms_de__icontains=word)
        )
    return goods


class GoodField(forms.CharField):
    """A good by its code, its name, or a part of either that fits no other."""

    def __init__(self, **options):
        super().__init__(**{"max_length": 200, **options})
        self.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def clean(self, value):
        text = super().clean(value)
        return self.find(text) if text else None

    def find(self, text):
        ended = Succession.objects.standing().values("good")
        living = Good.objects.exclude(pk__in=ended)
        exact = living.filter(
            Q(code__iexact=text) | Q(name_en__iexact=text) | Q(name_de__iexact=text)
        )
        found = list(exact[:2]) or list(search(living, text)[: SHOWN + 1])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(
                _("No good is called “%(text)s”."),
                code="unknown",
                params={"text": text},
            )
        names = [f"{good} ({good.code})" for good in found[:SHOWN]]
        raise ValidationError(
            _("“%(text)s” fits several goods. Write the code of one: %(names)s."),
            code="several",
            params={"text": text, "names": ", ".join(names)},
        )


class NewGoodForm(forms.ModelForm):
    """What a good is called and counted in; an old one's code is enough for it.

    ``model``: a good whose unit, decimals and category are taken where none are given.
    """

    class Meta:
        model = Good
        fields = ("code", "name_en", "name_de", "unit", "decimals")

    def __init__(self, *args, model, **options):
        super().__init__(*args, **options)
        self.model = model
        for name in ("name_en", "name_de", "unit", "decimals"):
            self.fields[name].required = False
        self.fields["code"].help_text = _(
            "Of a good there is, or a new one of letters, digits and hyphens."
        )
        self.fields["unit"].help_text = _(
            "As a UCUM code. Empty: as before, %(unit)s."
        ) % {"unit": model.unit}
        self.fields["decimals"].help_text = _("Empty: as before, %(decimals)s.") % {
            "decimals": model.decimals
        }

    def clean_code(self):
        self.known = Good.objects.filter(code=self.cleaned_data["code"]).first()
        return self.cleaned_data["code"]

    def validate_unique(self):
        """A code that is there means the good it is of."""

    def clean(self):
        given = super().clean()
        if getattr(self, "known", None) is None:
            for name in ("name_en", "name_de"):
                if not given.get(name):
                    self.add_error(
                        name, _("A new good needs a name in both languages.")
                    )
        given["unit"] = given.get("unit") or self.model.unit
        if given.get("decimals") is None:
            given["decimals"] = self.model.decimals
        given["category"] = self.model.category
        return given

    def _post_clean(self):
        """The good is made by a service, not here."""

    @property
    def good(self):
        """The good that is meant; a new one is not saved."""
        return self.known or Good(**self.cleaned_data)
