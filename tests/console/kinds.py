"""Every kind of record that the code writes, read from the code itself."""

import ast
import re
from pathlib import Path

from django.conf import settings

ROOMS = (
    "ledger",
    "councils",
    "proposals",
    "iteration",
    "desk",
    "console",
    "federation",
)
KIND = re.compile(r"[a-z_]+\.[a-z_]+")
ANY = "*"


def written_kinds():
    """{kind: file}; where only its beginning is fixed, it ends with a star."""
    found = {}
    for room in (*ROOMS, "config", "pages"):
        for path in sorted((settings.BASE_DIR / room).rglob("*.py")):
            text = path.read_text()
            if "record(" in text and "migrations" not in path.parts:
                found |= dict.fromkeys(_kinds(ast.parse(text)), _short(path))
    return found


def _short(path):
    return str(Path(path).relative_to(settings.BASE_DIR))


def _kinds(tree):
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _is_record(call.func):
            for each in call.keywords:
                if each.arg == "kind":
                    yield from _values(each.value, tree)


def _is_record(function):
    name = getattr(function, "id", None) or getattr(function, "attr", None)
    return name in ("record", "Record")


def _values(value, tree):
    if isinstance(value, ast.Constant):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from _values(value.body, tree)
        yield from _values(value.orelse, tree)
    elif isinstance(value, ast.JoinedStr) and isinstance(value.values[0], ast.Constant):
        yield value.values[0].value + ANY
    else:
        # A name: whatever of this shape the file says may stand behind it.
        yield from (
            each.value
            for each in ast.walk(tree)
            if isinstance(each, ast.Constant)
            and isinstance(each.value, str)
            and KIND.fullmatch(each.value)
        )
