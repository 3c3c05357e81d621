"""The form of the practice round, and the answers it carries along."""

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from pages.fields import QuantityField

SALT = "practice"
# A good the council makes; the others are what it needs for that.
MADE = "bread"


class PracticeForm(forms.Form):
    """What the village bakery offers and requests; filled with its last answer."""

    def __init__(self, *args, game, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        last = game.rounds[-1].answer if game.rounds else game.first_answer
        self.goods = [good for good in game.goods if good.code in game.first_answer]
        self.goods.sort(key=lambda good: good.code != MADE)
        labels = {True: _("You bake: %(good)s"), False: _("You need: %(good)s")}
        for good in self.goods:
            self.fields[good.code] = QuantityField(
                good,
                label=labels[good.code == MADE] % {"good": good},
                initial=abs(last.get(good.code, 0)),
            )

    @property
    def answer(self):
        """{code: smallest units}, requests positive, what it bakes negative."""
        return {
            good.code: self.cleaned_data[good.code] * (-1 if good.code == MADE else 1)
            for good in self.goods
        }

    @property
    def problems(self):
        """What is wrong, for the summary: the field's name and a sentence."""
        return [
            (name, f"{self.fields[name].label}. {' '.join(errors)}")
            for name, errors in self.errors.items()
        ]


def carry(answers):
    """The answers so far as a text a form can hold, and nobody can change."""
    return signing.dumps(answers, salt=SALT)


def carried(text):
    """The answers in such a text; none if it is none of ours."""
    try:
        return signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return []
