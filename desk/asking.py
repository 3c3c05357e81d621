"""What a draft form was sent for."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from desk.finding import find_goods

SAVE, ADD, REMOVE, CHECK, MINE = "save", "add", "remove", "check", "mine"
ACCEPT = "accept"
NOBODY = -1


@dataclass
class Asked:
    """What a form wants besides saving, and what came of it.

    ``found`` are goods to choose from, ``problems`` pairs of a field and a sentence,
    ``focus`` is the field a writer goes on with.
    """

    do: str = SAVE
    argument: str = ""
    good: str = ""
    found: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    focus: str = ""

    @classmethod
    def of(cls, post):
        good = post.get("good", "").replace("\0", "").strip()[:200]
        do, _colon, argument = post.get("do", SAVE).partition(":")
        if do == SAVE and good:
            do = ADD  # Enter in the field for a good presses the first button.
        return cls(do, argument, good)

    def change_lines(self, texts, catalogue, suggested):
        """Add or remove the line that was asked for, or take over what is suggested.

        ``suggested``: texts by code of what is expected of the council.
        """
        if self.do == REMOVE:
            texts.pop(self.argument, None)
            self.focus = "lines"
        elif self.do == ACCEPT:
            taken = [self.argument] if self.argument else list(suggested)
            texts.update({code: suggested[code] for code in taken if code in suggested})
            self.focus = "lines"
        elif self.do == ADD:
            self._add(texts, find_goods(catalogue, self.argument or self.good))

    def _add(self, texts, found):
        if len(found) == 1:
            texts.setdefault(found[0].code, {})
            self.good, self.focus = "", f"{found[0].code}-request"
        elif found:
            self.found = found
            self.problems.append(("good", _("Several goods fit. Choose one.")))
        elif self.good:
            text = _("No good of the catalogue fits “%(text)s”.") % {"text": self.good}
            self.problems.append(("good", text))
        else:
            self.problems.append(("good", _("Write which good to add.")))

    def version(self, post):
        """The version the writer has seen; who saves over one names that."""
        text = self.argument if self.do == MINE else post.get("version", "")
        return (
            int(text) if text.isascii() and text.isdigit() and len(text) < 9 else NOBODY
        )
