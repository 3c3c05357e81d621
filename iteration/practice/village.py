"""The invented village: read once from its data package, never from the database."""

from functools import cache
from pathlib import Path

from planning.package import Package, read
from planning.rehearsal import Respondents
from proposals.models import Good

FOLDER = Path(__file__).parent / "village"


@cache
def package() -> Package:
    return read(FOLDER)


@cache
def respondents() -> Respondents:
    """Everybody in the village, answering as their standing instructions say."""
    return Respondents(package().economy())


@cache
def goods() -> tuple[Good, ...]:
    """The goods in the order of the arithmetic; none of them is in the catalogue."""
    rows = sorted(package().goods, key=lambda row: row.code)
    return tuple(
        Good(
            code=row.code,
            name_en=row.name_en,
            name_de=row.name_de,
            category=row.category,
            unit=row.unit,
            decimals=row.decimals,
        )
        for row in rows
    )
