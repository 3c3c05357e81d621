"""The settlement's questions, answered for councils without recipes."""

from hashlib import sha256

PART, KEY, LOT, ALL = 38, 24, 39, 2**64 - 1
STEP, FIRST, SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB


def ticket(year, name, salt=""):
    """A council's ticket for units that are left over."""
    drawn = sha256(f"{salt}{year}/{name}".encode()).digest()[:8]
    return int.from_bytes(drawn, "big") >> 1


def lot(ticket, side):
    """The ticket's lot on one side."""
    mixed = (ticket + (side + 1) * STEP) & ALL
    mixed = (mixed ^ mixed >> 30) * FIRST & ALL
    mixed = (mixed ^ mixed >> 27) * SECOND & ALL
    return (mixed ^ mixed >> 31) >> 64 - LOT


def whole(text):
    """Whole numbers from a text."""
    return [int(each) for each in text.split()]


def joined(numbers):
    """A text of numbers."""
    return " ".join(str(each) for each in numbers)


class Line:
    """One good of one council, cut by a question's multipliers."""

    def __init__(self, side, limit, ticket, multipliers):
        self.side, self.limit, self.ticket = side, limit, ticket
        n = len(multipliers)
        kept = 1.0 - multipliers[side] if side < n else 1.0 + multipliers[side - n]
        self.share = max(0.0, min(kept, 1.0))
        exact = limit * self.share
        self.units = min(limit, int(exact))
        self.fraction = max(0.0, min(exact - self.units, 1.0 - 2.0**-PART))

    def room(self, sign):
        """How many units it can still be given, or have taken."""
        return self.limit - self.units if sign >= 0 else self.units

    def key(self, sign):
        """Its place in the row for a unit; the smallest comes first."""
        rounded, drawn = int(self.fraction * 2.0**KEY), lot(self.ticket, self.side)
        if sign >= 0:
            return (2**KEY - 1 - rounded) << LOT | drawn
        return rounded << LOT | (2**LOT - 1 - drawn)

    def assigned(self, finish):
        """Its units in the end."""
        sign, level, key, last = (finish[name][self.side] for name in LISTS)
        room = self.room(sign)
        more = min(room, level)
        if sign and room > level and (self.key(sign), self.ticket) <= (key, last):
            more += 1
        return self.units + sign * more


LISTS = ("sign", "level", "key", "ticket")


def cut_lines(question, lines):
    """Lines at the multipliers of a question."""
    multipliers = [float(each) for each in question["multipliers"].split()]
    return [Line(*each, multipliers) for each in lines]


def assignments(finish, lines):
    """The units of every line, as the last question gives them."""
    lists = {name: whole(finish[name]) for name in LISTS}
    return [line.assigned(lists) for line in cut_lines(finish, lines)]


class Settlement:
    """Answers for lines (side, limit, ticket) of so many goods."""

    def __init__(self, lines, n):
        self.lines, self.n = lines, n

    def answer(self, name, question):
        """The values that answer a question; KeyError if there is none such."""
        answers = {
            "remaining": self._remaining,
            "spread": lambda _question: {"spread": self._zeros()},
            "at": self._moves,
            "slopes": self._moves,
            "heights": lambda question: {
                "height": joined(0 for _each in question["multipliers"])
            },
            "losses": lambda question: {
                "count": [joined([0] * 2 ** int(question["look"]["bits"]))]
            },
            "floors": self._floors,
            "rooms": self._rooms,
            "ranks": self._ranks,
            "finish": self._finish,
        }
        return answers[name](question)

    def _zeros(self, sides=1):
        return joined([0] * sides * self.n)

    def _sums(self, lines, values):
        sums = [0] * 2 * self.n
        for line, value in zip(lines, values, strict=True):
            sums[line.side] += value
        return joined(sums)

    def _remaining(self, _question):
        lines = [Line(*each, [0.0] * self.n) for each in self.lines]
        others = self._sums(lines, [line.limit for line in lines])
        zeros = {"recipes": self._zeros(2), "lumpy": self._zeros()}
        return zeros | {"others": others}

    def _moves(self, question):
        gram = {"pairs": "", "entries": "", "room": question["room"]}
        gram |= {"upto": str(self.n), "n_goods": str(self.n)}
        still = {"excess": self._zeros(), "height": "0", "off": "0"}
        return still | {"present": self._zeros(2), "gram": gram}

    def _floors(self, question):
        lines = cut_lines(question, self.lines)
        units = self._sums(lines, [line.units for line in lines])
        parts = self._sums(lines, [round(line.fraction * 2.0**PART) for line in lines])
        return {
            "units": units,
            "parts": parts,
            "asked_units": units,
            "asked_parts": parts,
            "able": self._sums(lines, [line.units < line.limit for line in lines]),
            "held": self._sums(lines, [line.units > 0 for line in lines]),
        }

    def _rooms(self, question):
        lines, sign = cut_lines(question, self.lines), whole(question["sign"])
        rows = [
            [min(line.room(sign[line.side]), level[line.side]) for line in lines]
            for level in map(whole, question["level"])
        ]
        return {"room": [self._sums(lines, row) for row in rows]}

    def _ranks(self, question):
        look, sign = question["look"], whole(question["sign"])
        level, prefix = whole(question["level"]), whole(look["prefix"])
        shift, bits = int(look["shift"]), int(look["bits"])
        tied = whole(look["tied"]) if look["tied"] is not None else None
        sides = [side for side, each in enumerate(look["open"]) if each == "1"]
        rows = {side: [0] * 2**bits for side in sides}
        for line in cut_lines(question, self.lines):
            side = line.side
            if side not in rows or line.room(sign[side]) <= level[side]:
                continue
            digits = line.key(sign[side])
            if tied is not None and digits != tied[side]:
                continue
            digits = digits if tied is None else line.ticket
            if digits >> (shift + bits) == prefix[side]:
                rows[side][digits >> shift & (2**bits - 1)] += 1
        return {"count": [joined(row) for row in rows.values()]}

    def _finish(self, question):
        lines = cut_lines(question, self.lines)
        largest = max((1.0 - line.share for line in lines), default=0.0)
        return {
            "units": self._sums(lines, assignments(question, self.lines)),
            "lost": "0",
            "lowered": "0",
            "largest_cut": repr(largest),
        }
