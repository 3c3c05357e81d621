"""What a workbook says beside its cells: its sheets, its texts, its formats."""

import re

from pages.files.limits import COLUMNS, ROWS, TEXT
from pages.files.reading.refused import Refused
from pages.files.reading.xml import Listener

# Built-in formats of dates and times; those of shares in percent.
DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
SHARES = {9, 10}
# What stands in quotes, in brackets or behind a backslash is shown as it is.
SHOWN = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')
TIME = re.compile("[dmyhs]", re.IGNORECASE)


class Sheets(Listener):
    """The relation that leads to the first sheet."""

    first = ""

    def start(self, name, attributes):
        if name == "sheet" and not self.first:
            self.first = next(
                (said for key, said in attributes.items() if key.endswith(":id")), ""
            )


class Relations(Listener):
    """Where the relations of a workbook lead."""

    def __init__(self):
        self.targets = {}

    def start(self, name, attributes):
        if name == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")


class Strings(Listener):
    """The texts cells refer to by their number, without what is read aloud of them."""

    def __init__(self):
        self.texts, self.parts, self.size = [], [], 0
        self.listening = self.aloud = False

    def start(self, name, attributes):
        if name == "si":
            self.parts = []
        elif name == "rPh":
            self.aloud = True
        elif name == "t":
            self.listening = not self.aloud

    def text(self, text):
        if self.listening:
            self.parts.append(text)

    def end(self, name):
        if name == "t":
            self.listening = False
        elif name == "rPh":
            self.aloud = False
        elif name == "si":
            text = "".join(self.parts)
            self.size += len(text)
            if self.size > TEXT or len(self.texts) >= ROWS * COLUMNS:
                raise Refused("text")
            self.texts.append(text)


class Styles(Listener):
    """Which of the numbers in cells are dates, and which shares in percent."""

    def __init__(self):
        self.codes, self.formats, self.inside = {}, [], False

    def start(self, name, attributes):
        if name == "numFmt":
            self.codes[attributes.get("numFmtId")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self.inside = True
        elif name == "xf" and self.inside:
            self.formats.append(attributes.get("numFmtId", "0"))

    def end(self, name):
        if name == "cellXfs":
            self.inside = False

    def kind(self, style):
        """n: a number, d: a date or time, b: a share."""
        place = int(style)
        chosen = self.formats[place] if place < len(self.formats) else "0"
        if chosen in self.codes:
            code = SHOWN.sub("", self.codes[chosen])
            date, share = TIME.search(code), "%" in code
        else:
            date, share = int(chosen) in DATES, int(chosen) in SHARES
        return "d" if date else "b" if share else "n"
