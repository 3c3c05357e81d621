"""Which good of the catalogue a row of a sheet means."""

from collections import defaultdict

from django.utils.translation import gettext as _

from desk.finding import index_of
from desk.spreadsheets.columns import CODE, NAME, folded
from pages.files.neutral import plain

NEAREST = 3
MOST = 30  # A sheet with more unknown goods is another sheet; looking takes time.


class Index:
    """The goods of a catalogue by code and by name, in every language."""

    def __init__(self, period, goods):
        self.period = period
        self.by_code = {folded(good.code): good for good in goods}
        self.by_name = defaultdict(list)
        self.looked = 0
        for good in goods:
            for name in {folded(good.name_en), folded(good.name_de)}:
                self.by_name[name].append(good)

    def find(self, cells):
        """The good of a row and nothing, or None and a sentence.

        Code and name must not name two goods: whoever sorts one column alone would
        order bread and get cement.
        """
        code, name = plain(cells[CODE].text).strip(), plain(cells[NAME].text).strip()
        by_code = self.by_code.get(folded(code)) if code else None
        named = self.by_name.get(folded(name), []) if name else []
        if code and by_code is None:
            return None, self._unknown(code, name)
        if by_code is None:
            if len(named) == 1:
                return named[0], ""
            return None, self._several(name, named)
        if named and by_code not in named:
            words = {"code": code, "good": by_code, "name": name}
            text = _("The code %(code)s is %(good)s, but the row says “%(name)s”.")
            return None, text % words
        return by_code, ""

    def _several(self, name, named):
        if not named:
            return self._unknown(name, name)
        text = _("Several goods are called “%(name)s”. Write the code: %(codes)s.")
        return text % {"name": name, "codes": ", ".join(each.code for each in named)}

    def _unknown(self, said, name):
        text = _("The catalogue has no “%(code)s”.") % {"code": said[:60]}
        near = self._nearest(name or said)
        if near:
            names = ", ".join(f"{each.entry} ({each.code})" for each in near)
            text += " " + _("Did you mean: %(names)s?") % {"names": names}
        return text

    def _nearest(self, text):
        """The goods whose name or code is most like a text."""
        self.looked += 1
        found = index_of(self.period).find(text[:60]) if self.looked <= MOST else []
        return found[:NEAREST]
