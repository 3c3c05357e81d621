"""Writing a data package: the same content gives the same bytes."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from planning.descriptor import TOLERANCE, Descriptor
from planning.fields import Field
from planning.rows import PeriodRow
from planning.tables import Table


def columns(table: Table, entries: Iterable[Any]) -> list[Field]:
    """The columns a table needs for these rows; optional ones only if used."""
    entries = list(entries)
    return [
        field
        for field in table.fields
        if not field.optional or any(getattr(entry, field.name) for entry in entries)
    ]


def write_table(fields: Sequence[Field], entries: Iterable[Sequence[str]]) -> bytes:
    """The bytes of a table, from cells that are written already."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([field.name for field in fields])
    writer.writerows(entries)
    return out.getvalue().encode()


def write_descriptor(
    descriptor: Descriptor, tables: Sequence[tuple[Table, Sequence[Field]]]
) -> bytes:
    """The bytes of datapackage.json for tables with these columns."""
    plan: dict[str, Any] = {"period": _period(descriptor.period)}
    if descriptor.previous:
        plan["previous"] = _period(descriptor.previous)
    plan["tolerance"] = TOLERANCE.write(descriptor.tolerance)
    plan["silence"] = descriptor.silence
    content = {
        "name": descriptor.name,
        "title": descriptor.title,
        **descriptor.extra,
        "commonplan": plan,
        "resources": [_resource(table, fields) for table, fields in tables],
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _period(period: PeriodRow) -> dict[str, str]:
    return {
        "code": period.code,
        "name_en": period.name_en,
        "name_de": period.name_de,
        "starts": period.starts.isoformat(),
        "ends": period.ends.isoformat(),
    }


def _resource(table: Table, fields: Sequence[Field]) -> dict[str, Any]:
    return {
        "name": table.name,
        "path": table.file,
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "schema": {
            "fields": [{"name": field.name, "type": field.kind} for field in fields],
            "primaryKey": list(table.key),
        },
    }
