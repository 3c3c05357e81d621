"""What the short names in records stand for: years, councils, goods."""

from dataclasses import dataclass

from councils.models import Council
from proposals.models import Good, Period

# Where the subject alone does not say what it is, the topic does.
OF_COUNCILS = {
    *("council", "membership", "invitation", "join_request", "ballot"),
    *("decision_rule", "declaration", "instruction"),
}
OF_GOODS = {"good"}
# Keys of data under which short names stand.
OF_DATA = {
    "council": "councils",
    "councils": "councils",
    "good": "goods",
    "goods": "goods",
    "period": "periods",
    "previous": "periods",
}


@dataclass(frozen=True)
class Names:
    """Years, councils and goods by their short names, for the records of a page."""

    periods: dict
    councils: dict
    goods: dict

    @classmethod
    def of(cls, records):
        """Those that the records name, by three queries."""
        words = {word for record in records for word in _words(record)}
        return cls(
            {each.code: each for each in Period.objects.filter(code__in=words)},
            {each.slug: each for each in Council.objects.filter(slug__in=words)},
            {each.code: each for each in Good.objects.filter(code__in=words)},
        )

    def parts(self, record):
        """What a record is about: ``subject``, and what it names, as text."""
        return {"subject": record.subject} | {
            name: str(value) for name, value in self._parts(record).items()
        }

    def council(self, record):
        """The council a record is about, if it is about one."""
        found = self._parts(record).get("council")
        return found if isinstance(found, Council) else None

    def period(self, record):
        found = self._parts(record).get("period")
        return found if isinstance(found, Period) else None

    def known(self, record, key, value):
        """A value of the data by its name, where it is the short name of something."""
        if key in ("into", "from", "parent"):
            kind = "goods" if topic_of(record) in OF_GOODS else "councils"
        else:
            kind = OF_DATA.get(key)
        table = getattr(self, kind) if kind else {}
        if isinstance(value, list):
            return [_named(table, each) for each in value]
        return _named(table, value)

    def _parts(self, record):
        first, _slash, rest = record.subject.partition("/")
        if rest:
            return {"period": self.periods.get(first, first)} | self._second(rest)
        topic = topic_of(record)
        if topic in OF_COUNCILS:
            return {"council": self.councils.get(first, first)}
        if topic in OF_GOODS:
            return {"good": self.goods.get(first, first)}
        tables = (
            ("period", self.periods),
            ("council", self.councils),
            ("good", self.goods),
        )
        found = {name: table[first] for name, table in tables if first in table}
        return dict([*found.items()][:1]) if found else {"period": first}

    def _second(self, rest):
        word, _slash, third = rest.partition("/")
        if word in self.councils or (third and not word.isdecimal()):
            named = {"council": self.councils.get(word, word)}
            return named | ({"good": self.goods.get(third, third)} if third else {})
        if word.isdecimal():
            return {"round": word}
        if word in self.goods:
            return {"good": self.goods[word]}
        return {"council": word}


def topic_of(record):
    return record.kind.partition(".")[0]


def _named(table, value):
    """A name for a short name; whatever else it is stays as it is."""
    return str(table[value]) if isinstance(value, str) and value in table else value


def _words(record):
    yield from record.subject.split("/")
    for value in record.data.values():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str) and len(each) <= 60:
                yield each
