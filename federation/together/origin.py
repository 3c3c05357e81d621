"""Where the prices of a round come from: the catalogue, or the document before it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from federation.models import Exchange, SharedYear
from federation.together.asking import read
from federation.together.checking import DIGEST
from federation.together.parts import Wrong
from iteration.catalogue import Catalogue
from iteration.models import Publication
from ledger.canonical import digest

# Digits after the point that are kept of a price.
PLACES = Decimal("1e-15")


def plain_prices(prices: Mapping[str, str]) -> dict[str, str]:
    """Equal prices as equal texts.

    >>> plain_prices({"bread": "2.50"})
    {'bread': '2.5'}
    """
    return {code: f"{Decimal(text).normalize():f}" for code, text in prices.items()}


def check_origin(number: int, prices: Mapping[str, Decimal], year: SharedYear) -> None:
    """Compare the prices of a round with what they follow from. Raises Wrong.

    As long as that is not here, they cannot be compared.
    """
    known = _first(year) if number == 1 else _next(year, number - 1)
    for code, price in known.items():
        if prices[code].quantize(PLACES) != price.quantize(PLACES):
            raise Wrong(
                f"{code}: {prices[code]:f} is not the price that follows, {price:f}"
            )


def check_previous(number: int, previous: Any, year: SharedYear) -> None:
    """Compare what a round is said to follow with the document before. Raises Wrong.

    As long as that is not here, it cannot be compared.
    """
    body = _before(year, number - 1)
    known = digest(body) if body else None
    if (known or number == 1) and previous != known:
        raise Wrong("it does not follow the document before it")
    if previous is not None and not DIGEST.fullmatch(str(previous)):
        raise Wrong(f"{previous!r:.80} is no digest of a document")


def _first(year):
    catalogue = Catalogue.of(year.period)
    codes = [good.code for good in catalogue.goods]
    return dict(zip(codes, catalogue.announced(catalogue.start), strict=True))


def _before(year, number):
    """The document of a round as far as it is here, published or not; or nothing."""
    kept = Publication.objects.filter(period=year.period, round__number=number).first()
    told = Exchange.objects.filter(year=year, number=number).first()
    return kept.body if kept else told.record if told else ""


def _next(year, number):
    body = _before(year, number)
    rows = read(body)["goods"] if body else []
    return {row["code"]: Decimal(row["next_price"]) for row in rows}
