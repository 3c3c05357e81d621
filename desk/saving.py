"""Keeping a draft that others may have changed meanwhile."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from desk.drafting import recent
from desk.merging import merge
from desk.sheet import SIDES, Sheet
from pages.fields import QuantityField
from proposals.models import DraftChange
from proposals.services import save_draft, version_before

# The reasons for the whole proposal, beside the codes of goods.
REASONS = ""
ATTEMPTS = 5


@dataclass
class Saved:
    """What came of saving a sheet.

    ``stale``: nothing was saved, because of ``conflicts``, names of lines two people
    have changed, or because the draft has ended. ``taken``: lines another writer has
    changed, now in the sheet.
    """

    sheet: Sheet
    stale: bool = False
    conflicts: list = field(default_factory=list)
    taken: list = field(default_factory=list)


def save(desk, sheet, *, seen, person, window=""):
    """Keep a sheet written on the version ``seen``, with what others have changed."""
    saved = Saved(sheet)
    for _attempt in range(ATTEMPTS):
        saved = _join(desk, sheet, seen, window)
        if saved.stale:
            break
        try:
            desk.draft = save_draft(
                council=desk.place.council,
                period=desk.place.period,
                lines=saved.sheet.texts,
                note=saved.sheet.note,
                version=desk.version,
                saved_by=person,
                began=(desk.prefilled, ""),
                window=window,
            )
        except ValidationError as error:
            if error.code != "stale_draft":
                raise
            desk.reload()
            saved.stale = True
            continue
        desk.recent = recent(desk.place)
        break
    return saved


def lines_at(desk, version):
    """The lines of the draft, and the reasons, at a version; None: not known."""
    if desk.draft is None:
        return None
    if version == desk.version:
        return _named(desk.draft.lines, desk.draft.note)
    found = version_before(
        council=desk.place.council,
        period=desk.place.period,
        draft=desk.draft,
        version=version,
    )
    return found and _named(*found)


def _join(desk, sheet, seen, window):
    """The sheet with what others have written since; stale if that cannot be had."""
    if seen == desk.version or _only_mine(desk, seen, window):
        return Saved(sheet)
    if desk.draft is None:
        return Saved(sheet, stale=True)
    mine = _named(sheet.texts, sheet.note)
    theirs = _named(desk.draft.lines, desk.draft.note)
    base, same = lines_at(desk, seen), _means_the_same(desk.catalogue)
    if base is None:
        # Without a common beginning there is a choice in every difference.
        names = {*mine, *theirs}
        differing = [n for n in names if not same(n, mine.get(n), theirs.get(n))]
        return Saved(sheet, bool(differing), sorted(differing))
    merged = merge(base, mine, theirs, same=same)
    lines = dict(merged.lines)
    joined = desk.sheet(lines, lines.pop(REASONS), sheet.twice)
    return Saved(joined, bool(merged.conflicts), sorted(merged.conflicts), merged.taken)


def _only_mine(desk, seen, window):
    """Whether all that was saved since came from this page: an answer was lost."""
    if not window or desk.draft is None:
        return False
    changes = DraftChange.objects.since(desk.place.council, desk.place.period, seen)
    found = list(changes.values_list("version", "window", "ended"))
    return (
        bool(found)
        and found[-1][0] == seen + 1
        and all(each == window and not ended for _version, each, ended in found)
    )


def _named(lines, note):
    return {**lines, REASONS: note}


def _means_the_same(catalogue):
    """Whether two lines of a good say the same, however it is written."""

    def meaning(code, line):
        if line is None or code == REASONS or code not in catalogue.prices:
            return line
        good, _price = catalogue.prices[code]
        figures = [_read(good, line.get(side, "")) for side in SIDES]
        return [*figures, line.get("note", "")]

    return lambda code, one, other: meaning(code, one) == meaning(code, other)


def _read(good, text):
    try:
        return QuantityField(good, required=False).clean(text)
    except ValidationError:
        return text
