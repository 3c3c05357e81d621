"""datapackage.json: what a data package says of itself."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from planning.faults import Fault
from planning.fields import Field, Refused, choice, code, decimal, text
from planning.rows import SILENCE, PeriodRow

FILE = "datapackage.json"
MAX_SIZE = 1_000_000
PERIOD = (code("code", 40), text("name_en", 200), text("name_de", 200))
TOLERANCE = decimal("tolerance", digits=1, decimals=5, between=("0.0001", "1"))
SETTINGS = ("period", "previous", "tolerance", "silence")
OWN = ("name", "title", "commonplan", "resources")


@dataclass(frozen=True)
class Descriptor:
    """The package's name and title, its year, the year before, and two settings."""

    name: str
    title: str
    period: PeriodRow
    previous: PeriodRow | None
    tolerance: Decimal
    silence: str
    extra: Mapping[str, Any] = field(default_factory=dict)


def read_descriptor(
    folder: Path, headers: Mapping[str, Sequence[str]], faults: list[Fault]
) -> Descriptor | None:
    """Read datapackage.json; None, and faults, if it does not say all it must."""
    path = folder / FILE
    if not path.exists():
        faults.append(Fault(FILE, None, None, "missing_file"))
        return None
    try:
        if path.stat().st_size > MAX_SIZE:
            raise Refused("cell_too_long", limit=MAX_SIZE)
        content = json.loads(
            path.read_text(encoding="utf-8-sig"), parse_constant=_no_number
        )
    except Refused as refused:
        faults.append(Fault(FILE, None, None, refused.code, refused.params))
        return None
    except UnicodeDecodeError:
        faults.append(Fault(FILE, None, None, "wrong_encoding"))
        return None
    except (json.JSONDecodeError, RecursionError) as error:
        row = getattr(error, "lineno", None)
        detail = {"detail": getattr(error, "msg", "nested too deeply")}
        faults.append(Fault(FILE, row, None, "not_json", detail))
        return None
    except OSError:
        faults.append(Fault(FILE, None, None, "unreadable_file"))
        return None
    return _Reader(faults).descriptor(content, headers)


class _Reader:
    """Goes through the entries and notes every fault."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults

    def descriptor(
        self, content: Any, headers: Mapping[str, Sequence[str]]
    ) -> Descriptor | None:
        before = len(self.faults)
        top = self.mapping(content, "")
        plan = self.mapping(top and top.get("commonplan"), "commonplan", SETTINGS)
        if top is None or plan is None:
            return None
        name = self.entry(top, code("name", 100), "")
        title = self.entry(top, text("title", 200), "")
        period = self.period(plan.get("period"), "commonplan.period")
        previous = None
        if plan.get("previous") is not None:
            previous = self.period(plan["previous"], "commonplan.previous")
        tolerance = self.entry(plan, TOLERANCE, "commonplan.")
        silence = self.entry(plan, choice("silence", SILENCE), "commonplan.")
        self.resources(top.get("resources"), headers)
        if len(self.faults) > before or period is None:
            return None
        extra = {key: value for key, value in top.items() if key not in OWN}
        return Descriptor(name, title, period, previous, tolerance, silence, extra)

    def note(self, place: str, code: str, **params: Any) -> None:
        self.faults.append(Fault(FILE, None, place or None, code, params))

    def mapping(
        self, value: Any, place: str, keys: Sequence[str] | None = None
    ) -> Mapping[str, Any] | None:
        if value is None:
            self.note(place, "missing_key")
        elif not isinstance(value, dict):
            self.note(place, "wrong_type", expected="an object")
        else:
            for key in value.keys() - set(keys or value):
                self.note(f"{place}.{key}", "unknown_key")
            return value
        return None

    def entry(self, content: Mapping[str, Any], field: Field, place: str) -> Any:
        """Read one entry as a cell of that kind; None if it is refused."""
        where = place + field.name
        if field.name not in content:
            self.note(where, "missing_key")
        elif not isinstance(content[field.name], str):
            self.note(where, "wrong_type", expected="a text in quotes")
        else:
            try:
                return field.read(content[field.name])
            except Refused as refused:
                self.note(where, refused.code, **refused.params)
        return None

    def period(self, value: Any, place: str) -> PeriodRow | None:
        names = [field.name for field in PERIOD]
        content = self.mapping(value, place, [*names, "starts", "ends"])
        if content is None:
            return None
        told = [self.entry(content, field, f"{place}.") for field in PERIOD]
        days = [
            self.entry(content, Field(name, _day), f"{place}.")
            for name in ("starts", "ends")
        ]
        if None in told or None in days:
            return None
        if days[1] <= days[0]:
            self.note(place, "ends_before_start", ends=days[1])
            return None
        return PeriodRow(told[0], told[1], told[2], days[0], days[1])

    def resources(self, value: Any, headers: Mapping[str, Sequence[str]]) -> None:
        """Every table must be described, with the columns it has."""
        if not isinstance(value, list):
            code = "missing_key" if value is None else "wrong_type"
            self.note("resources", code, expected="a list")
            return
        described = {}
        for place, resource in enumerate(value):
            content = self.mapping(resource, f"resources[{place}]")
            if content is None:
                continue
            path = content.get("path")
            if not isinstance(path, str) or path not in headers:
                shown, choices = str(path)[:40], ", ".join(headers)
                where = f"resources[{place}].path"
                self.note(where, "unknown_choice", value=shown, choices=choices)
            else:
                described[path] = _described_columns(content)
        for path, header in headers.items():
            if header and path not in described:
                self.note(f"resources: {path}", "missing_key")
            elif header and described[path] != list(header):
                self.note("resources", "schema_differs", path=path)


def _day(cell: str) -> date:
    try:
        day = date.fromisoformat(cell)
    except ValueError:
        day = None
    if day is None or day.isoformat() != cell:
        raise Refused("not_a_date", value=cell[:40])
    return day


def _no_number(constant: str) -> None:
    raise json.JSONDecodeError(f"{constant} is no number", constant, 0)


def _described_columns(resource: Mapping[str, Any]) -> list[Any]:
    schema = resource.get("schema")
    fields = schema.get("fields") if isinstance(schema, dict) else None
    if not isinstance(fields, list):
        return []
    return [field.get("name") if isinstance(field, dict) else None for field in fields]
