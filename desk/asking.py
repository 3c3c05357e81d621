"""What a draft form was sent for."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from desk.saving import REASONS, lines_at
from desk.sheet import remark

SAVE, ADD, REMOVE, CHECK, MINE = "save", "add", "remove", "check", "mine"
ACCEPT, IGNORE, UNDO, SETTLE = "accept", "ignore", "undo", "settle"
COMMENT, TAKE_BACK = "comment", "take-back"
# After these the page says what is wrong with the figures.
ABOUT_FIGURES = (SAVE, CHECK, MINE, SETTLE)
NOBODY = -1


@dataclass
class Asked:
    """What a form wants besides saving, and what came of it.

    ``found`` are goods to choose from, ``problems`` pairs of a field and a sentence,
    ``focus`` is the field a writer goes on with, ``added`` the code of a good to add.
    """

    do: str = SAVE
    argument: str = ""
    good: str = ""
    added: str = ""
    found: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    focus: str = ""
    comment: str = ""

    @classmethod
    def of(cls, post):
        good = post.get("good", "").replace("\0", "").strip()[:200]
        do, _colon, argument = post.get("do", SAVE).partition(":")
        if do == SAVE and good:
            do = ADD  # Enter in the field for a good presses the first button.
        return cls(do, argument.replace("\0", "")[:200], good)

    @property
    def number(self):
        """The number behind the colon: of a version, or a comment."""
        return whole(self.argument)

    def look_up(self, index):
        """Find the good that shall be added, if one shall."""
        if self.do != ADD:
            return
        found = index.find(self.argument or self.good)
        if len(found) == 1 and not found[0].is_slip:
            self.added = found[0].code
        elif found:
            self.found = found
            slip = _("Nothing is called “%(text)s”. Do you mean one of these?")
            text = slip if found[0].is_slip else _("Several goods fit. Choose one.")
            self._say(text % {"text": self.good})
        elif self.good:
            text = _("No good of the catalogue fits “%(text)s”.")
            self._say(text % {"text": self.good})
        else:
            self._say(_("Write which good to add."))

    def change(self, texts, note, desk, post):
        """Do to the lines what was asked for; return the reasons, which may change."""
        if self.do == REMOVE:
            texts.pop(self.argument, None)
        elif self.do == ACCEPT:
            self._accept(texts, desk.suggested.texts)
        elif self.do == ADD and self.added:
            texts.setdefault(self.added, {})
            self.good, self.focus = "", f"{self.added}-request"
        elif self.do == UNDO:
            note = self._undo(texts, note, desk)
        elif self.do == SETTLE:
            note = self._settle(texts, note, desk, post)
        if self.do in (REMOVE, ACCEPT, UNDO):
            self.focus = "lines"
        return note

    def version(self, post):
        """The version the writer has seen; who has chosen against one names that."""
        chosen = self.do == MINE or (self.do == SETTLE and not self.problems)
        return self.number if chosen else whole(post.get("version", ""))

    def _accept(self, texts, suggested):
        for code in [self.argument] if self.argument else suggested:
            if code in suggested:
                texts[code] = suggested[code] | remark(texts.get(code))

    def _undo(self, texts, note, desk):
        """Put the lines of a change back to what they were before."""
        for change in desk.recent:
            if change.version != self.number or change.ended:
                continue
            for code, line in change.lines.items():
                texts.pop(code, None)
                if line is not None:
                    texts[code] = line
            return change.note if change.note_changed else note
        return note

    def _settle(self, texts, note, desk, post):
        """Take the other's line where the writer has chosen it."""
        theirs = lines_at(desk, self.number)
        for name in post.getlist("conflict"):
            choice = post.get(f"keep-{name}")
            if choice not in ("mine", "theirs") or theirs is None:
                text = _("Choose one of the two for each.")
                self.problems.append(("conflicts", text))
                return note
            if choice == "mine":
                continue
            if name == REASONS:
                note = theirs[REASONS]
                continue
            texts.pop(name, None)
            if name in theirs:
                texts[name] = theirs[name]
        return note

    def _say(self, text):
        self.problems.append(("good", text))


def whole(text):
    """A version or a key out of a form; what is none is nobody's."""
    fits = text.isascii() and text.isdigit() and len(text) < 10
    return int(text) if fits else NOBODY
