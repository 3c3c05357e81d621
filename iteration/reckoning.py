"""Why a council is granted what it is: as rows, and as figures to be told in words."""

from collections.abc import Iterator
from decimal import Decimal

from iteration.beside import SOURCES
from iteration.granting import Grants
from planning.granting import THOUSANDTH
from proposals.models import Entitlement, EntitlementRule

Source = Entitlement.Source
Rating, Per = EntitlementRule.Rating, EntitlementRule.Per


def rows_of(grants: Grants) -> Iterator[Entitlement]:
    """The rows to be stored, not saved: none for what was nothing to begin with."""
    known = grants.known
    for place, key in enumerate(known.key.tolist()):
        for source in SOURCES:
            amount = int(grants.amounts[source][place])
            if amount or (source in grants.taken and grants.taken[source][place]):
                yield Entitlement(
                    council_id=key,
                    period=known.period,
                    source=source,
                    amount=credits(amount),
                    reckoning=reckoning(grants, place, source),
                    basis=_basis(grants, place, source),
                )


def reckoning(grants: Grants, place: int, source: str) -> dict:
    """Why one council is granted what it is, as figures: texts, and whole numbers."""
    said: dict = {"version": grants.rule.version}
    if source == Source.EFFORT:
        said |= _effort_said(grants, place)
    elif source in (Source.ALLOWANCE, Source.COMPENSATION):
        said["rows"] = [
            {
                "code": grants.rates[n].code,
                "heads": int(grants.heads[place, n]),
                "each": f"{grants.rates[n].amount:.2f}",
                "amount": text(grants.parts[place, n]),
            }
            for n in grants.columns(source)
            if grants.parts[place, n]
        ]
    elif source == Source.CREDIT:
        said["carried"] = text(grants.carried[place])
        said["lent"] = text(grants.known.lent[place])
    if source in grants.taken:
        said["repaid"] = text(grants.taken[source][place])
    return said


def credits(amount: int) -> Decimal:
    """Hundredths as credits."""
    return Decimal(int(amount)).scaleb(-2)


def text(amount: int) -> str:
    """Hundredths as a text with two decimals."""
    return f"{credits(amount):.2f}"


def _effort_said(grants: Grants, place: int) -> dict:
    effort, rule = grants.effort, grants.rule
    said = {
        "heads": int(effort.heads[place]),
        "each": text(effort.per_head[place]),
        "rate": f"{rule.rate:.2f}",
    }
    if rule.per == Per.HOUR:
        said["hours"] = text(effort.hours[place])
    if rule.rating != Rating.EQUAL:
        rated, cap = int(effort.rating[place]), int(effort.cap[place])
        said["rating"] = f"{Decimal(rated) / THOUSANDTH:.3f}"
        said["cap"] = f"{Decimal(cap) / THOUSANDTH:.3f}"
    return said


def _basis(grants: Grants, place: int, source: str) -> str:
    """The same in figures alone, which every language reads."""
    if source == Source.EFFORT:
        effort = grants.effort
        return f"{effort.heads[place]} × {text(effort.per_head[place])}"
    columns = grants.columns(source)
    parts = [
        f"{grants.heads[place, n]} × {grants.rates[n].amount:.2f}"
        for n in columns
        if grants.parts[place, n]
    ]
    return " + ".join(parts)[:200]
