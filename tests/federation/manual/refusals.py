"""Which refusals the code can answer with, read from the code itself."""

import inspect
import re
import types

from federation import hearing, parsers, problems
from federation.permissions import Permitted
from federation.views import (
    base,
    shared_parts,
    shared_plans,
    shared_rounds,
    shared_years,
    speaking,
)

RAISED = re.compile(r'Refused\(\s*"([a-z-]+)"')
NAMES = re.compile(r"\b[A-Za-z_][A-Za-z_0-9]*\b")

# Every message by its heading in the manual, with who answers it.
MESSAGES = {
    "GET …/federation/years/2027": (shared_years.SharedYearDefinition, "get"),
    "POST …/federation/years/2027/members": (shared_years.Joining, "post"),
    "POST …/federation/announcements": (shared_rounds.Announcements, "post"),
    "PUT …/federation/years/2027/rounds/1/part": (shared_parts.Parts, "put"),
    "GET …/federation/years/2027/rounds/1/part": (shared_parts.Parts, "get"),
    "GET …/federation/years/2027/rounds/1/parts/0": (shared_parts.PartsAbove, "get"),
    "POST …/federation/trials": (shared_plans.TrialAnswers, "post"),
    "POST …/federation/records": (shared_rounds.Records, "post"),
    "POST …/federation/plans": (shared_plans.Plans, "post"),
    "GET …/federation/years/2027/head": (shared_years.Head, "get"),
}
# What is for persons and their programs, and never said to a server.
NOT_OF_SERVERS = {"invalid", "not-authenticated", "scope-missing"}


def of_message(view, method):
    """The refusals of one message's own, beside those all have."""
    return _raised(getattr(view, method), set())


def _raised(function, seen):
    """Those in a function, and in the functions of federation that it names."""
    if function in seen:
        return set()
    seen.add(function)
    text = inspect.getsource(function)
    found = set(RAISED.findall(text))
    for name in set(NAMES.findall(text)):
        named = function.__globals__.get(name)
        if isinstance(named, types.FunctionType) and _is_ours(named):
            found |= _raised(named, seen)
    return found


def _is_ours(function):
    return function.__module__.startswith("federation.views")


def of_all():
    """The refusals any message can have."""
    found = {*hearing.REFUSALS.values(), *(code for _classes, code in problems.KNOWN)}
    for source in (hearing, parsers, base, speaking, problems, Permitted):
        found |= set(RAISED.findall(inspect.getsource(source)))
    return found | {"signature-missing"} - NOT_OF_SERVERS
