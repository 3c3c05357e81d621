from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Council, Person
from proposals.models import Draft, DraftChange, Period

Lines = Mapping[str, Mapping[str, str]]


@transaction.atomic
def save_draft(
    *,
    council: Council,
    period: Period,
    lines: Lines,
    note: str,
    version: int,
    saved_by: Person,
    began: tuple[Lines, str] = ({}, ""),
    window: str = "",
) -> Draft:
    """Keep the council's working copy as it was typed, right or wrong.

    ``version`` is the one the writer has seen, 0 before the first; ``began`` are the
    lines and the reasons a first version was begun with; ``window`` tells one page on
    a screen from others. Nothing changed, nothing is written.

    Raises ValidationError ``stale_draft`` if somebody else has saved since; then
    nothing is written, and the caller still has both.
    """
    Council.objects.select_for_update(no_key=True).get(pk=council.pk)
    draft = Draft.objects.filter(council=council, period=period).first()
    last = DraftChange.objects.last_version(council, period)
    current = draft.version if draft else last
    if version != current and (draft or version):
        raise ValidationError(
            _("Somebody else has saved this draft since you opened it."),
            code="stale_draft",
        )
    now = {code: dict(line) for code, line in lines.items()}
    before, reasons = (draft.lines, draft.note) if draft else began
    if draft and (before, reasons) == (now, note):
        return draft
    draft = draft or Draft(council=council, period=period)
    draft.lines, draft.note, draft.saved_by = now, note, saved_by
    draft.saved_at, draft.version = Now(), max(current, last) + 1
    draft.save()
    DraftChange.objects.create(
        council=council,
        period=period,
        version=draft.version,
        lines=_way_back(before, now),
        note=reasons,
        note_changed=reasons != note,
        saved_by=saved_by,
        window=window,
    )
    draft.refresh_from_db()
    return draft


def discard_draft(*, council: Council, period: Period) -> None:
    """Throw the working copy away, and all it was before; what was submitted stays."""
    with transaction.atomic():
        Council.objects.select_for_update(no_key=True).get(pk=council.pk)
        deleted, _each = Draft.objects.filter(council=council, period=period).delete()
        if not deleted:
            return
        last = DraftChange.objects.last_version(council, period)
        DraftChange.objects.of(council, period).delete()
        # A number of its own: who still has the last version sees that it has ended.
        DraftChange.objects.create(
            council=council, period=period, version=last + 1, ended=True
        )


def version_before(
    *, council: Council, period: Period, draft: Draft, version: int
) -> tuple[dict[str, dict[str, str]], str] | None:
    """The lines and reasons a draft had at an earlier version; None: not known."""
    changes = list(DraftChange.objects.since(council, period, version))
    numbers = [change.version for change in changes]
    if numbers[:1] != [draft.version] or numbers[-1] != version + 1:
        return None
    lines, note = dict(draft.lines), draft.note
    for change in changes:
        if change.ended:
            return None
        for code, line in change.lines.items():
            lines.pop(code, None)
            if line is not None:
                lines[code] = line
        note = change.note if change.note_changed else note
    return lines, note


def _way_back(before: Lines, now: Lines) -> dict[str, dict[str, str] | None]:
    """The lines that differ, as they were."""
    return {
        code: dict(before[code]) if code in before else None
        for code in before.keys() | now.keys()
        if before.get(code) != now.get(code)
    }
