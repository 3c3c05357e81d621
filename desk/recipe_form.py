"""The form of the recipe helper."""

from fractions import Fraction

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from desk.recipes import by_percent
from pages.fields import PercentField, QuantityField, typed
from proposals.quantity import editable

MOST_PERCENT = 900
PERCENT, LESS = "percent", "less"


class RecipeForm:
    """Outputs typed or changed by a share, and the inputs that come of it.

    Each figure is a text, what it was understood as, and what is wrong with it.
    """

    def __init__(self, recipe, post):
        self.recipe, self.post, self.problems = recipe, post, []
        self.percent = post.get(PERCENT, "")[:60]
        self.less = post.get("direction") == LESS
        self.outputs = [
            (good, units, *self._read(f"{good.code}-output", good, units, post))
            for good, units in recipe.outputs
        ]

    @property
    def amounts(self):
        """The outputs wanted, by code; None as long as something cannot be read."""
        if self.percent.strip():
            share = self._share()
            return None if share is None else by_percent(self.recipe.outputs, share)
        if self.problems:
            return None
        return {good.code: units for good, _was, _text, units in self.outputs}

    def edited(self, ingredients, *, typed_in):
        """The lines as computed, or as somebody has changed them.

        Each with its text and with what that was understood as.
        """
        post = self.post if typed_in else {}
        return [
            (line, *self._read(line.name, line.good, abs(line.now), post))
            for line in ingredients
        ]

    def _read(self, name, good, units, post):
        text = typed(post, name) if name in post else editable(units, good)
        try:
            return text, QuantityField(good, required=False).clean(text) or 0
        except ValidationError as error:
            self.problems += [(name, f"{good}: {' '.join(error.messages)}")]
            return text, None

    def _share(self):
        try:
            share = Fraction(PercentField(MOST_PERCENT).clean(self.percent))
        except ValidationError as error:
            self.problems += [(PERCENT, message) for message in error.messages]
            return None
        if self.less and share > 1:
            self.problems += [(PERCENT, _("At most 100 percent less."))]
            return None
        return -share if self.less else share
