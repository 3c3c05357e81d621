"""Joining a year of another server, and opening one's own for others."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from councils.models import Person
from federation.models import Peer, SharedYear
from federation.services.shared_years import keep_joined
from federation.together.asking import RefusedThere, text_of
from federation.together.definition import adopt, catalogue_digest
from federation.together.lines import line_to
from federation.wire.sending import Unreachable

YEARS = "/api/v1/federation/years"


def join_year(
    *, parent: Peer, code: str, answers_trials: bool, actor: Person | None, reason: str
) -> SharedYear:
    """Take a year of another server over, and plan it under that one.

    Raises ValidationError: ``unreachable`` or ``refused`` with what was said there, and
    what `adopt` raises.
    """
    line = line_to(parent)
    says = _ask(line, "GET", f"{YEARS}/{code}")
    if says.get("code") != code:
        raise ValidationError(
            _("%(server)s answers with another year than %(code)s."),
            code="definition",
            params={"server": line.origin, "code": code},
        )
    period = adopt(says, actor=actor)
    year = keep_joined(
        period=period,
        parent=parent,
        answers_trials=answers_trials,
        actor=actor,
        reason=reason,
    )
    body = {
        "kind": "joining",
        "year": code,
        "catalogue": catalogue_digest(period),
        "answers_trials": answers_trials,
    }
    _ask(line, "POST", f"{YEARS}/{code}/members", text_of(body))
    return year


def _ask(line, method, path, body=""):
    try:
        return line.ask(method, path, body)
    except Unreachable as error:
        raise ValidationError(
            _("%(server)s cannot be reached: %(why)s"),
            code="unreachable",
            params={"server": line.origin, "why": error},
        ) from error
    except RefusedThere as error:
        raise ValidationError(
            _("%(server)s refused: %(why)s"),
            code="refused",
            params={"server": line.origin, "why": error.detail or error.code},
        ) from error
