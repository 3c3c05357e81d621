"""A year as the server above defines it: its goods, and their units."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tests.federation.second.documents import digest

PRICE = re.compile(r"[0-9]+(\.[0-9]{1,20})?")
# Prices are rounded to six digits; floors were not.
ROUNDED = Fraction(1, 10**5)
OF_CATALOGUE = ("category", "code", "decimals", "floor", "price", "unit")


@dataclass(frozen=True)
class Good:
    """A good of the year; quantities are whole numbers of its smallest unit."""

    code: str
    category: str
    unit: str
    decimals: int
    price: str
    floor: str

    def text(self, units):
        """Units as messages write them."""
        return format(Decimal(units).scaleb(-self.decimals), "f")

    def units(self, text):
        """Units from a message, which must be written as this good is."""
        if not isinstance(text, str) or not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
            raise ValueError(f"{text} is no quantity of {self.code}")
        units = Fraction(text) * 10**self.decimals
        if units.denominator != 1 or self.text(int(units)) != text:
            raise ValueError(f"{text} is no quantity of {self.code}")
        return int(units)


class Year:
    """What servers that plan a year together have in common."""

    def __init__(self, message):
        self.code, self.rule = message["code"], message["rule"]
        self.tolerance = message["tolerance"]
        self.period = {
            name: message[name] for name in ("code", "starts", "ends", "silence")
        }
        self.goods = [
            Good(**{name: each[name] for name in OF_CATALOGUE})
            for each in message["goods"]
        ]
        codes = [good.code for good in self.goods]
        if codes != sorted(set(codes)):
            raise ValueError("goods are not in the order of their codes")
        self.codes = codes
        self.floors = {good.code: good.floor for good in self.goods}
        self.first = {good.code: good.price for good in self.goods}

    def catalogue(self):
        """The digest by which servers know that they count the same things."""
        # The one form of a document has no list outermost; its bytes are alike.
        return digest(
            [
                {name: getattr(good, name) for name in OF_CATALOGUE}
                for good in self.goods
            ]
        )

    def are_prices(self, prices):
        """Whether there is a price for every good, and for no other."""
        if not isinstance(prices, dict) or set(prices) != set(self.codes):
            return False
        return all(
            isinstance(each, str) and PRICE.fullmatch(each) and Fraction(each) > 0
            for each in prices.values()
        )

    def below_floor(self, prices):
        """The goods whose price is below the lowest there can be."""
        return [
            code
            for code, price in prices.items()
            if Fraction(price) < Fraction(self.floors[code]) * (1 - ROUNDED)
        ]
